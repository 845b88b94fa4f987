// Runs everything that is checked, goes on after failures, and sums up in its last line.
//
// What is built for tests and what is built to be delivered goes side by side: each has times in which it uses one core
// only. Then follows, in order, what needs both. What a step prints is shown when it ends.
//
// A static check counts as one. A runner of tests counts as many as it reports, and a test that it skips counts as
// failed: nothing here is to be green by not running. `test.mjs NAME…` runs only the steps whose name contains a NAME.

import { AsyncLocalStorage } from "node:async_hooks";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { freePort } from "./free-port.mjs";

const root = join(import.meta.dirname, "..");
const journeys = join(root, "tests/e2e");
const report = join(journeys, "results/report.json");

const ui = ["--locked", "--target", "wasm32-unknown-unknown", "--no-default-features", "--features", "ui"];
const host = ["--locked", "--features", "host"];
/** Of the first page with what reads people, which follows at once. */
const firstPageLimitKib = 300;

/** Most failures of a step that the summary tells by name. */
const mostNamed = 10;

const forTests = [
  check("format", "cargo", ["fmt", "--check"]),
  check("lint host", "cargo", ["clippy", ...host, "--all-targets", "--", "-D", "warnings"]),
  check("lint domain and api alone", "cargo", ["clippy", "--locked", "--no-default-features", "--lib", "--", "-D", "warnings"]),
  check("lint console", "cargo", ["clippy", ...ui, "--lib", "--bins", "--test", "web", "--", "-D", "warnings"]),
  check("docs of the host", "cargo", ["doc", ...host, "--no-deps", "--lib"], { RUSTDOCFLAGS: "-D warnings" }),
  check("docs of the console", "cargo", ["doc", ...ui, "--no-deps", "--lib"], { RUSTDOCFLAGS: "-D warnings" }),
  check("dependencies", "cargo", ["deny", "--locked", "check", "--hide-inclusion-graph", "bans", "licenses", "sources"]),
  { name: "advisories", run: advisories },
  check("types of a portal's backend", "node", [".ci/backend-types.mjs", "--check"]),
  // What of the console is pure is tested where tests are quick; `ui::` leaves out the domain, which runs next.
  tests("unit tests of the console", "cargo", ["test", "--locked", "--no-default-features", "--features", "ui", "--lib", "--", "ui::", "backend::portal"], { INSTA_UPDATE: "no" }),
  // insta must compare, not write.
  tests("unit, property and integration tests", "cargo", ["test", ...host, "--no-fail-fast"], { INSTA_UPDATE: "no" }),
  // All that reads or writes the store, once more.
  tests("integration tests on PostgreSQL", "cargo", ["test", ...host, "--test", "integration", "--", "http_", "activity_chain", "command_line", "sending_hosts", "sudden_death"], { INSTA_UPDATE: "no", USHER_TEST_DATABASE: "postgres" }),
];

const toDeliver = [
  check("release build of the console", "make", ["--no-print-directory", "dist"]),
  check(`first page and what follows it within ${firstPageLimitKib} KiB`, "node", [".ci/sizes.mjs", "--limit", String(firstPageLimitKib)]),
  check("elements for other pages", "make", ["--no-print-directory", "widget"]),
  check("release build of the host", "cargo", ["build", "--locked", "--release", "--bin", "usher-host"]),
  // They deliver nothing; here they end about when the other tests do.
  { name: "tests in the browser's document", run: browserDocument },
];

const delivered = [
  tests("killed while it sends, counted by what arrived", "node", [".ci/soak.mjs", "--size", "small"]),
  tests("people pulled from SCIM servers of others", "node", [".ci/scim.mjs"]),
  { name: "journeys in the browser", run: browserJourneys },
];

/** One command, one result. */
function check(name, program, args, env) {
  return {
    name,
    run: async () => ((await command(program, args, env)).code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }),
  };
}

