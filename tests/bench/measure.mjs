// Measures one candidate, each time in a browser of its own.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { pressing } from "./acts.mjs";
import { EXTREMES } from "./people.mjs";
import { Renderer } from "./renderer.mjs";

const probe = readFileSync(join(import.meta.dirname, "probe.js"), "utf8");
/** The line of the measure "first rows": 10 Mbps both ways, 40 ms. */
const LINE = { offline: false, latency: 40, downloadThroughput: 10e6 / 8, uploadThroughput: 10e6 / 8 };
const MOST_SECONDS = { load: 600, step: 180 };
/** After each step, in which the work that it left for later is done and counted. */
const TAIL = 150;
const STEPS = 300;
const WORDS = 3;

/** From the start of the navigation until the first row is painted, on the slow line and with nothing cached: milliseconds. */
export async function firstRows(candidate, launch, height) {
  return await withPage(candidate, launch, async ({ page, limited }) => {
    const session = await page.context().newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", LINE);
    await page.goto(candidate.url(height), { waitUntil: "commit" });
    return await limited(() => page.evaluate(() => window.bench.firstRow()), 60);
  });
}

/**
 * Everything else, in the order of the table. `record` takes each result when it is there: what a candidate did before it
 * failed is kept.
 */
export async function everything(candidate, launch, { count, word, expected, departments, height }, record) {
  await withPage(candidate, launch, async ({ page, browser, limited }) => {
    await page.goto(candidate.url(height), { waitUntil: "commit" });
    const begun = performance.now();
    await limited(() => page.evaluate((rows) => window.bench.until({ rows }), count), MOST_SECONDS.load);
    record("loaded", [performance.now() - begun]);
    const renderer = await Renderer.of(browser, page);
    await quiet(renderer);
    record("loadCpu", [renderer.cpu()]);
    record("height", [await page.evaluate(() => window.bench.height())]);
    const step = stepper(page, renderer, limited);
    record("memory", [await memory(renderer)]);

    await search(step, candidate, { page, count, word, expected }, record);
    await filter(step, candidate, { page, count, expected, departments }, record);
    await sort(step, candidate, page, "waiting", "sortTime", record);
    await sort(step, candidate, page, "name", "sortText", record);
    await scroll(page, renderer, limited, count, record);
    await selectAll(step, candidate, page, count, record);
    record("memoryAfter", [await memory(renderer)]);
  });
}

/** Does something and waits until its result is painted; gives the times, and the processor's time until all is quiet. */
function stepper(page, renderer, limited) {
  return async (type, awaited, act) => {
    await page.evaluate(([type, awaited]) => window.bench.arm(type, awaited), [type, awaited]);
    const busy = await renderer.busy();
    const before = renderer.cpu();
    const { paint, handled, frames } = await limited(async () => {
      await act();
      return await page.evaluate(() => window.bench.taken());
    }, MOST_SECONDS.step);
    await pause(TAIL);
    const cpu = renderer.cpu() - before;
    const { task } = await renderer.busy();
    return { paint, handled, frames, cpu, main: task - busy.task };
  };
}

/** The word, key by key, several times. */
async function search(step, candidate, { page, count, word, expected }, record) {
  const box = candidate.search(page);
  for (let times = 0; times < WORDS; times += 1) {
    await box.focus();
    const keys = [];
    for (let length = 1; length <= word.length; length += 1) {
      keys.push(await step("input", { rows: expected.found[length - 1], contains: word.slice(0, length) }, () => page.keyboard.press(word[length - 1])));
    }
    record("search", keys.map(({ paint }) => paint));
    record("searchFrames", keys.map(({ frames }) => frames));
    record("searchCpu", [mean(keys.map(({ cpu }) => cpu))]);
    record("searchMain", [mean(keys.map(({ main }) => main))]);
    await step("input", { rows: count }, () => box.fill(""));
  }
}

/** One department after the other, and everybody again. */
async function filter(step, candidate, { page, count, expected, departments }, record) {
  const choices = [];
  for (const department of [...departments, ""]) {
    const choose = await candidate.choosing(page, department);
    choices.push(await step("change", { rows: department === "" ? count : expected.departments.get(department) }, choose));
  }
  record("filter", choices.map(({ paint }) => paint));
  record("filterFrames", choices.map(({ frames }) => frames));
  record("filterCpu", [mean(choices.map(({ cpu }) => cpu))]);
}

