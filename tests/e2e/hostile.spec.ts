// The document in which messages are shown, under attack: every message of `hostile/` is one technique. Nothing of it may
// run, fetch or lead anywhere, in the console's frame, in a frame of a page without a policy, and without any frame.

import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { type Browser, type BrowserContext, expect, type Frame, type Page, test } from "@playwright/test";

import { Host } from "./fixtures.ts";

const dist = resolve(import.meta.dirname, "../../dist");
const folder = join(import.meta.dirname, "hostile");
const techniques = readdirSync(folder).map((name) => name.replace(/\.html$/, ""));

/** What a script does if it runs; without quotes, blanks and angles, so that it fits everywhere. It tells its page once: where
 * it is a page's own and runs at messages, it would call itself for ever. */
const ALERT = ",alert(/ran/.source)";
const RUN = `(window.ran||parent.postMessage(/ran/.source,String.fromCharCode(42)),window.ran=1,console.log(/ran/.source)${ALERT})`;

/** The message of a technique. `CANARY` is where it calls home, `RUN` what it runs, `@@9 x@@` nine times `x`. */
function message(technique: string): string {
  return readFileSync(join(folder, `${technique}.html`), "utf8")
    .replaceAll(/@@(\d+) (.*?)@@/g, (_, times: string, what: string) => what.repeat(Number(times)))
    .replaceAll("CANARY", `${canary.origin}/${technique}`)
    .replaceAll("RUN", RUN);
}

/** What does nothing in this browser even unguarded, and why it is here all the same. */
const idleInThisBrowser: Record<string, string> = {
  "mathml-mglyph-differential": "it strikes whoever writes what was parsed out as text and parses it once more",
  "svg-in-data-picture": "a picture runs and fetches nothing, which the document relies on where it lets such pictures in",
  "unclosed-attribute": "the rest of the message is lost with it, as the standard says",
};

/** A server that counts who calls, and one that serves the document with no header of its own. */
class Listener {
  origin = "";
  /** The paths that were asked for. */
  heard: string[] = [];
  /** Connections, asked over or not. */
  connections = 0;
  readonly #server: Server;

  constructor(answer: (path: string) => Promise<[type: string, body: Buffer | string]>) {
    this.#server = createServer(async (request, response) => {
      const path = request.url ?? "";
      this.heard.push(path);
      const [type, body] = await answer(path);
      response.writeHead(200, { "Content-Type": type, "Access-Control-Allow-Origin": "*" }).end(body);
    }).on("connection", () => (this.connections += 1));
  }

  async start(): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
    this.origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}

const canary = new Listener(async () => ["text/plain", "heard"]);
const plain = new Listener(async (path) => {
  switch (path) {
    case "/preview.html":
      return ["text/html", await readFile(join(dist, "preview.html"))];
    case "/preview.js":
      return ["text/javascript", await readFile(join(dist, "preview.js"))];
    default:
      return ["text/html", "<!doctype html><title>A page without a policy</title>"];
  }
});
let host: Host;

test.beforeAll(async () => {
  host = new Host(await mkdtemp(join(tmpdir(), "usher-hostile-")));
  await Promise.all([canary.start(), plain.start(), host.start()]);
});

test.afterAll(async () => {
  await Promise.all([canary.stop(), plain.stop(), host.stop()]);
  await rm(host.dataDir, { recursive: true, force: true });
});

/** Where messages are shown. */
interface Stage {
  /** The page, for its mouse and keyboard. */
  page: Page;
  /** The document that shows. */
  frame: Frame;
  /** Hands a message over and waits until the document has dealt with it. */
  show: (html: string, dark?: boolean) => Promise<void>;
}

/** The document in a frame as the console makes it (`src/ui/pages/composer/frame.rs`), in a page of that address. */
async function framed(page: Page, address: string): Promise<Stage> {
  await page.goto(address);
  await page.evaluate(async () => {
    const frame = document.createElement("iframe");
    frame.src = "/preview.html";
    frame.setAttribute("sandbox", "allow-scripts");
    frame.width = "600";
    frame.height = "400";
    await new Promise((ready) => {
      addEventListener("message", ready, { once: true });
      // Nothing else is there to be clicked.
      document.body.replaceChildren(frame);
    });
    addEventListener("message", (event) => console.log(`told its page ${event.data}`));
  });
  const frame = page.frames()[1] as Frame;
  return {
    page,
    frame,
    show: (html, dark = false) => handled(frame, () => page.evaluate(([html, dark]) => frames[0]?.postMessage([html, dark], "*"), [html, dark] as const)),
  };
}