/** A command that prints `test result: … N passed; N failed; N ignored` once per binary. */
function tests(name, program, args, env) {
  return {
    name,
    run: async () => {
      const { code, output } = await command(program, args, env);
      let [passed, failed] = [0, 0];
      for (const [, good, bad, ignored] of output.matchAll(/^test result: .*?(\d+) passed; (\d+) failed; (\d+) ignored/gm)) {
        passed += Number(good);
        failed += Number(bad) + Number(ignored);
      }
      // It failed without a failed test (it did not compile), or it ran nothing.
      if ((code !== 0 && failed === 0) || passed + failed === 0) {
        failed += 1;
      }
      // As cargo names a failed test, and as our own reports do.
      const named = [...output.matchAll(/^(?:test (.+) \.\.\. FAIL(?:ED)?|✗ (.+\n(?: {4}.*\n){0,3}))/gm)].map(([, test, own]) => test ?? own.trimEnd());
      return { passed, failed, named };
    },
  };
}

/** The tests on the DOM, with real hosts beside them: one for the contract of backends, one for random drafts, one for the
 * contract through a portal. */
async function browserDocument() {
  const built = await command("cargo", ["build", ...host, "--bin", "usher-host"]);
  const token = randomUUID();
  const page = `127.0.0.1:${await freePort()}`;
  const hosts = [startHost(page, token), startHost(page, token), startHost(page, token)];
  try {
    const origins = built.code === 0 ? await Promise.all(hosts.map(({ child }) => printedOrigin(child))) : ["", "", ""];
    const [contract, drafts, portal] = origins;
    const env = {
      USHER_CONTRACT_URL: contract,
      USHER_DRAFTS_URL: drafts,
      USHER_PORTAL_URL: portal,
      USHER_CONTRACT_TOKEN: token,
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: "wasm-bindgen-test-runner",
      WASM_BINDGEN_TEST_ADDRESS: page,
      // The runner would otherwise look for a driver on the network's idea of the newest browser.
      CHROMEDRIVER: process.env.CHROMEDRIVER ?? "/usr/bin/chromedriver",
      WASM_BINDGEN_TEST_TIMEOUT: "300",
    };
    return await tests("", "cargo", ["test", ...ui, "--test", "web"], env).run();
  } finally {
    for (const { child, data } of hosts) {
      child.kill();
      rmSync(data, { recursive: true, force: true });
    }
  }
}

/** A host with data of its own, which the page of the tests may call. Its clocks are set twice a year. */
function startHost(page, token) {
  const data = mkdtempSync(join(tmpdir(), "usher-contract-"));
  const program = resolve(root, process.env.CARGO_TARGET_DIR ?? "target", "debug/usher-host");
  const args = ["--bind", "127.0.0.1:0", "--data", data, "--dist", join(root, "dist")];
  args.push("--allow-origin", `http://${page}`, "--organization-time-zone", "Europe/Warsaw");
  const child = spawn(program, args, { env: { ...process.env, USHER_API_TOKEN: token, RUST_LOG: "warn" }, stdio: ["ignore", "pipe", "inherit"] });
  return { child, data };
}

/** Where a host listens, from the link that it prints. */
function printedOrigin(child) {
  return new Promise((found) => {
    let printed = "";
    child.stdout.on("data", (text) => {
      printed += text;
      const link = printed.match(/http:\/\/127\.0\.0\.1:\d+(?=\/sign-in)/)?.[0];
      if (link) {
        found(link);
      }
    });
    child.on("error", () => found(""));
    child.on("exit", () => found(""));
  });
}

/** Needs the RustSec database from the network. Where that cannot be had, nothing is claimed. */
async function advisories() {
  const fetched = await command("timeout", ["120", "cargo", "deny", "--locked", "fetch", "db"], {}, { quiet: true });
  if (fetched.code !== 0) {
    const reason = fetched.output.trim().split("\n").at(-1);
    return { passed: 0, failed: 0, note: `NOT CHECKED: the RustSec database could not be fetched (${reason})` };
  }
  return check("", "cargo", ["deny", "--locked", "check", "--hide-inclusion-graph", "--disable-fetch", "advisories"]).run();
}

