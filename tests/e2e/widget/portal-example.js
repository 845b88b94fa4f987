// @ts-check
// A portal's backend that hands every call on to a server that speaks /api/v1, with the portal's own token. A portal whose server
// speaks otherwise keeps the shape of this object, and writes other requests.

/** @typedef {import("../../../public/usher-backend").UsherBackend} UsherBackend */

/**
 * @param {string} base where the server is: what stands before /api/v1
 * @param {() => Promise<string>} token asked before every request
 * @returns {UsherBackend}
 */
export function overFetch(base, token) {
  /**
   * One request. What the server refuses is thrown as it is: a problem document.
   * @param {string} method
   * @param {string} path
   * @param {{ query?: object, body?: unknown, headers?: Record<string, string> }} what
   * @param {{ signal: AbortSignal }} options
   */
  const ask = async (method, path, { query = {}, body, headers = {} }, { signal }) => {
    const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
    const parameters = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
    const csv = body instanceof Blob;
    const answer = await fetch(`${base}/api/v1${path}${given.length > 0 ? `?${parameters}` : ""}`, {
      method,
      signal,
      headers: {
        Accept: "application/json",
        Authorization: `Bearer ${await token()}`,
        ...(body === undefined ? {} : { "Content-Type": csv ? "text/csv" : "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : csv ? body : JSON.stringify(body),
    });
    const read = await answer.json();
    if (!answer.ok) {
      throw read;
    }
    return read;
  };
  const id = encodeURIComponent;
  /** @param {number} version */
  const match = (version) => ({ "If-Match": `"${version}"` });
  const steps = { pause: "pause", resume: "resumption", cancel: "cancellation", retry: "retry", resolve: "resolution" };

  return {
    capabilities: (options) => ask("GET", "/capabilities", {}, options),
    organization: (options) => ask("GET", "/organization", {}, options),

    emailSettings: (options) => ask("GET", "/email-settings", {}, options),
    saveEmailSettings: (version, draft, options) => ask("PUT", "/email-settings", { body: draft, headers: match(version) }, options),
    readiness: (options) => ask("GET", "/email-settings/readiness", {}, options),

    users: (cursor, limit, options) => ask("GET", "/users", { query: { cursor, limit } }, options),
    usersSince: (token, cursor, limit, options) => ask("GET", "/users", { query: { cursor, limit, changed_since: token } }, options),
    peopleColumns: (cursor, limit, since, options) =>
      ask("GET", "/users/columns", { query: { cursor, limit, changed_since: since } }, options),
    dueReminders: (options) => ask("GET", "/users/due", {}, options),
    userTimeline: (user, options) => ask("GET", `/users/${id(user)}/timeline`, {}, options),
    userDecisions: (user, options) => ask("GET", `/users/${id(user)}/decisions`, {}, options),
    importUsers: (file, query, { signal, progress }) => {
      progress(1);
      return ask("POST", "/users/import", { query, body: file }, { signal });
    },

    undeliverable: (cursor, limit, options) => ask("GET", "/undeliverable", { query: { cursor, limit } }, options),
    clearUndeliverable: (entry, options) => ask("POST", `/undeliverable/${entry}/clearance`, {}, options),
    addNote: (user, note, options) => ask("POST", `/users/${id(user)}/notes`, { body: note }, options),
    removeNote: (user, note, options) => ask("POST", `/users/${id(user)}/notes/${id(note)}/removal`, {}, options),
    restoreNote: (user, note, options) => ask("POST", `/users/${id(user)}/notes/${id(note)}/restoration`, {}, options),
    addContact: (user, contact, options) => ask("POST", `/users/${id(user)}/contacts`, { body: contact }, options),
    withdrawContact: (user, contact, options) => ask("POST", `/users/${id(user)}/contacts/${id(contact)}/withdrawal`, {}, options),

    templates: (options) => ask("GET", "/templates", {}, options),
    createTemplate: (draft, options) => ask("POST", "/templates", { body: draft }, options),
    saveTemplate: (template, version, draft, options) =>
      ask("PUT", `/templates/${id(template)}`, { body: draft, headers: match(version) }, options),
    publishTemplate: (template, version, options) =>
      ask("POST", `/templates/${id(template)}/versions`, { headers: match(version) }, options),
    templateVersions: (template, options) => ask("GET", `/templates/${id(template)}/versions`, {}, options),
    templateVersion: (template, version, options) => ask("GET", `/templates/${id(template)}/versions/${version}`, {}, options),
    composedMessage: (template, request, options) => ask("POST", `/templates/${id(template)}/message`, { body: request }, options),
    sendTestMail: (template, mail, options) => ask("POST", `/templates/${id(template)}/test-mail`, { body: mail }, options),

    planBatch: (request, options) => ask("POST", "/send-batches/plan", { body: request }, options),
    startBatch: (key, request, options) => ask("POST", "/send-batches", { body: request, headers: { "Idempotency-Key": key } }, options),
    batches: (options) => ask("GET", "/send-batches", {}, options),
    batchesOf: (template, cursor, limit, options) => ask("GET", "/send-batches", { query: { template, cursor, limit } }, options),
    batch: (batch, options) => ask("GET", `/send-batches/${id(batch)}`, {}, options),
    deliveries: (batch, filter, cursor, limit, options) =>
      ask("GET", `/send-batches/${id(batch)}/deliveries`, { query: { ...filter, cursor, limit } }, options),
    controlBatch: (batch, { control, ...body }, options) =>
      ask("POST", `/send-batches/${id(batch)}/${steps[control]}`, control === "resolve" ? { body } : {}, options),

    activity: (filter, cursor, limit, options) => ask("GET", "/activity", { query: { ...filter, cursor, limit } }, options),
    activityActors: (options) => ask("GET", "/activity/actors", {}, options),
  };
}
