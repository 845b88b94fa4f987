// The killer: starts a batch, ends the host by SIGKILL at random moments, starts it again, until the batch is over.

import { join } from "node:path";

import { Host } from "./host.mjs";
import { everywhere } from "./faults.mjs";
import { addresses } from "./people.mjs";
import { randomNumbers } from "./randomness.mjs";
import { startRelay } from "./relay.mjs";
import { click, CONNECTIONS, finish, folder, HURRY, pause, ready, told, unlessDown } from "./stage.mjs";
import { acceptedIn, judge } from "./verdict.mjs";

/** Longest wait for the next message before the host counts as stuck. */
const PATIENCE = 120_000;

/** One trial; answers the evidence, which `verdict.mjs` judges, and the verdict. */
export async function killAgainAndAgain({ people, kills, faults, seed, database, env = {} }) {
  const home = folder();
  const random = randomNumbers(seed);
  const relay = await startRelay(join(home.path, "sink.ndjson"), { faults: { seed, rates: everywhere(faults) }, stall: 6_000 });
  const host = new Host(join(home.path, "data"), { ...HURRY, SMTP_URL: relay.url, ...(database && { USHER_DATABASE_URL: database }), ...env });
  const interruptions = [];
  try {
    const begun = Date.now();
    const template = await ready(host, home.path, addresses(people));
    const post = await click(host, template);
    // The first kill is while the click is on its way: whoever clicked does not know what became of it, and clicks again.
    const first = unlessDown(() => host.call("POST", "/send-batches", post));
    await pause(random() * 30);
    interruptions.push(await host.end());
    await first;
    await host.start();
    const answer = await host.call("POST", "/send-batches", post);
    if (answer.status !== 201) {
      throw new Error(`the second click was answered with ${answer.status} ${answer.text}`);
    }
    const { id } = JSON.parse(answer.text);
    const moments = Array.from({ length: kills - 1 }, () => random() * 0.97 * people).sort((a, b) => a - b);
    for (const moment of moments) {
      if (!(await relay.until(({ accepted }) => accepted >= moment, PATIENCE))) {
        throw new Error(`the host is stuck after ${relay.accepted} messages:\n${host.output.slice(-2_000)}`);
      }
      await pause(random() * 25);
      interruptions.push(await host.end());
      // Now and then it does not even come up.
      if (random() < 0.15) {
        interruptions.push(await host.startAndKill(random() * 200));
      }
      await host.start();
    }
    await finish(host, id);
    const batches = await host.ask("GET", "/send-batches");
    const records = relay.records();
    const evidence = { ...(await told(host, id)), records, accepted: await acceptedIn(records), interruptions, connections: CONNECTIONS };
    const verdict = judge(evidence);
    if (batches.batches.length !== 1) {
      verdict.violations.push({ kind: "two batches", what: `one click, ${batches.batches.length} batches` });
    }
    Object.assign(verdict.figures, { seed, seconds: Math.round((Date.now() - begun) / 1_000) });
    return { evidence, verdict, host, relay, batch: id, home };
  } catch (error) {
    await host.end();
    await relay.stop();
    home.remove();
    throw error;
  }
}