async function browserJourneys() {
  if (!newerThan(join(journeys, "node_modules/.package-lock.json"), join(journeys, "package-lock.json"))) {
    const installed = await command("npm", ["ci", "--no-fund", "--no-audit"], { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: "1" }, { cwd: journeys });
    if (installed.code !== 0) {
      return { passed: 0, failed: 1 };
    }
  }
  rmSync(report, { force: true });
  const { code } = await command("node_modules/.bin/playwright", ["test"], {}, { cwd: journeys });
  try {
    const { stats, suites } = JSON.parse(readFileSync(report, "utf8"));
    const failed = stats.unexpected + stats.flaky + stats.skipped;
    return { passed: stats.expected, failed: code !== 0 && failed === 0 ? 1 : failed, named: suites.flatMap(failedJourneys) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** Where each failed journey stands, what it is called, and the first lines of why. */
function failedJourneys({ file, specs = [], suites = [] }) {
  const own = specs.filter(({ ok }) => !ok).map(({ title, line, tests }) => {
    const why = tests.flatMap(({ results }) => results).map(({ error }) => error?.message).find(Boolean) ?? "";
    return `${file}:${line} ${title}\n${why.replaceAll(/\u001b\[[\d;]*m/g, "").split("\n").filter(Boolean).slice(0, 8).join("\n")}`;
  });
  return [...own, ...suites.flatMap(failedJourneys)];
}

function newerThan(file, other) {
  try {
    return statSync(file).mtimeMs >= statSync(other).mtimeMs;
  } catch {
    return false;
  }
}

/** What each step printed so far. */
const printed = new AsyncLocalStorage();

/** Runs it with its output kept, and shown at the end of its step. */
function command(program, args, env = {}, { cwd = root, quiet = false } = {}) {
  return new Promise((done) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const step = printed.getStore();
    const take = (text) => {
      output += text;
      if (!quiet) {
        step.text += text;
      }
    };
    child.stdout.setEncoding("utf8").on("data", take);
    child.stderr.setEncoding("utf8").on("data", take);
    child.on("error", (error) => {
      step.text += `${program}: ${error.message}\n`;
      done({ code: 127, output });
    });
    child.on("close", (code) => done({ code: code ?? 1, output }));
  });
}

const wanted = process.argv.slice(2);
const running = new Set();
const results = [];

/** One after another. */
async function inOrder(steps) {
  for (const { name, run } of steps.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)))) {
    console.log(`--- ${name}`);
    const step = { name, text: "" };
    running.add(step);
    const start = Date.now();
    const result = await printed.run(step, run);
    running.delete(step);
    show(step);
    results.push({ name, ...result, seconds: Math.round((Date.now() - start) / 1000) });
  }
}

function show({ name, text }) {
  console.log(`\n=== ${name}\n${text}`);
}

// Whoever loses patience sees what was printed until then.
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    running.forEach(show);
    process.exit(1);
  });
}

await Promise.all([inOrder(forTests), inOrder(toDeliver)]);
await inOrder(delivered);

console.log("\n=== summary");
for (const { name, passed, failed, named = [], seconds, note } of results) {
  const verdict = note ?? `${passed} passed, ${failed} failed`;
  console.log(`${failed > 0 ? "✗" : note ? "?" : "✓"} ${name.padEnd(40)} ${`${seconds} s`.padStart(6)}  ${verdict}`);
  named.slice(0, mostNamed).forEach((test) => console.log(test.replaceAll(/^/gm, "    ")));
}
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
process.exitCode = sum("failed") > 0 || results.length === 0 ? 1 : 0;
console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`);
