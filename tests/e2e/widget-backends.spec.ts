// Elements before backends that are not what a host of Usher is: the platform itself, a portal's object that can do little, and a
// backend of another version.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { expect, expectAccessible } from "./fixtures.ts";
import { heard, put, test, title } from "./widget/fixture.ts";

test.describe("the platform itself", () => {
  let platform: ChildProcess;
  let base: string;
  test.beforeAll(async () => {
    platform = spawn("node", [join(import.meta.dirname, "../platform/mock.mjs")], { stdio: ["pipe", "pipe", "inherit"] });
    const [line] = await once(createInterface({ input: platform.stdout! }), "line");
    base = line.trim();
    const items = [0, 1, 2].map((at) => ({ displayName: `Person ${at}`, emails: [`p${at}@example.com`], status: null, invitePending: "true", lastActivity: null }));
    await fetch(`${new URL(base).origin}/__items`, { method: "POST", body: JSON.stringify({ path: "/people", items }) });
  });
  test.afterAll(() => platform.kill());

  test("the switch of the platform is read, people are listed, and its own email can be asked for", async ({ page, servers }) => {
    await page.route(`${new URL(base).origin}/**`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), "access-control-allow-origin": servers.portal, "access-control-expose-headers": "link, retry-after" } });
    });
    await page.goto(`${servers.portal}/bad.html`);
    await put(page, "usher-console", { backend: "webex", "api-base": base, locale: "en" }, "async () => 'the-token-of-the-platform'");
    await expect(title(page, "Email settings")).toBeVisible();
    const card = page.getByRole("region", { name: "The platform’s own activation email" });
    await expect(card.getByRole("button", { name: "Ask the platform to resend its activation email" }).first()).toBeEnabled();
    await expectAccessible(page);
    await page.getByRole("link", { name: "Tracker" }).click();
    await expect(page.getByRole("grid")).toContainText("p2@example.com");
    // What was mailed to whom is not known there, and nothing is said of it.
    await expect(page.getByRole("columnheader", { name: "Automatic email" })).toBeVisible();
    await expect(page.getByRole("columnheader", { name: "Last email" })).toHaveCount(0);
    await expect(page.getByRole("grid")).not.toContainText("None from Usher");
    await expectAccessible(page);
    const complaints = await (await fetch(`${new URL(base).origin}/__complaints`)).json();
    expect(complaints).toEqual([]);
    expect((await heard(page)).filter(({ name }) => name === "failed")).toEqual([]);
  });
});

test("a portal's object that can only tell the settings shows them, and says of the rest what is missing", async ({ page, servers, complaints }) => {
  await page.goto(`${servers.portal}/bad.html`);
  await page.evaluate(async (api) => {
    const { overFetch } = await import("/portal-example.js" as string);
    const whole = overFetch(api, async () => (await fetch("/token")).text());
    const element = document.createElement("usher-console") as any;
    element.setAttribute("backend", "portal");
    element.setAttribute("locale", "en");
    const { capabilities, organization, emailSettings, saveEmailSettings, readiness } = whole;
    element.backend = { capabilities, organization, emailSettings, saveEmailSettings, readiness };
    document.querySelector("main")!.append(element);
  }, servers.api);
  await expect(title(page, "Email settings")).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("Portal Desk");
  await page.getByLabel("Address", { exact: true }).fill("desk@example.com");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved").first()).toBeVisible();
  for (const name of ["Tracker", "Composer", "Activity"]) {
    await page.getByRole("link", { name }).click();
    await expect(page.getByRole("link", { name })).toHaveAttribute("aria-current", "page");
    await expect(page.getByText("This backend cannot do that.").first()).toBeVisible();
  }
  await expectAccessible(page);
  // The browser's console names each method for whoever writes the portal.
  expect(complaints.splice(0).every((text) => /users|peopleColumns|templates|activity|dueReminders|batches/i.test(text))).toBe(true);
});

test("a backend of another version is told as one, and nothing is changed", async ({ page, servers, complaints }) => {
  await page.goto(`${servers.portal}/bad.html`);
  await page.route("**/api/v1/**", (route) => route.fulfill({ status: 200, contentType: "application/json", headers: { "Access-Control-Allow-Origin": servers.portal }, body: JSON.stringify({ backend: "usher-host 9", abilities: [] }) }));
  await put(page, "usher-console", { "api-base": servers.api, locale: "en" });
  const alert = page.locator("usher-console").getByRole("alert");
  await expect(alert).toContainText("is not a backend of Usher");
  expect((await heard(page)).filter(({ detail }) => detail.fatal).map(({ detail }) => detail.code)).toEqual(["not-a-backend"]);
  await page.unrouteAll();
  await alert.getByRole("button", { name: "Try again" }).click();
  await expect(title(page, "Email settings")).toBeVisible();
  complaints.length = 0;
});

test("what was typed for one organization is not brought into another one's message of the same identifier", async ({ page, servers, complaints }) => {
  await page.goto(`${servers.portal}/bad.html`);
  const subject = page.getByRole("textbox", { name: "Subject", exact: true });
  const restored = page.getByText("What you typed here and could not be saved is back.");
  const open = async (organization: string) => {
    await put(page, "usher-composer", { "api-base": servers.api, locale: "en", organization });
    await page.getByRole("link", { name: "Welcome of Acme" }).click();
    await expect(subject).toBeVisible();
  };
  const close = () => page.evaluate(() => document.querySelector("usher-composer")!.remove());

  await put(page, "usher-composer", { "api-base": servers.api, locale: "en", organization: "acme" });
  await page.getByRole("button", { name: "New activation email" }).click();
  await page.getByLabel("Name of the template").fill("Welcome of Acme");
  await expect(page.getByText("Saved", { exact: true }).first()).toBeVisible();
  // Nothing can be saved any more: what is typed now stays in the browser.
  await page.route("**/api/v1/templates/*", (route) => (route.request().method() === "PUT" ? route.abort() : route.continue()));
  await subject.fill("Only for Acme");
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("usher.draft@acme.")).length)).toBe(1);
  await close();

  await open("other");
  await expect(subject).not.toHaveText("Only for Acme");
  await expect(restored).toBeHidden();
  await close();
  await open("acme");
  await expect(subject).toHaveText("Only for Acme");
  await expect(restored).toBeVisible();
  complaints.length = 0;
});
