// A relay, a host and people in a directory, for the time of one trial; whatever happens, all of it is gone afterwards.

import { join } from "node:path";

import { Host } from "./host.mjs";
import { startRelay } from "./relay.mjs";
import { CONNECTIONS, finish, folder, HURRY, ready, startBatch, told } from "./stage.mjs";
import { acceptedIn, judge } from "./verdict.mjs";

/** `relay` are the options of the sink, `env` those of the host; `act` gets both, the template and the folder. */
export async function scene({ people, relay: options, env = {} }, act) {
  const home = folder();
  const relay = await startRelay(join(home.path, "sink.ndjson"), options);
  const host = new Host(join(home.path, "data"), { ...HURRY, SMTP_URL: relay.url, ...env });
  try {
    const template = await ready(host, home.path, people);
    return await act({ host, relay, template, home: home.path });
  } finally {
    await host.end();
    await relay.stop();
    home.remove();
  }
}

/** One batch to everybody, to its end; answers the verdict and what it was judged by. */
export async function sendToAll({ host, relay, template }, interruptions = []) {
  const { id } = await startBatch(host, template);
  await finish(host, id);
  return verdictOf({ host, relay, id, interruptions });
}

/** The verdict on a batch as it stands. */
export async function verdictOf({ host, relay, id, interruptions, ...more }) {
  const records = relay.records();
  const evidence = { ...(await told(host, id)), records, accepted: await acceptedIn(records), interruptions, connections: CONNECTIONS, ...more };
  return { evidence, verdict: judge(evidence) };
}
