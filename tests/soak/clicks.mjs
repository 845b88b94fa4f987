// One key, a thousand clicks at once, over real connections: one batch, and everybody gets one message.

import { join } from "node:path";

import { Host } from "./host.mjs";
import { addresses } from "./people.mjs";
import { startRelay } from "./relay.mjs";
import { click, CONNECTIONS, finish, folder, HURRY, ready, told } from "./stage.mjs";
import { acceptedIn, judge } from "./verdict.mjs";

const PEOPLE = 50;

export async function clicks(report, size, seed) {
  const home = folder();
  const relay = await startRelay(join(home.path, "sink.ndjson"), { faults: { seed } });
  const host = new Host(join(home.path, "data"), { ...HURRY, SMTP_URL: relay.url });
  try {
    const template = await ready(host, home.path, addresses(PEOPLE));
    const { body, headers } = await click(host, template);
    const post = (body, headers) => host.call("POST", "/send-batches", { body, headers });
    const answers = await Promise.all(Array.from({ length: size.clicks }, () => post(body, headers)));
    const count = (which) => answers.filter(which).length;
    const created = answers.filter(({ status }) => status === 201);
    const first = count(({ status, headers }) => status === 201 && headers["idempotency-replayed"] === undefined);
    const inFlight = count(({ status }) => status === 409);
    const ids = new Set(created.map(({ text }) => JSON.parse(text).id));
    const others = answers.filter(({ status }) => status !== 201 && status !== 409);
    report.check(`${size.clicks} clicks with one key: each answered with the batch, or that it is in flight`, others.length === 0, others.slice(0, 5).map(({ status, text }) => `${status} ${text}`).join("\n"));
    report.check("one of them began the batch, every other answer is marked as a replay", first === 1, `${first} of ${created.length} without the mark`);
    const { batches } = await host.ask("GET", "/send-batches");
    report.check("there is one batch", batches.length === 1 && ids.size === 1 && ids.has(batches[0].id), `${batches.length} batches, ${ids.size} answered`);
    const bare = await post(body, {});
    report.check("without a key: 400", bare.status === 400, bare.text);
    const other = await post({ ...body, expected_recipients: body.expected_recipients + 1 }, headers);
    report.check("the key with another payload: 422", other.status === 422, `${other.status} ${other.text}`);
    await host.end();
    await host.start();
    const later = await post(body, headers);
    report.check("after the host was killed: the same answer, marked", later.status === 201 && later.headers["idempotency-replayed"] === "true" && ids.has(JSON.parse(later.text).id), `${later.status} ${later.text}`);
    await finish(host, batches[0].id);
    const records = relay.records();
    const verdict = judge({ ...(await told(host, batches[0].id)), records, accepted: await acceptedIn(records), interruptions: [Date.now()], connections: CONNECTIONS });
    report.verdict("one key, many clicks", verdict);
    Object.assign(verdict.figures, { clicks: size.clicks, "answered as in flight": inFlight });
  } finally {
    await host.end();
    await relay.stop();
    home.remove();
  }
}
