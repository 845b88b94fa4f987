// Measures, in the real browser, what a key costs in a message of 20 blocks: from the key until the preview is painted, and
// the rendering alone. The peer in the same run is mjml-browser, which renders an equal message in the same Chromium. `make bench` calls it.

import { folder, median, packages, stage } from "./bench-stage.mjs";

const blocks = 20;
const keys = 40;
const words = "Meetings, messages and calls stand together in one place, so that teams in different offices can work as one. ";

const { link, browser, strike } = await stage(folder());
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(link);
  await page.getByRole("navigation", { name: "Pages" }).waitFor();
  const id = await makeTemplate(page);
  await page.goto(`${new URL(link).origin}/#/composer/${id}`);
  const text = page.getByRole("article", { name: "Text" }).first().getByRole("textbox");
  await text.waitFor();
  const frame = await (await page.locator("iframe").elementHandle()).contentFrame();
  await frame.getByText(words.trim().slice(0, 30)).first().waitFor();
  await frame.evaluate(watchPaints);
  await page.evaluate(watchKeys);
  await text.click();
  await page.keyboard.press("End");
  for (let key = 0; key < keys; key += 1) {
    await page.keyboard.press("x");
    await page.waitForTimeout(200);
  }
  const pressed = await page.evaluate(() => window.bench.keys);
  const renders = await page.evaluate(() => window.bench.renders);
  const ticks = await page.evaluate(() => window.bench.frames);
  const painted = await frame.evaluate(() => window.bench);
  const paints = pressed.map((key) => painted.find((paint) => paint > key)).filter((paint, at) => paint !== undefined && paint < (pressed[at + 1] ?? Infinity));
  if (paints.length < keys * 0.9) {
    throw new Error(`of ${keys} keys only ${paints.length} were painted before the next one`);
  }
  const times = pressed.slice(0, paints.length).map((key, at) => paints[at] - key);
  const frames = pressed.slice(0, paints.length).map((key, at) => ticks.filter((tick) => tick > key && tick < paints[at]).length);
  const peer = await mjml();
  console.log(`blocks ${blocks}, keys ${keys} (median, in brackets the least and the most)`);
  console.log(`  from the key to the painted preview  ${figures(times)} ms, ${median(frames)} frames of the page later`);
  console.log(`  mjml-browser renders an equal message ${figures(peer)} ms`);
  console.log(`  Usher parses and renders it           ${figures(renders)} ms`);
  console.log(`  ratio of the renderers                ${(median(renders) / median(peer)).toFixed(2)}`);
} finally {
  await strike();
}

/** A template of so many blocks of text; its identifier. */
async function makeTemplate(page) {
  const origin = new URL(link).origin;
  const block = (n) => ({ id: `b${n}`, kind: "text", text: `${words}${words}**${n}** [portal]({{portal_url}})` });
  const variant = { language: "en", subject: "Ready", preheader: "", blocks: Array.from({ length: blocks }, (_, n) => block(n)) };
  const answer = await page.request.post(`${origin}/api/v1/templates`, { data: { name: "Bench", purpose: "activation", variants: [variant] }, headers: { Origin: origin } });
  if (!answer.ok()) {
    throw new Error(await answer.text());
  }
  return (await answer.json()).id;
}

/** In the preview: when its contents were changed and the frame after that begins, by the clock that all documents share. */
function watchPaints() {
  window.bench = [];
  const now = () => performance.timeOrigin + performance.now();
  // The frame after the change was drawn begins when the change is on the screen.
  new MutationObserver(() => requestAnimationFrame(() => setTimeout(() => window.bench.push(now()), 0))).observe(document.documentElement, { childList: true, subtree: true });
}

/** In the page: when keys were pressed, and when its frames began. */
function watchKeys() {
  window.bench = { keys: [], frames: [], renders: [] };
  new PerformanceObserver((list) => window.bench.renders.push(...list.getEntriesByName("usher-render").map((entry) => entry.duration))).observe({ type: "measure" });
  const now = () => performance.timeOrigin + performance.now();
  addEventListener("keydown", (event) => event.key === "x" && window.bench.keys.push(now()), true);
  const tick = () => {
    window.bench.frames.push(now());
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

async function mjml() {
  const page = await browser.newPage();
  await page.goto("about:blank");
  await page.addScriptTag({ path: packages.resolve("mjml-browser") });
  return await page.evaluate(async ({ blocks, words }) => {
    const block = (n) => `<mj-section><mj-column><mj-text>${words}${words}<strong>${n}</strong> <a href="https://settings.webex.com">portal</a></mj-text></mj-column></mj-section>`;
    const source = `<mjml><mj-head><mj-title>Ready</mj-title></mj-head><mj-body>${Array.from({ length: blocks }, (_, n) => block(n)).join("")}</mj-body></mjml>`;
    const render = window.mjml?.default ?? window.mjml;
    const times = [];
    for (let run = 0; run < 40; run += 1) {
      const begun = performance.now();
      const { html } = await render(source);
      times.push(performance.now() - begun);
      if (!html.includes("portal")) {
        throw new Error("mjml rendered nothing");
      }
    }
    // Like a page that was open for a while, it is warm by now.
    return times.slice(10);
  }, { blocks, words });
}

function figures(numbers) {
  const show = (number) => number.toFixed(1);
  return `${show(median(numbers))} [${show(Math.min(...numbers))}–${show(Math.max(...numbers))}]`;
}
