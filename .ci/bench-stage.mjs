// What the benchmarks stand on: a host with data of its own, and the real browser.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = join(import.meta.dirname, "..");
export const packages = createRequire(join(root, "tests/e2e/package.json"));
export const program = resolve(root, process.env.CARGO_TARGET_DIR ?? "target", "release/usher-host");

/** What the host tells of its work would stand between the results. */
export const quiet = { RUST_LOG: "warn", ...process.env };

/** A folder that is gone afterwards. */
export function folder() {
  return mkdtempSync(join(tmpdir(), "usher-bench-"));
}

/** A host over a folder, with further options from its environment; `child` is its process, `link` signs in. */
export async function startHost(data, env = {}) {
  const child = spawn(program, ["--bind", "127.0.0.1:0", "--data", join(data, "data"), "--dist", join(root, "dist")], { env: { ...quiet, ...env }, stdio: ["ignore", "pipe", "inherit"] });
  const link = await new Promise((found, failed) => {
    let printed = "";
    child.stdout.on("data", (text) => {
      printed += text;
      const link = printed.match(/http:\/\/127\.0\.0\.1:\d+\/sign-in\?token=\S+/)?.[0];
      if (link) {
        found(link);
      }
    });
    child.on("error", failed);
    child.on("exit", (code) => failed(new Error(`the host ended with ${code} before it printed its link`)));
  });
  return { child, link };
}

/** The real browser. */
export async function launchBrowser() {
  return await packages("playwright-core").chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/** A host over a folder and a browser beside it; `strike` ends both and removes the folder. */
export async function stage(data) {
  const { child, link } = await startHost(data);
  const browser = await launchBrowser();
  const strike = async () => {
    await browser.close();
    child.kill();
    rmSync(data, { recursive: true, force: true });
  };
  return { link, browser, strike };
}

export function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
