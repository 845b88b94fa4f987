// A tab that is open while another version is deployed, and a page without a network.

import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { dist } from "../../.ci/headers.mjs";
import { completeDraft, compose } from "./composer-steps.ts";
import { expect, Host, test } from "./fixtures.ts";
import { StaticServer } from "./static-servers.ts";

/** Another version in place of what lies there: no part has the name that it had, as after a change of every page. */
function deployAnother(folder: string): void {
  const names = readdirSync(folder).filter((name) => !/\.(br|gz)$/.test(name));
  for (const name of readdirSync(folder).filter((name) => /\.(br|gz)$/.test(name))) {
    rmSync(join(folder, name));
  }
  const glue = names.find((name) => /^usher-app-.*\.js$/.test(name)) ?? "";
  let script = readFileSync(join(folder, glue), "utf8");
  for (const name of names.filter((name) => /^(part|shared)-/.test(name))) {
    const other = name.replace(/[0-9a-f]{16}/, (hash) => [...hash].reverse().join(""));
    renameSync(join(folder, name), join(folder, other));
    script = script.replaceAll(name, other);
  }
  const sum = createHash("sha256").update(script).digest();
  const other = `usher-app-${sum.toString("hex").slice(0, 16)}.js`;
  rmSync(join(folder, glue));
  writeFileSync(join(folder, other), script);
  const page = join(folder, "index.html");
  const html = readFileSync(page, "utf8");
  const link = html.match(/<link[^>]*rel="?modulepreload"?[^>]*>/)?.[0] ?? "";
  const changed = link.replace(glue, other).replace(/sha\d+-[^"\s>]+/, `sha256-${sum.toString("base64")}`);
  writeFileSync(page, html.replace(link, changed));
}

test("a part that another version took away is told, reloading brings it, and nothing typed is lost", async ({ page, complaints }) => {
  const work = mkdtempSync(join(tmpdir(), "usher-deployment-"));
  const folder = join(work, "dist");
  cpSync(dist, folder, { recursive: true });
  const host = new Host(join(work, "data"), { USHER_DIST: folder });
  try {
    await host.start();
    await page.goto(host.link);
    await compose(page, host, completeDraft());
    deployAnother(folder);
    // What is open goes on, and keeps what is typed.
    const subject = page.getByRole("textbox", { name: "Subject" });
    await subject.fill("Typed while another version came");
    await page.getByRole("link", { name: "Activity" }).click();
    const told = page.getByRole("main").getByRole("alert");
    await expect(told).toContainText("a newer version may have replaced it");
    page.on("dialog", (dialog) => dialog.accept());
    await told.getByRole("button", { name: "Reload the page" }).click();
    await expect(page.getByRole("heading", { name: "Activity", level: 1 })).toBeVisible();
    await expect(page.getByText("a newer version may have replaced it")).toHaveCount(0);
    // The browser said of each file that is gone that it is; with the page that asked for it, it has done so.
    const gone = complaints.splice(0);
    expect(gone.join()).toContain("404");
    expect(gone.filter((complaint) => !/status of 404|SRI's integrity|'integrity' attribute|TypeError: Failed to fetch/.test(complaint))).toEqual([]);
    await page.goBack();
    await expect(subject).toHaveText("Typed while another version came");
    await page.goto("about:blank");
  } finally {
    await host.stop();
    rmSync(work, { recursive: true, force: true });
  }
});

/** Until the worker has what the page needs. */
async function shellIsKept(page: import("@playwright/test").Page): Promise<string[]> {
  await expect
    .poll(() => page.evaluate(async () => (await (await caches.open("usher-shell")).keys()).map(({ url }) => new URL(url).pathname)), { timeout: 20_000 })
    .toContainEqual(expect.stringMatching(/_bg\.wasm$/));
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  return page.evaluate(async () => {
    const urls: string[] = [];
    for (const name of await caches.keys()) {
      urls.push(...(await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname));
    }
    return urls;
  });
}

test("without a network the shell opens and says so, and no answer of the host is kept", async ({ signedIn: page, host, context, complaints }) => {
  await page.getByRole("navigation").getByRole("link", { name: "Tracker" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Email settings|people/i);
  const kept = await shellIsKept(page);
  expect(kept.filter((path) => path.startsWith("/api") || path.includes("sign-in"))).toEqual([]);
  // The page, what its links name, the icons and the configuration; not one file more.
  const deep = kept.filter((path) => !/^\/(|icons\.svg|favicon\.svg|config\.json|(app|bundle|usher-app)-[0-9a-f]{16}(_bg)?\.(js|css|wasm))$/.test(path));
  expect(deep).toEqual([]);

  await context.setOffline(true);
  await page.goto(`${host.baseURL}/#/settings`);
  await page.reload();
  await expect(page.getByRole("alert").filter({ visible: true })).toContainText("This browser is offline");
  complaints.length = 0;
  await context.setOffline(false);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Email settings");
  complaints.length = 0;
});

test("the worker hides no new version, gives way to a server that is there, and is refused when it was changed", async ({ page, complaints }) => {
  const work = mkdtempSync(join(tmpdir(), "usher-worker-"));
  const server = new StaticServer("/tools/usher/");
  server.folder = join(work, "dist");
  cpSync(dist, server.folder, { recursive: true });
  try {
    await server.start();
    server.flip("worker.js", 10);
    const warned: string[] = [];
    page.on("console", (message) => warned.push(message.text()));
    await page.goto(`${server.url}?demo`);
    await expect.poll(() => warned.join(), { timeout: 15_000 }).toContain("worker.js");
    expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
    complaints.length = 0;

    server.changes.clear();
    await page.reload();
    const before = await shellIsKept(page);
    deployAnother(server.folder);
    await page.reload();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Email settings|people/i);
    await expect.poll(async () => (await shellIsKept(page)).sort().join()).not.toBe(before.sort().join());
    const after = await shellIsKept(page);
    expect(after.length, "what was before is gone").toBe(before.length);

    // The server is gone, whatever the browser thinks of its network.
    const { port } = new URL(server.url);
    await server.stop();
    await page.goto("about:blank");
    await page.goto(`http://127.0.0.1:${port}/tools/usher/`);
    await expect(page.getByRole("alert").filter({ visible: true })).toContainText("The host cannot be reached");
    await server.start(Number(port));
    await page.goto("about:blank");
    await page.goto(`${server.url}?demo`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Email settings");
    await page.goto("about:blank");
    // The browser says of every request that nobody answered it.
    expect(complaints.splice(0).filter((complaint) => !/ERR_|worker\.js|Failed to fetch/.test(complaint))).toEqual([]);
  } finally {
    await server.stop();
    rmSync(work, { recursive: true, force: true });
  }
});
