// Every stage of an SMTP conversation with every fault: what must become of a delivery that meets it once.

import { KINDS, STAGES } from "./faults.mjs";
import { scene, sendToAll, verdictOf } from "./scene.mjs";
import { finish, startBatch } from "./stage.mjs";

/** Longer than the host waits at any stage. */
const STALL = 30_000;
const OF_MESSAGE = ["rcpt", "data", "after-dot"];
const OF_CONNECTION = STAGES.filter((stage) => !OF_MESSAGE.includes(stage));

/** States that are right, after how many attempts. */
function right(stage, kind) {
  if (kind === "5xx") {
    // A relay that refuses everybody is no reason to give a person up: both are right, so long as nobody is lost.
    return OF_MESSAGE.includes(stage) ? ["failed"] : ["failed", "sent"];
  }
  return stage === "after-dot" && (kind === "drop" || kind === "stall") ? ["uncertain"] : ["sent"];
}

export async function cells(report, size, seed) {
  await ofMessages(report, seed);
  await ofConnections(report, seed);
}

/** One batch, in which each person meets a fault of their own. */
async function ofMessages(report, seed) {
  const all = OF_MESSAGE.flatMap((stage) => KINDS.map((kind) => ({ stage, kind, email: `${stage}-${kind}@cells.example` })));
  const script = Object.fromEntries(all.map(({ stage, kind, email }) => [email, [{ stage, kind, stored: true }]]));
  await scene({ people: all.map(({ email }) => email), relay: { faults: { seed, script }, stall: STALL } }, async (on) => {
    const { evidence, verdict } = await sendToAll(on);
    const states = new Map(evidence.deliveries.map(({ user, state }) => [evidence.people.get(user), state]));
    const tries = (email) => evidence.records.filter(({ to }) => to === email).length;
    for (const { stage, kind, email } of all) {
      // Nothing is repeated that was final or may have arrived; the rest once.
      const times = right(stage, kind)[0] === "sent" ? 2 : 1;
      report.check(`${stage} × ${kind}: tried ${times === 1 ? "once" : "twice"}`, tries(email) === times, `${tries(email)} times`);
      report.check(`${stage} × ${kind}: ${right(stage, kind).join(" or ")}`, right(stage, kind).includes(states.get(email)?.state), JSON.stringify(states.get(email)));
    }
    report.verdict("faults of messages", verdict);
  });
}

/** One batch to one person after the other; each time the next connection meets the fault. */
async function ofConnections(report, seed) {
  const all = OF_CONNECTION.flatMap((stage) => KINDS.map((kind) => ({ stage, kind, email: `${stage}-${kind}@cells.example` })));
  await scene({ people: all.map(({ email }) => email), relay: { faults: { seed }, stall: STALL } }, async ({ host, relay, template }) => {
    const users = new Map((await host.all("/users", "users")).map(({ user }) => [user.email, user.id]));
    for (const { stage, kind, email } of all) {
      const name = `${stage} × ${kind}`;
      // No connection is left from before, so the next one is new.
      await relay.tell({ arm: [{ stage, kind }], hangUp: true });
      const filter = { search: email };
      const { id } = await startBatch(host, template, filter);
      await finish(host, id);
      const { left } = await relay.tell({});
      const [delivery] = await host.all(`/send-batches/${id}/deliveries`, "deliveries");
      report.check(`${name}: ${right(stage, kind).join(" or ")}`, left === 0 && right(stage, kind).includes(delivery.state.state), `${left} faults unmet, ${JSON.stringify(delivery.state)}`);
      const { verdict } = await verdictOf({ host, relay: only(relay, email), id, interruptions: [], of: new Set([users.get(email)]) });
      const wrong = verdict.violations;
      report.check(`${name}: nobody twice, nobody lost`, wrong.length === 0, wrong.map(({ kind, what }) => `${kind}: ${what}`).join("\n"));
    }
  });
}

/** The relay as far as it concerns one person. */
function only(relay, email) {
  return { records: () => relay.records().filter((record) => record.event === "fault" || record.to === email) };
}
