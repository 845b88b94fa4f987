// What the process of a page uses: processor time of all its threads, and memory that is its own.

import { readFileSync, readdirSync } from "node:fs";

export class Renderer {
  #pid;
  #session;
  #before;

  constructor(pid, session, before) {
    this.#pid = pid;
    this.#session = session;
    this.#before = before;
  }

  /** The process of a page: of the browser's renderers, some of them spare, the one that works when the page does. */
  static async of(browser, page) {
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    await session.detach();
    const pids = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
    const begun = pids.map(processorTime);
    let pid;
    for (let tries = 0; pid === undefined && tries < 20; tries += 1) {
      pid = await worksWith(page, pids);
    }
    if (pid === undefined) {
      throw new Error("no process works when the page does");
    }
    const ofPage = await page.context().newCDPSession(page);
    // By the thread's own clock: what other programs take meanwhile does not count.
    await ofPage.send("Performance.enable", { timeDomain: "threadTicks" });
    return new Renderer(pid, ofPage, processorTime(pid) - begun[pids.indexOf(pid)]);
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

  /** Milliseconds of processor time so far, without what finding the process took. */
  cpu() {
    return processorTime(this.#pid) - this.#before;
  }

  /** Octets of memory that no other process shares, wasm's memory among them. */
  memory() {
    return privateBytes(this.#pid);
  }
}

/** Has the page work for a while: the process that did, if it was one alone. */
async function worksWith(page, pids) {
  const before = pids.map(processorTime);
  await page.evaluate(() => {
    for (const until = performance.now() + 150; performance.now() < until; ) {
      // Nothing but work.
    }
  });
  const worked = pids.map((pid, at) => ({ pid, time: processorTime(pid) - before[at] })).toSorted((a, b) => b.time - a.time);
  return worked[0]?.time > 30 && worked[0].time > 4 * (worked[1]?.time ?? 0) ? worked[0].pid : undefined;
}

/** Of all threads of a process, in milliseconds. */
function processorTime(pid) {
  return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => sum + nanoseconds(`/proc/${pid}/task/${thread}/schedstat`), 0) / 1e6;
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
