// Three hosts on one PostgreSQL: one is killed, one is stopped past its lease and continued, one goes on.

import { join } from "node:path";

import { everywhere } from "./faults.mjs";
import { Host } from "./host.mjs";
import { addresses } from "./people.mjs";
import { randomNumbers } from "./randomness.mjs";
import { startRelay } from "./relay.mjs";
import { click, CONNECTIONS, finish, folder, HURRY, LEASE, pause, ready } from "./stage.mjs";
import { verdictOf } from "./scene.mjs";

const PATIENCE = 120_000;
const CLICKS = 300;

export async function severalHosts(report, size, seed, database) {
  const trial = "3 hosts on PostgreSQL";
  const home = folder();
  const random = randomNumbers(seed);
  // So long a message takes at the relay that the batch outlasts the lease even with one host left.
  const latency = Math.ceil((LEASE * CONNECTIONS * 6) / size.severalHosts);
  const relay = await startRelay(join(home.path, "sink.ndjson"), { faults: { seed, rates: everywhere(size.faults) }, stall: 6_000, latency });
  const hosts = [0, 1, 2].map((n) => new Host(join(home.path, `data${n}`), { ...HURRY, SMTP_URL: relay.url, USHER_DATABASE_URL: database }));
  const [steady, killed, stopped] = hosts;
  try {
    const template = await ready(steady, home.path, addresses(size.severalHosts));
    await Promise.all([killed.start(), stopped.start()]);
    const { body, headers } = await click(steady, template);
    // The same click arrives at every host.
    const answers = await Promise.all(Array.from({ length: CLICKS }, (_, n) => hosts[n % 3].call("POST", "/send-batches", { body, headers })));
    const ids = new Set(answers.filter(({ status }) => status === 201).map(({ text }) => JSON.parse(text).id));
    const { batches } = await steady.ask("GET", "/send-batches");
    const others = answers.filter(({ status }) => status !== 201 && status !== 409);
    report.check(`${trial}: ${CLICKS} clicks with one key, at all hosts: one batch`, ids.size === 1 && batches.length === 1 && others.length === 0, `${ids.size} answered, ${batches.length} there; ${others.slice(0, 3).map(({ status, text }) => `${status} ${text}`)}`);
    const [id] = ids;
    const reach = async (share) => {
      if (!(await relay.until(({ accepted }) => accepted >= share * size.severalHosts, PATIENCE))) {
        throw new Error(`stuck after ${relay.accepted} messages:\n${hosts.map(({ output }) => output.slice(-800)).join("\n---\n")}`);
      }
      await pause(random() * 25);
    };
    const interruptions = [];
    await reach(0.1 + random() * 0.1);
    stopped.signal("SIGSTOP");
    interruptions.push(Date.now());
    await reach(0.25 + random() * 0.1);
    interruptions.push(await killed.end());
    // Long enough that the others take over what the sleeper held.
    await pause(LEASE * 1.5);
    const before = relay.accepted;
    stopped.signal("SIGCONT");
    interruptions.push(Date.now());
    await finish(steady, id);
    // What the sleeper still has in its hands comes to an end too.
    await stopped.end("SIGTERM");
    const { verdict } = await verdictOf({ host: steady, relay, id, interruptions, deaths: 2 });
    report.verdict(trial, verdict);
    report.check(`${trial}: the batch outlasted the sleep, and went on during it`, before < size.severalHosts && before > size.severalHosts * 0.3, `${before} of ${size.severalHosts} were accepted when the sleeper was continued`);
    Object.assign(verdict.figures, { seed, kills: "1 killed, 1 stopped" });
  } finally {
    await Promise.all(hosts.map((host) => host.end()));
    await relay.stop();
    home.remove();
  }
}