/** The document by itself, opened by a page without a policy; messages come from that page, or from the document itself. */
async function alone(opener: Page, from: "opener" | "itself"): Promise<Stage> {
  await opener.goto(plain.origin);
  const opened = opener.context().waitForEvent("page");
  await opener.evaluate(() => Object.assign(window, { opened: open("/preview.html") }));
  const page = await opened;
  await page.waitForLoadState();
  const frame = page.mainFrame();
  const post = (html: string) => (from === "opener" ? opener.evaluate((html) => (window as any).opened.postMessage([html, false], "*"), html) : page.evaluate((html) => postMessage([html, false], "*"), html));
  return { page, frame, show: (html) => handled(frame, () => post(html)) };
}

/** Waits until a message that was posted has been handled: this listener is called after the document's own. */
async function handled(frame: Frame, post: () => Promise<unknown>): Promise<void> {
  await frame.evaluate(() => {
    const done = new Promise<void>((done) => addEventListener("message", () => done(), { once: true }));
    Object.assign(window, { done });
  });
  await post();
  await frame.evaluate(() => (window as any).done);
  await painted(frame);
}

const painted = (frame: Frame) => frame.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** Everything that a message must not bring about, from now on; what the policy holds back is no such thing. */
function watch(context: BrowserContext): string[] {
  const noticed: string[] = [];
  context.on("dialog", (dialog) => {
    noticed.push("a dialog");
    dialog.dismiss().catch(() => undefined);
  });
  context.on("console", (message) => {
    const refused = message.type() === "error" && /Content Security Policy|sandboxed|Blocked autofocusing/.test(message.text());
    if (!refused) {
      noticed.push(`in the console: ${message.text()}`);
    }
  });
  context.on("weberror", (error) => noticed.push(`uncaught: ${error.error().message}`));
  context.on("page", () => noticed.push("a window"));
  context.on("requestfinished", (request) => {
    if (!request.url().startsWith("data:")) {
      noticed.push(`fetched ${request.url()}`);
    }
  });
  context.on("requestfailed", (request) => {
    if (request.failure()?.errorText !== "csp") {
      noticed.push(`asked for ${request.url()}: ${request.failure()?.errorText}`);
    }
  });
  for (const page of context.pages()) {
    page.on("framenavigated", (frame) => noticed.push(`led to ${frame.url()}`));
  }
  return noticed;
}

/** Clicks whatever can be clicked, with the main and the middle button, and presses Enter on whatever can be focused. */
async function touchEverything({ page, frame }: Stage): Promise<void> {
  const origin = frame.parentFrame() ? await (await frame.frameElement()).boundingBox() : { x: 0, y: 0 };
  const boxes = await frame.evaluate(() => {
    const all = [...document.querySelectorAll("a, area, button, input, summary, [tabindex], [usemap], math *, svg a *, marquee")];
    return all.slice(0, 6).map((element) => element.getBoundingClientRect()).map(({ x, y, width, height }) => ({ x: x + Math.min(width / 2, 20), y: y + Math.min(height / 2, 10) }));
  });
  for (const { x, y } of boxes) {
    for (const button of ["left", "middle"] as const) {
      await page.mouse.click((origin?.x ?? 0) + x, (origin?.y ?? 0) + y, { button });
    }
  }
  for (let at = 0; at < boxes.length; at += 1) {
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
  }
  await painted(frame);
}

/** What could act and is still there. */
function remains(frame: Frame): Promise<string[]> {
  return frame.evaluate(() => {
    const active = "script, meta, base, link, iframe, frame, frameset, object, embed, applet, form, input, button, select, template, svg, math";
    const elements = [...document.body.querySelectorAll(active), ...document.body.querySelectorAll(":not(style):is(head *)")].map(({ localName }) => `a ${localName}`);
    const handlers = [...document.querySelectorAll("*")].flatMap((element) => element.getAttributeNames()).filter((name) => name.startsWith("on"));
    return [...elements, ...handlers, ...("ran" in window ? ["what a script set"] : [])];
  });
}

/** Shows every message on a stage of its own, touches everything in it, and tells what happened, by technique. */
async function showAll(browser: Browser, open: (page: Page) => Promise<Stage>): Promise<Record<string, string[]>> {
  const happened: Record<string, string[]> = {};
  canary.heard = [];
  const before = canary.connections;
  for (const technique of techniques) {
    await test.step(technique, async () => {
      const context = await browser.newContext();
      const stage = await open(await context.newPage());
      const noticed = watch(context);
      await stage.show(message(technique));
      await touchEverything(stage);
      noticed.push(...(await remains(stage.frame)));
      if (noticed.length > 0) {
        happened[technique] = [...noticed];
      }
      await context.close();
    });
  }
  const connections = canary.connections - before;
  // Whatever was on its way has arrived when a request that is made now has.
  const last = await browser.newContext();
  const page = await last.newPage();
  await page.goto(`${canary.origin}/last`);
  await last.close();
  const called = canary.heard.filter((path) => techniques.includes(path.split("/")[1] ?? ""));
  return { ...happened, ...(called.length > 0 && { called }), ...(connections > 0 && { connected: [`${connections} times`] }) };
}

