// How fast is sent: Postfix's `smtp-source`, nodemailer's pool and Usher's host, one after the other, each with as many
// connections and messages of the same size, into Postfix's `smtp-sink`.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import nodemailer from "nodemailer";
import PostalMime from "postal-mime";

import { Host } from "./host.mjs";
import { addresses } from "./people.mjs";
import { scene } from "./scene.mjs";
import { startSink } from "./smtp-programs.mjs";
import { click, finish, folder, pause, ready, startBatch } from "./stage.mjs";

const SECOND = 1_000;
const PATIENCE = 600 * SECOND;
/** How often the sink is asked how far it is, in milliseconds. */
const LOOK = 5;

/** A message of Usher's, as a relay gets it. */
export async function sample() {
  return scene({ people: addresses(1), env: {} }, async ({ host, relay, template }) => {
    const { id } = await startBatch(host, template);
    await finish(host, id);
    const raw = Buffer.from(relay.records().find(({ stored }) => stored).raw, "base64");
    const { html, text, subject } = await PostalMime.parse(raw);
    return { octets: raw.length, body: raw.length - raw.indexOf("\r\n\r\n") - 4, html, text, subject };
  });
}

/** Milliseconds until the sink took so many messages since `begin` was called. */
async function timed(programs, mails, begin) {
  const home = folder();
  const sink = await startSink(programs, join(home.path, "counts"));
  try {
    const before = performance.now();
    let arrive;
    const begun = begin(sink.port, new Promise((arrived) => (arrive = arrived)), sink.taken);
    const failed = begun.then(() => null, (error) => error);
    while (sink.taken() < mails) {
      if (performance.now() - before > PATIENCE) {
        throw new Error(`only ${sink.taken()} of ${mails} arrived`);
      }
      const error = await Promise.race([failed, pause(LOOK)]);
      if (error) {
        throw error;
      }
    }
    const arrived = performance.now();
    arrive();
    const rest = await begun;
    return { ...rest, took: arrived - (rest?.clicked ?? before) };
  } finally {
    sink.stop();
    home.remove();
  }
}

export function bySource(programs, { mails, connections, message }) {
  return timed(programs, mails, async (port) => {
    const args = ["-d", "-s", String(connections), "-m", String(mails), "-l", String(message.body), "-f", "it@sender.example", "-t", "person@d0.example", `127.0.0.1:${port}`];
    const child = spawn(join(programs.folder, "smtp-source"), args, { env: programs.env, stdio: ["ignore", "ignore", "inherit"] });
    const [code] = await once(child, "exit");
    if (code !== 0) {
      throw new Error(`smtp-source ended with ${code}`);
    }
  });
}

export function byNodemailer(programs, { mails, connections, message }) {
  const to = addresses(mails);
  return timed(programs, mails, async (port) => {
    const pool = nodemailer.createTransport({ pool: true, host: "127.0.0.1", port, secure: false, ignoreTLS: true, maxConnections: connections, maxMessages: Infinity });
    const { subject, html, text } = message;
    await Promise.all(to.map((address) => pool.sendMail({ from: "IT, Help <it@sender.example>", to: address, subject, html, text })));
    pool.close();
  });
}

/** `meanwhile` is told the host, the batch and how to learn how many arrived; what it gives is given. */
export async function byUsher(programs, { mails, connections, meanwhile = () => ({}) }) {
  const home = folder();
  const data = join(home.path, "data");
  const env = { SMTP_CONNECTIONS: String(connections), USHER_BATCH_CEILING: "0" };
  let host = new Host(data, env);
  try {
    const template = await ready(host, home.path, addresses(mails));
    await host.end("SIGTERM");
    return await timed(programs, mails, async (port, arrived, taken) => {
      host = new Host(data, { ...env, SMTP_URL: `smtp://127.0.0.1:${port}` });
      await host.start();
      const post = await click(host, template);
      // Only from here on is it as far as the others are when they begin.
      const [clicked, used] = [performance.now(), cpuOf(host.pid)];
      const { id } = await host.ask("POST", "/send-batches", post.body, post.headers);
      const [rest, cpu] = await Promise.all([meanwhile({ host, id, taken }), arrived.then(() => cpuOf(host.pid) - used)]);
      const batch = await finish(host, id);
      if (batch.counts.sent !== mails) {
        throw new Error(`of ${mails} not everybody was sent to: ${JSON.stringify(batch.counts)}`);
      }
      return { ...rest, clicked, cpu };
    });
  } finally {
    await host.end();
    home.remove();
  }
}

/** Milliseconds of the processor that a process used. */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** What watching costs: one long batch is watched in every other second, since two runs of one host differ by more than is asked.
 *  Gives messages a second in the seconds that were watched, and in those that were not. */
export async function watchedInTurns(programs, { mails, connections }) {
  const meanwhile = async ({ host, id, taken }) => {
    const paces = { watched: [], alone: [] };
    // What begins slowly belongs to neither.
    await pause(SECOND);
    // A machine that slows down meets both alike.
    for (const turns = ["alone", "watched", "watched", "alone"]; ; turns.push(turns.shift())) {
      const stop = turns[0] === "watched" ? watching(host, id) : () => {};
      const [begun, before] = [performance.now(), taken()];
      await pause(SECOND);
      const pace = ((taken() - before) / (performance.now() - begun)) * SECOND;
      stop();
      if (taken() >= mails) {
        return { paces };
      }
      paces[turns[0]].push(pace);
    }
  };
  return (await byUsher(programs, { mails, connections, meanwhile })).paces;
}

/** As an open page watches: by server-sent events, and where they cannot be had by asking every second. */
function watching(host, id) {
  let [seen, timer] = [0, null];
  const poll = () => host.ask("GET", `/send-batches/${id}`).then(() => (seen += 1), () => {});
  const stream = host.stream(`/send-batches/${id}/events`, {
    take: (text) => (seen += text.split("\n\n").length - 1),
    refused: () => {
      poll();
      timer = setInterval(poll, SECOND);
    },
  });
  return () => {
    stream.close();
    clearInterval(timer);
    if (seen === 0) {
      throw new Error("the watcher saw nothing");
    }
  };
}
