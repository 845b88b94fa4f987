// The platform's own activation email, asked for through the host, against a mock that is made from the platform's description.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { expect, expectAccessible, importPeople, test } from "./fixtures";

let platform: ChildProcess;
const hostEnv = { USHER_WEBEX_TOKEN: "the-token-of-the-platform", USHER_WEBEX_BASE: "" };

test.beforeAll(async () => {
  platform = spawn("node", [join(import.meta.dirname, "../platform/mock.mjs")], { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = await once(createInterface({ input: platform.stdout! }), "line");
  hostEnv.USHER_WEBEX_BASE = line.trim();
});
test.afterAll(() => platform.kill());
test.use({ hostEnv });

const seen = async () => (await fetch(`${new URL(hostEnv.USHER_WEBEX_BASE).origin}/__seen`)).json();
const posts = async () => (await seen()).filter(({ method, path }: { method: string; path: string }) => method === "POST" && path.includes("sendActivationEmails")).length;

for (const { language, width, scheme } of [{ language: "en", width: 1440, scheme: "light" }, { language: "pl", width: 360, scheme: "dark" }] as const) {
  test(`the platform is asked once, after a question, and what came of it is told (${language}, ${width} px, ${scheme})`, async ({ signedIn: page }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await page.evaluate((language) => localStorage.setItem("usher.language", language), language);
    await page.reload();
    const card = page.getByRole("region", { name: language === "en" ? "The platform’s own activation email" : /platform/i });
    await card.scrollIntoViewIfNeeded();
    const before = await posts();
    await card.getByRole("button", { name: language === "en" ? "Ask the platform to resend its activation email" : /platform/i }).first().click();
    const question = page.getByRole("dialog");
    await expect(question).toBeVisible();
    expect(await posts()).toBe(before);
    await page.keyboard.press("Escape");
    await expect(question).toBeHidden();
    expect(await posts()).toBe(before);

    await card.getByRole("button", { name: language === "en" ? "Ask the platform to resend its activation email" : /platform/i }).first().click();
    await question.getByRole("button", { name: language === "en" ? "Mail everyone" : /wszystki/i }).click();
    await expect(card.getByText(language === "en" ? /The platform (is done|is mailing)/ : /Platforma/).first()).toBeVisible();
    expect(await posts()).toBe(before + 1);
    await expectAccessible(page);
  });
}

for (const { language, width, scheme } of [{ language: "en", width: 1440, scheme: "dark" }, { language: "pl", width: 360, scheme: "light" }] as const) {
  const en = language === "en";
  test(`where people are listed, the platform can be asked beside our own message (${language}, ${width} px, ${scheme})`, async ({ signedIn: page, host }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await importPeople(page, host, "Email,Display Name,Status,App\na@example.com,Ada,Not Verified,TRUE\n");
    await page.evaluate((language) => localStorage.setItem("usher.language", language), language);
    await page.goto(`${host.baseURL}/#/tracker`);
    await page.reload();
    const way = page.getByRole("region", { name: en ? "The platform’s own activation email" : "Własna wiadomość aktywacyjna platformy" });
    const ask = way.getByRole("button", { name: en ? "Ask the platform to resend its activation email" : /^Poproś platformę/ });
    await expect(ask).toHaveAccessibleDescription(en ? /Has the link\. Goes to everyone/ : /Zawiera link\. Trafia do wszystkich/);
    await expect(page.getByText(en ? /Has no activation link/ : /Nie zawiera linku aktywacyjnego/)).toBeVisible();
    await page.getByRole("row").filter({ hasText: "Ada" }).getByRole("checkbox").check();
    await expect(page.getByRole("button", { name: en ? "Send activation email…" : "Wyślij e-mail aktywacyjny…" })).toBeEnabled();
    const before = await posts();
    await ask.click();
    const question = page.getByRole("dialog");
    await expect(question).toBeVisible();
    await question.getByRole("button", { name: en ? "Mail everyone" : "Wyślij do wszystkich" }).click();
    await expect(way.getByText(en ? /The platform (is done|is mailing)/ : /Platforma/).first()).toBeVisible();
    expect(await posts()).toBe(before + 1);
    await expectAccessible(page);
  });
}
