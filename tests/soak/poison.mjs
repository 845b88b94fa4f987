// One person whom the relay answers by hanging up, every time: everybody else gets their mail, and this one is told as failed.

import { addresses } from "./people.mjs";
import { scene, sendToAll } from "./scene.mjs";

export async function poison(report, size, seed) {
  const people = addresses(size.poisoned);
  const victim = people[Math.floor(people.length / 3)];
  const script = { [victim]: [{ stage: "rcpt", kind: "drop", always: true }] };
  const trial = "one poison person";
  await scene({ people, relay: { faults: { seed, script } } }, async (on) => {
    const { evidence, verdict } = await sendToAll(on);
    const { figures } = verdict;
    report.verdict(trial, verdict);
    report.check(`${trial}: ${people.length - 1} sent, one failed`, figures.sent === people.length - 1 && figures.failed === 1, JSON.stringify(figures));
    const failed = evidence.deliveries.filter(({ state }) => state.state === "failed").map(({ user }) => evidence.people.get(user));
    report.check(`${trial}: it is that one`, failed.length === 1 && failed[0] === victim, failed.slice(0, 10).join(", "));
  });
}
