// Measures sending beside Postfix's smtp-source and nodemailer's pool, queueing beside a raw INSERT … SELECT, and what watching a
// batch costs, all in one run, in turn. `BENCH_MAILS=20000` says how many messages, `BENCH_CONNECTIONS=200` over how many connections,
// `BENCH_FEWER=16,50,100` with how many the host is held to smtp-source besides, `BENCH_QUEUED=1000000` how many people are queued,
// `BENCH_WATCHED=600000` how long the batch is that is watched every other second, `BENCH_ROUNDS=5` how often the rest is measured.
// `make bench` calls it.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, release, totalmem } from "node:os";
import { join } from "node:path";

import { enqueue } from "../tests/soak/enqueue.mjs";
import { program } from "../tests/soak/host.mjs";
import { smtpPrograms } from "../tests/soak/smtp-programs.mjs";
import { byNodemailer, bySource, byUsher, sample, watchedInTurns } from "../tests/soak/speed.mjs";

const mails = Number(process.env.BENCH_MAILS ?? 20_000);
const connections = Number(process.env.BENCH_CONNECTIONS ?? 200);
/** The first is what the host has by itself. */
const fewer = (process.env.BENCH_FEWER ?? "16,50,100").split(",").filter(Boolean).map(Number);
const queued = Number(process.env.BENCH_QUEUED ?? 1_000_000);
const watched = Number(process.env.BENCH_WATCHED ?? 600_000);
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const soak = join(import.meta.dirname, "../tests/soak");
const packages = createRequire(join(soak, "package.json"));
/** What is asked, as ratios. */
const ASKED = { source: 0.5, nodemailer: 2, raw: 2, watched: 1.02 };

const programs = smtpPrograms();
const message = await sample();
const what = { mails, connections, message };
const times = { source: [], nodemailer: [], usher: [] };
const cpu = [];
for (let round = 1; round <= rounds; round += 1) {
  times.source.push((await bySource(programs, what)).took);
  times.nodemailer.push((await byNodemailer(programs, what)).took);
  const { took, cpu: used } = await byUsher(programs, what);
  times.usher.push(took);
  cpu.push(used);
  console.log(`round ${round}: ${Object.entries(times).map(([name, all]) => `${name} ${pace(all.at(-1))}/s`).join(", ")}`);
}
const turns = watched > 0 ? await watchedInTurns(programs, { mails: watched, connections }) : null;
const besides = [];
for (const connections of fewer) {
  const [source, usher] = [[], []];
  for (let round = 1; round <= Math.min(rounds, 3); round += 1) {
    source.push((await bySource(programs, { ...what, connections })).took);
    usher.push((await byUsher(programs, { ...what, connections })).took);
  }
  besides.push({ connections, source, usher });
}
const enqueued = queued > 0 ? await enqueue(queued, Math.min(rounds, 3)) : null;

const rows = [["", "messages a second", "least", "most", "Usher is", "asked"]];
const usher = median(times.usher);
rows.push(["Usher's host", ...paces(times.usher), "", ""]);
const ratios = { source: median(times.source) / usher, nodemailer: median(times.nodemailer) / usher };
rows.push(["smtp-source", ...paces(times.source), `${ratios.source.toFixed(2)} of it`, `≥ ${ASKED.source}`]);
rows.push(["nodemailer's pool", ...paces(times.nodemailer), `${ratios.nodemailer.toFixed(2)} of it`, `≥ ${ASKED.nodemailer}`]);
console.log(`\n${table(rows)}`);
console.log(`\nprocessor of the host, a message: ${(median(cpu) / mails * 1_000).toFixed(0)} µs`);
if (turns) {
  const [alone, seen] = [middle(turns.alone), middle(turns.watched)];
  ratios.watched = alone / seen;
  const shown = (pace) => `${Math.round(pace).toLocaleString("en")}/s`;
  console.log(`a batch of ${watched.toLocaleString("en")}: ${shown(seen)} in ${turns.watched.length} seconds that were watched, ${shown(alone)} in ${turns.alone.length} that were not: ${((ratios.watched - 1) * 100).toFixed(1)} % slower (asked: ≤ ${((ASKED.watched - 1) * 100).toFixed(0)} %)`);
}
if (besides.length > 0) {
  const row = ({ connections, source, usher }) => [String(connections), pace(median(usher)), pace(median(source)), `${(median(source) / median(usher)).toFixed(2)} of it`];
  console.log(`\n${table([["connections", "Usher's host", "smtp-source", "Usher is"], ...besides.map(row)])}\n`);
}
if (enqueued) {
  ratios.raw = median(enqueued.usher) / median(enqueued.raw);
  const seconds = (all) => `${(median(all) / 1_000).toFixed(2)} s (${(Math.min(...all) / 1_000).toFixed(2)} to ${(Math.max(...all) / 1_000).toFixed(2)})`;
  console.log(`${queued.toLocaleString("en")} people queued: Usher ${seconds(enqueued.usher)}, raw INSERT … SELECT ${seconds(enqueued.raw)}: ${ratios.raw.toFixed(2)} times (asked: ≤ ${ASKED.raw})`);
}
const missed = Object.entries(ratios).filter(([name, ratio]) => (["source", "nodemailer"].includes(name) ? ratio < ASKED[name] : ratio > ASKED[name])).map(([name]) => name);
console.log(missed.length === 0 ? "Everything that is asked is reached." : `NOT reached: ${missed.join(", ")}`);

const conditions = {
  mails, connections, watched, rounds, octets: message.octets, processor: `${cpus().length} × ${cpus()[0].model}`, memory: `${Math.round(totalmem() / 2 ** 30)} GiB`, system: `Linux ${release()}`,
  node: process.version, postfix: programs.version, nodemailer: packages("nodemailer/package.json").version, usher: execFileSync(program, ["--version"], { encoding: "utf8" }).trim(),
};
console.log(Object.entries(conditions).map(([name, value]) => `${name} ${value}`).join(", "));
mkdirSync(join(soak, "results"), { recursive: true });
writeFileSync(join(soak, "results/newest.json"), JSON.stringify({ conditions, times, cpu, turns, besides, enqueued, ratios }, null, 1));

function pace(took) {
  return Math.round((mails / took) * 1_000).toLocaleString("en");
}

function paces(all) {
  return [pace(median(all)), pace(Math.max(...all)), pace(Math.min(...all))];
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/** The mean of the middle half: a second in which the disk stood still says nothing of either. */
function middle(numbers) {
  const quarter = Math.floor(numbers.length / 4);
  const half = numbers.toSorted((a, b) => a - b).slice(quarter, numbers.length - quarter);
  return half.reduce((sum, number) => sum + number, 0) / half.length;
}

function table(rows) {
  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => [...row[at]].length)));
  return rows.map((row) => row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join("  ")).join("\n");
}
