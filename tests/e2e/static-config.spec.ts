// config.json beside the page: what it changes, and what is said when it is wrong.

import { expect, expectAccessible } from "./fixtures.ts";
import { test } from "./static-fixture.ts";

/** The browser says of every answer that it was no success. */
const onlyStatus = (complaints: string[]) => expect(complaints.splice(0).filter((complaint) => !/status of 4\d\d/.test(complaint))).toEqual([]);

for (const [locale, message] of [
  ["en-GB", "The file config.json beside this page is wrong"],
  ["pl-PL", "Plik config.json obok tej strony zawiera błąd"],
] as const) {
  test.describe(locale, () => {
    test.use({ locale });

    test("a configuration that is wrong is told with its field and what it may be, and nothing starts", async ({ page, server, complaints }) => {
      for (const [config, named] of [
        ['{ "theme": "blue" }', 'theme: "blue" ≠ "", "system", "light", "dark"'],
        ['{ "locale": "de" }', 'locale: "de" ≠ "", "en", "pl"'],
        ['{ "apiBase": "ftp://api.example.com" }', 'apiBase: "ftp://api.example.com" ≠ "", "/path", "https://…"'],
        ['{ "apiBase": "//api.example.com" }', 'apiBase: "//api.example.com"'],
        ['{ "signIn": "javascript:alert(1)" }', 'signIn: "javascript:alert(1)"'],
        ['{ "signIn": 5 }', "signIn: 5"],
        ['{ "apiBase": null }', "apiBase: null"],
        ['{ "api_base": "/usher" }', "api_base ≠ apiBase, signIn, locale, theme"],
        ['{ "__proto__": "" }', "__proto__ ≠ apiBase"],
        ["[]", "[] ≠ {}"],
        ["null", "null ≠ {}"],
        ['{ "theme": "dark" ', "JSON"],
        ["<!doctype html>", "JSON"],
      ] as const) {
        server.changes.set("config.json", config);
        server.asked.length = 0;
        await page.goto("about:blank");
        await page.goto(`${server.url}?demo`);
        await expect(page.getByRole("alert"), config).toContainText(message);
        await expect(page.getByRole("alert"), config).toContainText(named);
        expect(server.asked.filter((path) => path.startsWith("/api"))).toEqual([]);
        // What is wrong stands in the console too.
        expect(complaints.splice(0).join()).toContain(named);
      }
      await expectAccessible(page);
      // The way out leads out.
      server.changes.set("config.json", "{}");
      await page.getByRole("link").filter({ visible: true }).click();
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    });
  });
}

test("a configuration that is not there changes nothing, and one that does not come is told", async ({ page, server, complaints }) => {
  for (const status of [404, 403]) {
    server.changes.set("config.json", status);
    await page.goto("about:blank");
    await page.goto(`${server.url}?demo`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Email settings");
    onlyStatus(complaints);
  }
  server.changes.set("config.json", 503);
  await page.goto("about:blank");
  await page.goto(`${server.url}?demo`);
  await expect(page.getByRole("alert")).toContainText("Usher could not be loaded");
  await expect(page.getByRole("alert")).toContainText("config.json 503");
  complaints.length = 0;
});

test("language and theme are what the configuration says, until somebody chooses", async ({ page, server }) => {
  server.changes.set("config.json", '{ "locale": "pl", "theme": "dark" }');
  await page.goto(`${server.url}?demo`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Ustawienia e-maili");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.locator("html")).toHaveAttribute("lang", "pl");
  expect(await page.evaluate(() => ({ ...localStorage })), "nobody chose anything").toEqual({});

  await page.getByRole("combobox", { name: "Wygląd" }).selectOption("light");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
});

test("the API is where the configuration says, and no demonstration stands in for it", async ({ page, server, complaints }) => {
  server.changes.set("config.json", '{ "apiBase": "/admin/usher/", "signIn": "/enter" }');
  await page.goto(server.url);
  await expect(page.getByRole("main").getByRole("alert").or(page.getByRole("alert"))).toContainText(/not here|understood/);
  expect(server.asked.filter((path) => path.includes("/api/"))).toEqual(["/admin/usher/api/v1/capabilities"]);
  onlyStatus(complaints);
  // Without one, files alone are the demonstration, as ever.
  server.changes.set("config.json", "{}");
  await page.goto("about:blank");
  await page.goto(server.url);
  await expect(page.getByText("10,000 made-up people")).toBeVisible();
  onlyStatus(complaints);
});

test("whoever is not signed in is led to the place that the configuration names", async ({ page, server, complaints }) => {
  server.changes.set("config.json", '{ "signIn": "https://sign-in.example.com/usher" }');
  await page.route("**/api/v1/capabilities", (route) =>
    route.fulfill({ status: 401, contentType: "application/problem+json", body: '{"type":"about:blank","title":"Sign in","status":401,"code":"sign_in_needed","detail":"Sign in first."}' }),
  );
  await page.goto(server.url);
  await expect(page.getByRole("link", { name: "Go to the sign-in page" })).toHaveAttribute("href", "https://sign-in.example.com/usher");
  onlyStatus(complaints);
});

test("on a line as people have it the configuration is there long before the program", async ({ page, server, context }) => {
  const devtools = await context.newCDPSession(page);
  const speed = { downloadThroughput: 1_000_000, uploadThroughput: 250_000 };
  await devtools.send("Network.emulateNetworkConditions", { offline: false, latency: 40, ...speed });
  await page.goto(`${server.url}?demo`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Email settings", { timeout: 30_000 });
  const [config, program] = await page.evaluate(() => {
    const found = (pattern: RegExp) => performance.getEntriesByType("resource").find(({ name }) => pattern.test(name)) as PerformanceResourceTiming;
    return [found(/config\.json$/), found(/_bg\.wasm$/)].map(({ responseEnd }) => responseEnd);
  });
  expect(config).toBeLessThan(program ?? 0);
  console.log(`      config.json after ${Math.round(config ?? 0)} ms, the program after ${Math.round(program ?? 0)} ms`);
});
