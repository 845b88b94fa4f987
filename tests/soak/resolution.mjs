// The administrator looks up at the relay what became of those who are uncertain, and says so: whoever has it counts as sent,
// whoever has it not is sent to again. In the end everybody has one message.

import { verdictOf } from "./scene.mjs";
import { finish } from "./stage.mjs";

export async function resolveAll({ report, name, host, relay, batch, evidence, verdict }) {
  const trial = `${name}, resolved`;
  // No new faults: what is asked is whether resolving works.
  await relay.tell({ faults: {} });
  const resolve = async (resolution, uncertain) => {
    const users = uncertain.map(({ user }) => user);
    const { status, text } = await host.call("POST", `/send-batches/${batch}/resolution`, { body: { resolution, users } });
    const changed = status === 200 ? JSON.parse(text).changed : `${status} ${text}`;
    report.check(`${trial}: ${resolution}: ${users.length}`, changed === users.length, `changed: ${changed}`);
  };
  const [has, hasNot] = [verdict.uncertain.filter(({ taken }) => taken > 0), verdict.uncertain.filter(({ taken }) => taken === 0)];
  await resolve("sent", has);
  await resolve("resend", hasNot);
  await finish(host, batch);
  const after = await verdictOf({ host, relay, id: batch, interruptions: evidence.interruptions });
  report.verdict(trial, after.verdict);
  const { figures } = after.verdict;
  report.check(`${trial}: nobody is uncertain any more, everybody not refused has one message`, figures.uncertain === 0 && figures.accepted === figures.people - figures.failed, JSON.stringify(figures));
}