/** By a column, and the other way. */
async function sort(step, candidate, page, column, name, record) {
  const { first, last } = EXTREMES[column];
  const ways = [];
  for (let way = 0; way < 2; way += 1) {
    const notFirst = await page.evaluate(() => window.bench.firstText());
    const press = await pressing(page, candidate.heading(page, column));
    ways.push(await step("click", { first: [first, last], notFirst }, press));
  }
  record(name, ways.map(({ paint }) => paint));
  record(`${name}Cpu`, [ways[0].cpu]);
  record(`${name}AgainCpu`, [ways[1].cpu]);
}

/** From the top to the bottom. The list is ordered by name. */
async function scroll(page, renderer, limited, count, record) {
  const busy = await renderer.busy();
  const before = renderer.cpu();
  const { gaps } = await limited(() => page.evaluate((steps) => window.bench.sweep(steps, false), STEPS), MOST_SECONDS.step);
  await pause(TAIL);
  record("gaps", gaps);
  record("longestGap", [Math.max(...gaps)]);
  record("sweepCpu", [renderer.cpu() - before]);
  for (const [kind, milliseconds] of Object.entries(await renderer.busy())) {
    record(`sweep-${kind}`, [milliseconds - busy[kind]]);
  }
  const { blank } = await limited(() => page.evaluate((steps) => window.bench.sweep(steps, true), STEPS / 3), MOST_SECONDS.step);
  record("blank", [(blank / STEPS) * 3 * 100]);
  const { first, last } = EXTREMES.name;
  const top = await page.evaluate(async () => {
    await window.bench.toTop();
    return window.bench.firstText();
  });
  const end = top.includes(first) ? last : first;
  const { reached, last: row } = await limited(() => page.evaluate(([rows, email]) => window.bench.reachesLast(rows, email), [count, end]), MOST_SECONDS.step);
  record("reached", [reached ? count : row]);
  await page.evaluate(() => window.bench.toTop());
}

/** Everybody, and nobody again; twice. */
async function selectAll(step, candidate, page, count, record) {
  for (let times = 0; times < 2; times += 1) {
    const press = await pressing(page, candidate.selectAll(page));
    const all = await step("click", { selected: count }, press);
    record("select", [all.paint]);
    record("selectHandler", [all.handled]);
    record("selectCpu", [all.cpu]);
    await step("click", { selected: 0 }, press);
  }
}

/** What the page holds after everything that can go is gone: octets. */
async function memory(renderer) {
  for (let times = 0; times < 2; times += 1) {
    await renderer.collectGarbage();
    await quiet(renderer);
  }
  return renderer.memory();
}

/** Waits until the process does next to nothing, half a minute at most. */
async function quiet(renderer) {
  for (let tries = 0; tries < 60; tries += 1) {
    const before = renderer.cpu();
    await pause(500);
    if (renderer.cpu() - before < 25) {
      return;
    }
  }
}

async function withPage(candidate, launch, act) {
  const browser = await launch();
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-US", serviceWorkers: "block" });
    await candidate.signIn(context);
    await context.addInitScript(probe);
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    const broken = new Promise((_, failed) => {
      page.on("crash", () => failed(new Error("the page ran out of memory")));
      browser.on("disconnected", () => failed(new Error("the browser ended")));
      page.on("pageerror", (error) => failed(new Error(error.message)));
    });
    // Nobody may be waiting when it happens.
    broken.catch(() => {});
    const limited = (work, seconds) => {
      let timer;
      const late = new Promise((_, failed) => (timer = setTimeout(() => failed(new Error(`not done after ${seconds} s`)), seconds * 1000)));
      return Promise.race([work(), late, broken]).finally(() => clearTimeout(timer));
    };
    // What failed because the page broke is told by how it broke, which is known a little later.
    const done = act({ page, browser, limited }).catch(async (error) => {
      await Promise.race([broken, pause(1000)]);
      throw error;
    });
    return await Promise.race([done, broken]);
  } finally {
    await browser.close();
  }
}

function pause(milliseconds) {
  return new Promise((over) => setTimeout(over, milliseconds));
}

function mean(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
