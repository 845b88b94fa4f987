// What the process of a page uses: processor time of all its threads, and memory that is its own.

import { readFileSync, readdirSync } from "node:fs";

export class Renderer {
  #pid;
  #session;

  constructor(pid, session) {
    this.#pid = pid;
    this.#session = session;
  }

  /** The process of the browser's one page: of its renderers the one that holds most. */
  static async of(browser, page) {
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    await session.detach();
    const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
    const largest = renderers.toSorted((a, b) => privateBytes(b) - privateBytes(a))[0];
    if (largest === undefined) {
      throw new Error("the browser names no renderer");
    }
    const ofPage = await page.context().newCDPSession(page);
    // By the thread's own clock: what other programs take meanwhile does not count.
    await ofPage.send("Performance.enable", { timeDomain: "threadTicks" });
    return new Renderer(largest, ofPage);
  }

  /** Milliseconds that the page's own thread was busy so far, and of those with scripts, styles and layout. */
  async busy() {
    const { metrics } = await this.#session.send("Performance.getMetrics");
    const seconds = (name) => metrics.find((metric) => metric.name === name)?.value ?? 0;
    return { task: seconds("TaskDuration") * 1000, script: seconds("ScriptDuration") * 1000, style: seconds("RecalcStyleDuration") * 1000, layout: seconds("LayoutDuration") * 1000 };
  }

  /** Lets go of everything that can go. */
  async collectGarbage() {
    await this.#session.send("HeapProfiler.collectGarbage");
  }

  /** Milliseconds of processor time so far. */
  cpu() {
    const threads = readdirSync(`/proc/${this.#pid}/task`);
    return threads.reduce((sum, thread) => sum + nanoseconds(`/proc/${this.#pid}/task/${thread}/schedstat`), 0) / 1e6;
  }

  /** Octets of memory that no other process shares, wasm's memory among them. */
  memory() {
    return privateBytes(this.#pid);
  }
}

function nanoseconds(path) {
  try {
    return Number(readFileSync(path, "utf8").split(" ")[0]);
  } catch {
    // The thread has just ended.
    return 0;
  }
}

function privateBytes(pid) {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const parts = [...rollup.matchAll(/^(?:Private_Clean|Private_Dirty|Swap):\s+(\d+) kB/gm)];
  return parts.reduce((sum, [, kib]) => sum + Number(kib) * 1024, 0);
}
