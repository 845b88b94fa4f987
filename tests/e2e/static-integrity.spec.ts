// One byte of a file is another than was built: it is refused, and said so, in Chromium and in Firefox.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { consoleFiles, dist, isHashed } from "../../.ci/headers.mjs";
import { Firefox } from "./firefox.ts";
import { expect } from "./fixtures.ts";
import { test } from "./static-fixture.ts";
import { StaticServer } from "./static-servers.ts";

const files = consoleFiles();
const parts = files.filter((name) => /^(part|shared)-/.test(name));
/** What the first page is made of, but the page itself, which nothing could check, and the configuration, which may be changed. */
const first = files.filter((name) => (isHashed(name) && !parts.includes(name)) || /^(icons|favicon)\.svg$/.test(name));
/** What a part shows in a frame. */
const framed = files.filter((name) => name.startsWith("preview."));
/** What the console never loads by itself, or checks in another way, each of which another test tells of. */
const others = ["config.json", "index.html", "licenses.txt", "openapi.json", "usher-backend.d.ts", "worker.js"];

const glueName = files.find((name) => /^usher-app-.*\.js$/.test(name)) ?? "";

/** Serves the console with another byte in these files, on a port of its own. */
async function changed(names: string[], run: (url: string) => Promise<void>): Promise<void> {
  const server = await new StaticServer().start();
  try {
    names.forEach((name) => server.flip(name));
    await run(server.url);
  } finally {
    await server.stop();
  }
}

/** In the page: every part is fetched as the program would do it; the files that were refused and those that were taken. */
const FETCH_PARTS = `async () => {
  const found = { refused: [], taken: [] };
  const original = globalThis.fetch;
  globalThis.fetch = (url, options) => {
    const name = new URL(url).pathname.slice(1);
    const coming = original(url, options);
    found.coming = [...(found.coming ?? []), coming.then(() => found.taken.push(name), () => found.refused.push(name))];
    return coming;
  };
  const { ahead } = await import("/${glueName}");
  for (const part of PARTS) ahead(part);
  await Promise.all(found.coming);
  globalThis.fetch = original;
  return JSON.stringify(found);
}`.replace("PARTS", JSON.stringify(parts.flatMap((name) => name.match(/^part-(.*)-[0-9a-f]{16}/)?.[1] ?? [])));

test("every file of the console is in one of these tests", () => {
  expect([...first, ...parts, ...framed, ...others].sort()).toEqual(files);
  expect([first.length >= 6, parts.length > 10, framed.length]).toEqual([true, true, 2]);
});

for (const name of first) {
  const kind = name.replace(/-[0-9a-f]{16}/, "-…");
  test(`the first page with another byte in ${kind} says that it cannot be loaded, in Chromium`, async ({ page, server, complaints }) => {
    server.flip(name);
    await page.goto(`${server.url}?demo`);
    const told = page.getByRole("alert").filter({ visible: true });
    await expect(told).toContainText("Usher could not be loaded");
    // The very first script cannot say its own name.
    await expect(told).toContainText(name.startsWith("app-") ? "its first file is missing or changed" : name);
    await expect(page.getByRole("navigation")).toHaveCount(0);
    complaints.length = 0;
  });
}

test("every part with another byte is refused, in Chromium", async ({ page, server, complaints }) => {
  await page.goto(`${server.url}?demo`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Email settings");
  const before = JSON.parse(await page.evaluate(`(${FETCH_PARTS})()`));
  expect([...new Set(before.taken)].sort()).toEqual(parts);
  expect(before.refused).toEqual([]);
  // Another port, where the browser has nothing of what it fetched before.
  await changed(parts, async (url) => {
    // The page needs no part but those of the demonstration, and says that they did not come.
    await page.goto(`${url}?demo`);
    await expect(page.getByRole("alert")).toContainText("This part of the console did not load");
    const after = JSON.parse(await page.evaluate(`(${FETCH_PARTS})()`));
    expect([...new Set(after.refused)].sort()).toEqual(parts);
    expect(after.taken).toEqual([]);
    await page.goto("about:blank");
  });
  complaints.length = 0;
});

for (const name of [parts.find((part) => part.startsWith("part-composer-")) ?? "", ...framed]) {
  test(`the composer with another byte in ${name.replace(/-[0-9a-f]{16}/, "-…")} says that it did not load`, async ({ page, server, complaints }) => {
    await page.goto(`${server.url}?demo`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Email settings");
    await page.getByRole("link", { name: "Composer" }).click();
    await page.getByRole("button", { name: "New activation email" }).waitFor();
    server.flip(name);
    await page.getByRole("button", { name: "New activation email" }).click();
    await expect(page.getByRole("main").getByRole("alert")).toContainText("This part of the console did not load");
    expect(complaints.splice(0).length, "the browser says so too").toBeGreaterThan(0);
    server.changes.clear();
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByLabel("Subject", { exact: true })).toBeVisible();
    // The browser's own copy of it was refused before the server was asked once more.
    complaints.length = 0;
  });
}

test("Firefox starts the console, and refuses every file with another byte as well", async ({ server }) => {
  const firefox = new Firefox();
  try {
    await firefox.start();
    await firefox.goto(`${server.url}?demo`);
    await expect.poll(() => firefox.text(), { timeout: 30_000 }).toContain("Email settings");
    const before = JSON.parse(await firefox.evaluate(FETCH_PARTS));
    expect([[...new Set(before.taken)].sort(), before.refused]).toEqual([parts, []]);
    // Each from another port, where the browser has nothing of what it fetched before.
    await changed(parts, async (url) => {
      await firefox.goto(`${url}?demo`);
      await expect.poll(() => firefox.text(), { timeout: 15_000 }).toContain("This part of the console did not load");
      const after = JSON.parse(await firefox.evaluate(FETCH_PARTS));
      expect([[...new Set(after.refused)].sort(), after.taken]).toEqual([parts, []]);
    });
    for (const name of first) {
      await changed([name], async (url) => {
        await firefox.goto(`${url}?demo`);
        await expect.poll(() => firefox.text(), { message: name, timeout: 15_000 }).toContain("Usher could not be loaded");
        expect(await firefox.text(), name).toContain(name.startsWith("app-") ? "its first file is missing or changed" : name);
      });
    }
  } finally {
    await firefox.stop();
  }
});

test.describe("what the policy forbids", () => {
  test.use({ violates: true });

  test("no element is made from text but by the policy of the glue, which nothing else can reach", async ({ page, server, complaints }) => {
    await page.goto(`${server.url}?demo`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Email settings");
    const refused = await page.evaluate(() => {
      const tried = (run: () => unknown) => {
        try {
          run();
          return "done";
        } catch (error) {
          return (error as Error).name;
        }
      };
      return [
        tried(() => (document.createElement("div").innerHTML = "<b>text</b>")),
        tried(() => document.createElement("div").insertAdjacentHTML("beforeend", "<b>text</b>")),
        tried(() => (document.createElement("script").src = "/app.js")),
        tried(() => (globalThis as any).trustedTypes.createPolicy("another", {})),
        tried(() => (globalThis as any).trustedTypes.createPolicy("default", {})),
      ];
    });
    expect(refused).not.toContain("done");
    await expect.poll(() => complaints.length).toBeGreaterThanOrEqual(refused.length);
    expect(complaints.splice(0).filter((complaint) => !/Trusted|Content Security Policy/i.test(complaint))).toEqual([]);
    expect(readFileSync(join(dist, glueName), "utf8").match(/createPolicy\("\w+"/g)).toEqual(['createPolicy("usher"']);
  });
});