const good = `<!doctype html><html lang="pl" dir="rtl"><head><title>t</title>
<style>@media (prefers-color-scheme:dark){.ink{color:rgb(1, 2, 3)!important}}</style><style>h1{letter-spacing:3px}</style></head>
<body style="margin:7px"><table role="presentation" width="100%"><tr><td class="ink" style="color:rgb(4, 5, 6);padding:9px"><h1>Good</h1>
<a href="https://example.com/?a=1&amp;b=2">link</a></td></tr></table></body></html>`;

test.describe.configure({ timeout: 240_000 });
// Each message has a page of its own: a failure names it, and pictures of all of them would say no more.
test.use({ screenshot: "off", trace: "off" });

test("in the console's frame no message runs, fetches or leads anywhere", async ({ browser }) => {
  expect(await showAll(browser, (page) => framed(page, `${host.baseURL}/no-such-page`))).toEqual({});
});

test("in a frame of a page without a policy no message runs, fetches or leads anywhere", async ({ browser }) => {
  expect(await showAll(browser, (page) => framed(page, plain.origin))).toEqual({});
});

test("without a frame no message of the document's own runs, fetches or leads anywhere", async ({ browser }) => {
  expect(await showAll(browser, (page) => alone(page, "itself"))).toEqual({});
});

test("without a frame a message of the page that opened the document is not shown at all", async ({ browser }) => {
  const shown: string[] = [];
  const happened = await showAll(browser, async (page) => {
    const stage = await alone(page, "opener");
    const show = async (html: string) => {
      await stage.show(html);
      shown.push(...(await stage.frame.evaluate(() => [...document.body.children].map((element) => element.localName))));
    };
    return { ...stage, show };
  });
  expect(happened).toEqual({});
  expect(shown).toEqual([]);
});

test("where nothing holds it back, every technique does something", async ({ browser }) => {
  const idle: string[] = [];
  for (const technique of techniques) {
    await test.step(technique, async () => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(plain.origin);
      canary.heard = [];
      const before = canary.connections;
      const noticed = watch(context);
      const acts = () => noticed.length > 0 || canary.heard.length > 0 || canary.connections > before;
      // The browser does not bear being closed over an open dialog; a script is noticed without one.
      const written = page.evaluate((html) => {
        document.open();
        document.write(html);
        document.close();
      }, message(technique).replaceAll(ALERT, ""));
      // What leads elsewhere cuts these short.
      const stage = { page, frame: page.mainFrame(), show: async () => undefined };
      await written.then(() => (acts() ? undefined : touchEverything(stage))).catch(() => undefined);
      // Whoever does nothing is waited for a while; whoever does something, as long as a busy machine takes.
      await expect.poll(acts, { timeout: technique in idleInThisBrowser ? 2_000 : 20_000 }).toBe(true).catch(() => idle.push(technique));
      await context.close();
    });
  }
  expect(idle).toEqual(Object.keys(idleInThisBrowser));
});

for (const [where, address] of [["the console's frame", () => `${host.baseURL}/no-such-page`], ["a frame of a page without a policy", () => plain.origin]] as const) {
  test(`in ${where} a good message is shown with its styles, dark or light as the page says`, async ({ page }) => {
    const { frame, show } = await framed(page, address());
    for (const [dark, colour] of [[false, "rgb(4, 5, 6)"], [true, "rgb(1, 2, 3)"], [false, "rgb(4, 5, 6)"]] as const) {
      await show(good, dark);
      const cell = frame.locator("td");
      await expect(cell).toHaveCSS("color", colour);
      await expect(cell).toHaveCSS("padding", "9px");
      await expect(frame.getByRole("heading", { name: "Good" })).toHaveCSS("letter-spacing", "3px");
      await expect(frame.locator("body")).toHaveCSS("margin", "7px");
      await expect(frame.getByRole("link", { name: "link" })).toHaveAttribute("href", "https://example.com/?a=1&b=2");
      await expect(frame.locator("html")).toHaveAttribute("dir", "rtl");
      await expect(frame.locator("html")).toHaveAttribute("lang", "pl");
    }
  });
}

test("no message keeps itself or the next one from being shown as it is", async ({ page }) => {
  const stage = await framed(page, plain.origin);
  const heading = stage.frame.getByRole("heading", { name: "Good" });
  for (const technique of techniques) {
    await stage.show(message(technique));
    await expect(heading, `gone when ${technique} is shown`).toHaveCount(0);
    await stage.show(good);
    await expect(heading, `shown after ${technique}`).toHaveCount(1);
    await expect(stage.frame.locator("body > *"), `alone after ${technique}`).toHaveCount(1);
  }
});
