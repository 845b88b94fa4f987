// Measures how long the email settings take to appear as an element in a plain page of somebody else's, beside the console's own
// page: the same Chromium, host and people, in turn, each time with nothing cached. `BENCH_RUNS=15` says how often,
// `BENCH_WATERFALL=1` also prints what was fetched when. `make bench` calls it.

import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { cpus, loadavg, release, totalmem } from "node:os";
import { extname, join } from "node:path";

import { folder, launchBrowser, median, program, quiet, startHost } from "./bench-stage.mjs";
import { brotli } from "./sizes.mjs";

const widget = process.env.USHER_WIDGET ?? join(import.meta.dirname, "../dist-widget");
const people = Number(process.env.BENCH_START_PEOPLE ?? 10_000);
const runs = Number(process.env.BENCH_RUNS ?? 15);
/** At most so many times of the console's own page. */
const ASKED = 1.2;
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".bin": "application/octet-stream", ".svg": "image/svg+xml" };
/** A run on the slow line now and then never gets one answer, not even of the portal's own; it is done again, and told. */
const STALLED = { after: 20_000, most: 3 };
/** After each run, in milliseconds. */
const REST = 500;
/** Of the slow line, in milliseconds. */
const LATENCY = 40;
/** Both ways; without one, the loopback as it is. */
const LINES = [
  { title: `10 Mbps, ${LATENCY} ms`, conditions: { offline: false, latency: LATENCY, downloadThroughput: 10e6 / 8, uploadThroughput: 10e6 / 8 } },
  { title: "loopback", conditions: undefined },
];

const token = randomUUID();
const data = folder();
const file = join(data, "people.csv");
const row = (n) => `p${n}@example.com,Person,${n},Sales,English,${n % 5 < 3 ? "Not Verified" : "Active"},TRUE`;
writeFileSync(file, ["Email,First Name,Last Name,Department,Preferred Language,Status,App", ...Array.from({ length: people }, (_, n) => row(n))].join("\n"));
execFileSync(program, ["--data", join(data, "data"), "import", file, "--added", "2026-01-01"]);

const portal = await servePortal();
const { child, link } = await startHost(data, { USHER_API_TOKEN: token, USHER_ALLOW_ORIGIN: portal.origin });
const host = new URL(link).origin;
const held = await serveHeld(host);
const browser = await launchBrowser();
try {
  // Signed in once, past the page; every run begins with that cookie and nothing else.
  const first = await browser.newContext();
  await first.request.get(link, { maxRedirects: 0 });
  const storageState = await first.storageState();
  await first.close();
  const candidates = [
    { name: "own page", url: `${host}/#/settings`, root: "document" },
    { name: "element", url: `${portal.origin}/`, root: "document.querySelector('usher-email-settings')?.shadowRoot" },
  ];
  const load = loadavg()[0];
  let stalled = 0;
  console.log(`\n${"Start of the email settings, ms".padEnd(34)} median    least     most    ratio`);
  for (const { title, conditions } of LINES) {
    portal.put("/", "text/html; charset=utf-8", page(conditions ? held.origin : host));
    const times = candidates.map(() => []);
    for (let run = 0; run <= runs; run += 1) {
      // Who comes first changes, so that nobody always follows the same.
      for (const at of run % 2 ? [1, 0] : [0, 1]) {
        let time;
        while (time === undefined) {
          time = await start(candidates[at], storageState, conditions, run === runs && process.env.BENCH_WATERFALL);
          stalled += time === undefined ? 1 : 0;
          if (stalled > STALLED.most) {
            throw new Error(`${title}, ${candidates[at].name}: not there after ${STALLED.after / 1000} s, for the ${stalled}th time`);
          }
        }
        // The first of each also fills what the system keeps of the files.
        if (run > 0) {
          times[at].push(time);
        }
      }
    }
    const ratio = median(times[1]) / median(times[0]);
    for (const [at, { name }] of candidates.entries()) {
      const verdict = at === 1 ? `${ratio.toFixed(2).padStart(9)}  asked: at most ${ASKED}: ${ratio <= ASKED ? "✓" : "✗"}` : "";
      console.log(`${`${title}, ${name}`.padEnd(32)}${figures(times[at])}${verdict}`);
    }
  }
  if (stalled > 0) {
    console.log(`${stalled} of the runs got no answer within ${STALLED.after / 1000} s and were done again`);
  }
  const machine = `${cpus().length} × ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Chromium ${browser.version()}, Node.js ${process.version}`;
  console.log(`${new Date().toISOString().slice(0, 10)}: ${machine}; ${runs} runs of each in turn, ${people.toLocaleString("en")} people; load of the machine ${load.toFixed(1)} before, ${loadavg()[0].toFixed(1)} after\n`);
} finally {
  await browser.close();
  child.kill();
  portal.close();
  held.close();
  rmSync(data, { recursive: true, force: true });
}

