// Measures the tracker beside TanStack Table and AG Grid, in the real browser: the same people, the same things done, in turn.
// `BENCH_PEOPLE=10000,1000000` says how many people, `BENCH_ROUNDS=3` how often each is measured, `BENCH_ONLY=usher,tanstack`
// who. `make bench` calls it.

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { join } from "node:path";

import { folder, launchBrowser, program, quiet, startHost } from "./bench-stage.mjs";
import { fill } from "../tests/bench/directory.mjs";
import { everything, firstRows } from "../tests/bench/measure.mjs";
import { agGrid, tanstack } from "../tests/bench/peers.mjs";
import { serve } from "../tests/bench/server.mjs";
import { table } from "../tests/bench/table.mjs";
import { usher } from "../tests/bench/usher.mjs";

const bench = join(import.meta.dirname, "../tests/bench");
const sizes = (process.env.BENCH_PEOPLE ?? "10000,1000000").split(",").map(Number);
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const only = process.env.BENCH_ONLY?.split(",");
const WORD = "kowalska";
/** A large, a middling and a small one. */
const FILTERED = ["Sales", "Łódź Service Desk", "Archiwum Gdańsk"];
const CANDIDATES = [["usher", "Usher"], ["tanstack", "TanStack"], ["aggrid", "AG Grid"]].filter(([id]) => only?.includes(id) ?? true);

const results = new Map();
/** Also those after which a later round went well. */
const failures = [];
for (const count of sizes) {
  results.set(count, new Map(CANDIDATES.map(([, name]) => [name, { measures: {} }])));
  await measure(count, results.get(count));
}
mkdirSync(join(bench, "results"), { recursive: true });
writeFileSync(join(bench, "results/newest.json"), JSON.stringify([...results].map(([people, of]) => ({ people, candidates: Object.fromEntries(of) }))));
console.log(`\n${table(results, CANDIDATES.map(([, name]) => name))}\n\n${[await conditions(), ...failures].join("\n")}`);

/** Every candidate over so many people, in turn, as many rounds as are asked for. */
async function measure(count, results) {
  const data = folder();
  let host;
  let server;
  try {
    const begun = Date.now();
    const { pages, expected } = await fill(data, program, quiet, count, WORD);
    host = await startHost(data);
    server = await serve(pages);
    console.log(`${count.toLocaleString("en")} people are ready after ${((Date.now() - begun) / 1000).toFixed(0)} s`);
    const candidates = {
      usher: usher({ origin: new URL(host.link).origin, program, env: quiet, data: join(data, "data") }),
      tanstack: tanstack(server),
      aggrid: agGrid(server),
    };
    for (let round = 1; round <= rounds; round += 1) {
      for (const [id, name] of CANDIDATES) {
        // As high as Usher's list, so that as many rows are drawn.
        const height = results.get("Usher")?.measures.height?.[0];
        await once(candidates[id], results.get(name), { count, word: WORD, expected, departments: FILTERED, height }, round);
      }
    }
  } finally {
    server?.close();
    host?.child.kill();
    rmSync(data, { recursive: true, force: true });
  }
}

/** One candidate, one round. That it cannot go on is a result too. */
async function once(candidate, result, what, round) {
  const begun = Date.now();
  const record = (key, numbers) => (result.measures[key] ??= []).push(...numbers);
  const attempt = async (measure) => {
    try {
      await measure();
    } catch (error) {
      result.failure = error.message.split("\n")[0];
      failures.push(`${what.count.toLocaleString("en")} people, round ${round}, ${candidate.name}: ${result.failure}`);
    }
  };
  await attempt(async () => record("firstRows", [await firstRows(candidate, launchBrowser, what.height)]));
  await attempt(() => everything(candidate, launchBrowser, what, record));
  const took = ((Date.now() - begun) / 1000).toFixed(0);
  console.log(`  ${what.count.toLocaleString("en")} people, round ${round}, ${candidate.name}: ${took} s`);
}

/** The machine, and every version that matters. */
async function conditions() {
  const { devDependencies } = JSON.parse(readFileSync(join(bench, "package.json"), "utf8"));
  const browser = await launchBrowser();
  const chromium = browser.version();
  await browser.close();
  const rustc = execFileSync("rustc", ["--version"], { encoding: "utf8" }).trim();
  const versions = ["react", "@tanstack/react-table", "@tanstack/react-virtual", "ag-grid-community"].map((name) => `${name} ${devDependencies[name]}`);
  return [
    `${new Date().toISOString().slice(0, 10)}: ${cpus().length} × ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Chromium ${chromium}, Node.js ${process.version}, ${rustc}`,
    `${versions.join(", ")}; ${rounds} rounds, "${WORD}" typed three times in each`,
  ].join("\n");
}
