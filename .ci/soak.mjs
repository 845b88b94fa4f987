// Kills hosts while they send, lets relays fail, and counts at the receiving side: nobody twice, nobody lost. `--size small` is
// what `make test` does, `--seed N` repeats a run, and `soak.mjs NAME…` runs only the trials whose name contains a NAME.

import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

const soak = join(import.meta.dirname, "../tests/soak");
const lock = join(soak, "package-lock.json");
const installed = join(soak, "node_modules/.package-lock.json");
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-fund", "--no-audit", "--silent"], { cwd: soak, stdio: "inherit" });
}
const { Report } = await import("../tests/soak/report.mjs");
const { NoPostgres } = await import("../tests/soak/postgres.mjs");
const { sizeOf, strike, trials } = await import("../tests/soak/trials.mjs");

const { values, positionals: wanted } = parseArgs({ allowPositionals: true, options: { size: { type: "string", default: "full" }, seed: { type: "string" } } });
const size = sizeOf(values.size);
if (!size) {
  console.error(`there is no size ${values.size}`);
  process.exit(2);
}
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
console.log(`seed ${seed}`);
const report = new Report();
for (const row of trials(wanted)) {
  const running = row.map(([name, run]) => perform(name, run, row.length === 1));
  for (const done of running) {
    (await done)();
  }
}
await strike();
process.exitCode = report.end() ? 0 : 1;

/** Runs a trial to its end; answers how to tell of it. */
async function perform(name, run, alone) {
  const { own, done } = report.of(name, { alone });
  const begun = Date.now();
  try {
    await run(own, size, seed);
  } catch (error) {
    if (error instanceof NoPostgres && process.env.CI !== "true") {
      own.line(`NOT CHECKED: ${error.message}`);
    } else {
      own.check(`${name}: goes on to its end`, false, error.stack);
    }
  }
  own.line(`  ${((Date.now() - begun) / 1_000).toFixed(1)} s`);
  return done;
}
