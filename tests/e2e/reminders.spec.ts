// Reminders by themselves: switched on with what that means, sent on their day, seen in the activity and beside the tracker.
// Days pass when the journey says so.

import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { clocked } from "./clocked.ts";
import { api, changeSettings, expect, expectAccessible, importPeople, test } from "./fixtures.ts";
import { publishRollout } from "./rollout.ts";

const people = "Email,First Name,Last Name,Status,App\nada@example.com,Ada,Nowak,Not Verified,TRUE\nbo@example.com,Bo,Berg,Not Verified,TRUE\ncy@example.com,Cy,Xu,Not Verified,TRUE\n";
const signedIn = "Email,First Name,Last Name,Status,App\nada@example.com,Ada,Nowak,Active,TRUE\n";

for (const [language, words] of [
  [
    "en",
    {
      days: "Reminders after how many days",
      automatic: "Send due reminders automatically",
      needsDays: "Set after how many days first.",
      hint: /Days since the last mail/,
      next: /^Next run .*: 3 people would get one\.$/,
      save: "Save",
      saved: "Settings saved.",
      due: "3 reminders due today",
      activity: "Activity",
      started: (count: number) => `Automatic reminders started: ${count} were due`,
      change: "Follow-up: Send due reminders automatically: Off → On",
      settings: "Email settings",
    },
  ],
  [
    "pl",
    {
      days: "Przypomnienia po ilu dniach",
      automatic: "Wysyłaj automatycznie przypomnienia w terminie",
      needsDays: "Najpierw podaj, po ilu dniach.",
      hint: /Dni od ostatniej wiadomości/,
      next: /^Najbliższy przebieg .*: dostaną je 3 osoby\.$/,
      save: "Zapisz",
      saved: "Ustawienia zapisane.",
      due: "3 przypomnienia na dziś",
      activity: "Dziennik zdarzeń",
      started: (count: number) => `Automatyczne przypomnienia rozpoczęte: ${count} w terminie`,
      change: "Opieka nad czekającymi: Wysyłaj automatycznie przypomnienia w terminie: Wyłączone → Włączone",
      settings: "Ustawienia e-maili",
    },
  ],
] as const) {
  test(`reminders go out by themselves once they are switched on, day by day: ${language}`, async ({ page, complaints }) => {
    test.setTimeout(120_000);
    await clocked(page, "2026-11-02T12:00:00Z", async (host, setClock) => {
      const mails = async () => (await readdir(join(host.dataDir, "outbox"))).length;
      await page.addInitScript((code) => localStorage.setItem("usher.language", code), language);
      await page.goto(host.link);
      await importPeople(page, host, people);
      await changeSettings(page, host, (settings) => {
        settings.sender = { name: "IT", address: "it@example.com", reply_to: "" };
      });
      const activation = await publishRollout(page, host, "activation");
      await publishRollout(page, host, "reminder");
      const { users } = await api(page, host, "GET", "/users");
      const ids = users.map((record: any) => record.user.id);
      const batch = { kind: "activation", template: activation, recipients: { by: "users", users: ids }, expected_recipients: 3 };
      await api(page, host, "POST", "/send-batches", batch, { "Idempotency-Key": "activation" });
      await expect.poll(mails).toBe(3);

      // Before there are days, there is nothing to switch on.
      await page.reload();
      const automatic = page.getByRole("switch", { name: words.automatic });
      await expect(automatic).toBeDisabled();
      await expect(automatic).toHaveAccessibleDescription(words.needsDays);
      await expect(page.getByText(words.hint)).toBeVisible();
      await page.getByLabel(words.days).fill("2, 5, 10");
      await expect(automatic).toBeEnabled();

      // Two days later, before the hour of the day: what is due is counted beside the tracker, and what would happen is said.
      await setClock("2026-11-04T06:30:00Z");
      // Whoever comes back to the window is told how things are by then.
      await page.evaluate(() => window.dispatchEvent(new Event("focus")));
      await automatic.focus();
      await page.keyboard.press("Space");
      await expect(automatic).toBeChecked();
      await expect(page.getByText(words.next)).toBeVisible();
      await expectAccessible(page);
      await page.getByRole("button", { name: words.save, exact: true }).click();
      await expect(page.getByText(words.saved)).toBeVisible();
      await page.reload();
      const due = page.getByRole("navigation").getByRole("link", { name: words.due });
      await expect(due).toHaveAttribute("href", "#/tracker?due=today");
      await expect(due).toHaveText("3");
      await expectAccessible(page);
      expect(await mails(), "the hour has not come").toBe(3);

      // At eight in Warsaw they leave; killed and started again on the same day, the host sends nothing twice.
      await setClock("2026-11-04T07:00:00Z");
      await expect.poll(mails, { timeout: 30_000 }).toBe(6);
      await host.restart("SIGKILL");
      await page.goto(host.link);
      await expect(due).toBeHidden();
      await page.getByRole("navigation").getByRole("link", { name: words.activity }).click();
      await expect(page.getByText(words.started(3))).toBeVisible();
      await page.getByText(words.change).first().waitFor({ state: "attached" });

      // One signs in; five days after the first, the others get the second.
      await importPeople(page, host, signedIn);
      await setClock("2026-11-09T07:00:00Z");
      await expect.poll(mails, { timeout: 30_000 }).toBe(8);
      const { entries } = await api(page, host, "GET", "/activity?kind=batch");
      const runs = entries.filter((entry: any) => entry.action.action === "reminders_started");
      expect(runs.map((entry: any) => [entry.actor, entry.action.due])).toEqual([["Usher", 2], ["Usher", 3]]);
      expect(complaints).toEqual([]);
    });
  });
}
