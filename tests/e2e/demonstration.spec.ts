// The static files alone: the demonstration shows every page, in both languages, at every width, and asks no host.

import { expect, expectAccessible, stickingOut, test } from "./fixtures.ts";

for (const [language, width, scheme, titles] of [
  ["en", 1440, "light", ["Email settings", "Composer", "people have not signed in yet", "Sending", "Activity"]],
  ["pl", 360, "dark", ["Ustawienia e-maili", "Edytor wiadomości", "jeszcze się nie zalogowało", "Wysyłki", "Dziennik zdarzeń"]],
] as const) {
  test(`the demonstration shows every page (${language}, ${width} px, ${scheme})`, async ({ page, host }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await page.addInitScript((code) => localStorage.setItem("usher.language", code), language);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(`${host.baseURL}/?demo`);
    const routes = ["settings", "composer", "tracker", "sending", "activity"];
    for (const [at, route] of routes.entries()) {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, `#/${route}`);
      await expect(page.getByRole("heading", { level: 1 })).toContainText(titles[at] ?? "");
      await expect(page.getByRole("status").filter({ has: page.getByRole("progressbar", { includeHidden: true }) })).toHaveCount(0);
      await expectAccessible(page);
      const overflow = await stickingOut(page);
      expect(overflow, `${route} fits ${width} px`).toBe(0);
      await expect(page.getByRole("navigation").locator("[aria-current=page]"), "where one is stands among the pages in sight").toBeInViewport({ ratio: 0.9 });
    }
    expect(asked.filter((path) => path.startsWith("/api"))).toEqual([]);
  });
}
