// The administrator looks up at the relay what became of those who are uncertain, and says so.

export async function resolveAll() {}