/** From the start of the navigation until the heading and the first field are painted: milliseconds, or nothing where that never came. */
async function start({ url, root }, storageState, conditions, told) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-US", serviceWorkers: "block", storageState });
  try {
    await context.addInitScript(watch, root);
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    if (conditions) {
      await session.send("Network.emulateNetworkConditions", conditions);
    }
    const fetched = told ? waterfall(session) : () => {};
    const broken = new Promise((_, failed) => page.on("pageerror", failed));
    await page.goto(url, { waitUntil: "commit" });
    const shown = page.waitForFunction(() => window.shownAt, undefined, { polling: 50, timeout: STALLED.after });
    const time = await Promise.race([shown.then((handle) => handle.jsonValue(), late), broken]);
    if (time !== undefined) {
      fetched(time);
    }
    return time;
  } finally {
    await context.close();
    // What was under way for this one is not to meet the next one.
    await new Promise((later) => setTimeout(later, REST));
  }
}

/** Only that it took too long is an answer; whatever else went wrong ends the benchmark. */
function late(error) {
  if (error.name !== "TimeoutError") {
    throw error;
  }
}

/** In the page: when the heading and the first field were painted. A task that a frame posts runs after that frame was drawn. */
function watch(root) {
  if (window !== window.top) {
    return;
  }
  const { port1, port2 } = new MessageChannel();
  const find = new Function(`return ${root}`);
  let seen;
  const shows = (element) => element && element.getClientRects().length > 0;
  port1.onmessage = () => (window.shownAt = performance.now());
  const look = () => {
    const tree = find();
    const heading = [...(tree?.querySelectorAll("h1") ?? [])].find((heading) => heading.textContent === "Email settings");
    seen = shows(heading) && shows(tree.querySelector("input"));
    if (seen) {
      port2.postMessage(null);
    } else {
      requestAnimationFrame(look);
    }
  };
  requestAnimationFrame(look);
}

/** What was fetched, from when to when, and how large it was. */
function waterfall(session) {
  const requests = new Map();
  session.on("Network.requestWillBeSent", ({ requestId, request, timestamp }) => requests.set(requestId, { url: `${request.method} ${new URL(request.url).pathname}`, begun: timestamp }));
  session.on("Network.loadingFinished", ({ requestId, timestamp, encodedDataLength }) => Object.assign(requests.get(requestId) ?? {}, { ended: timestamp, size: encodedDataLength }));
  return (time) => {
    const all = [...requests.values()];
    const zero = Math.min(...all.map(({ begun }) => begun));
    const ms = (at) => (at === undefined ? "–" : ((at - zero) * 1000).toFixed(0)).padStart(6);
    console.log(all.map(({ url, begun, ended, size }) => `${ms(begun)}${ms(ended)}${String(size ?? "–").padStart(8)}  ${url}`).join("\n"));
    console.log(`${String(Math.round(time)).padStart(6)}  painted`);
  };
}

/** A page as a portal writes it: the element, its script, and where the token comes from. */
function page(api) {
  const { "usher-widget.js": integrity } = JSON.parse(readFileSync(join(widget, "integrity.json"), "utf8"));
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>A portal</title>
    <link rel="icon" href="data:," />
    <script type="module" src="portal.js"></script>
    <script type="module" src="usher/usher-widget.js" integrity="${integrity}" crossorigin="anonymous"></script>
  </head>
  <body>
    <usher-email-settings api-base="${api}" locale="en"></usher-email-settings>
  </body>
</html>`;
}

/** The portal, with the package in a folder: from memory and compressed beforehand, as the host has the console's own files. */
async function servePortal() {
  const files = new Map();
  const put = (path, type, content) => files.set(path, { type, body: brotli(Buffer.from(content)) });
  for (const entry of readdirSync(widget, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    put(`/usher/${path.slice(widget.length + 1)}`, TYPES[extname(path)] ?? "application/octet-stream", readFileSync(path));
  }
  put("/portal.js", "text/javascript", 'document.querySelector("usher-email-settings").getAccessToken = async () => (await fetch("token")).text();');
  put("/token", "text/plain", token);
  const running = await listen((asked, response) => {
    const file = files.get(new URL(asked.url, "http://localhost").pathname);
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "Content-Type": file.type, "Content-Encoding": "br", "Content-Length": file.body.length, "Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache" }).end(file.body);
  });
  return Object.assign(running, { put });
}

/** The host's API as the element reaches it on the slow line. Chromium's own line lets the questions pass that it asks before
 *  calls to another origin (OPTIONS); here they take as long as any other, since the own page has none of them. */
async function serveHeld(origin) {
  return await listen((asked, response) => {
    const forward = () => {
      const onward = request(`${origin}${asked.url}`, { agent: false, method: asked.method, headers: asked.headers }, (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      });
      onward.on("error", () => response.destroy());
      // Who is gone before the end of an answer needs no more of it.
      response.on("close", () => response.writableFinished || onward.destroy());
      asked.pipe(onward);
    };
    if (asked.method === "OPTIONS") {
      setTimeout(forward, LATENCY);
    } else {
      forward();
    }
  });
}

async function listen(answer) {
  const server = createServer(answer);
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, close };
}

function figures(values) {
  return [median(values), Math.min(...values), Math.max(...values)].map((value) => value.toFixed(0).padStart(9)).join("");
}
