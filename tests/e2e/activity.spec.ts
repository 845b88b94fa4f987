// The activity: what was done is found by filters, a published version says what it changed, and the file says the same.

import { readFile } from "node:fs/promises";

import type { Page } from "@playwright/test";

import { expect, expectAccessible, type Host, stickingOut, test } from "./fixtures.ts";
import { rollout } from "./rollout.ts";

/** The message with another subject, another word in a text, and the help desk at the end. */
function changed() {
  const after = rollout();
  const [variant] = after.variants;
  variant.subject = "Sign in by Friday";
  variant.blocks[0].text = "All meetings move to one app by the end of the month.";
  variant.blocks.push(...variant.blocks.splice(2, 1));
  return after;
}

/** Settings with a rule, and a template that is begun, published, changed and published again: four entries. */
async function work(page: Page, host: Host): Promise<void> {
  const call = async (method: "post" | "put", path: string, data?: unknown, version?: number) => {
    const headers = { Origin: host.baseURL, ...(version === undefined ? {} : { "If-Match": `"${version}"` }) };
    const answer = await page.request[method](`${host.baseURL}/api/v1/${path}`, { data, headers });
    expect(answer.ok(), await answer.text()).toBe(true);
    return answer.json();
  };
  const read = await (await page.request.get(`${host.baseURL}/api/v1/email-settings`)).json();
  const condition = { field: "email_domain", value: "contractor.example" };
  read.settings.rules = [{ id: "r1", name: "Contractors", kinds: ["activation"], conditions: [condition], action: "suppress" }];
  await call("put", "email-settings", read.settings, read.version);
  const created = await call("post", "templates", rollout());
  const published = await call("post", `templates/${created.id}/versions`, undefined, created.version);
  const saved = await call("put", `templates/${created.id}`, changed(), published.version);
  await call("post", `templates/${created.id}/versions`, undefined, saved.version);
}

/** A day of the organization's calendar: the host is told nothing else, so its clocks show UTC. */
function dayThere(later: number): string {
  return new Date(Date.now() + later * 86_400_000).toISOString().slice(0, 10);
}

for (const [language, width, scheme, words] of [
  [
    "en",
    1280,
    "light",
    {
      page: "Activity",
      counts: { four: "4 entries", three: "3 entries", none: "0 entries" },
      kind: "Kind",
      templates: "Templates",
      who: "Who",
      from: "From",
      until: "Until",
      zone: "Days begin at midnight in UTC.",
      backwards: "The last day is before the first.",
      clear: "Clear filters",
      noMatch: "Nothing matches",
      notYet: "Nothing has happened yet",
      rule: "Contractors",
      created: "Template “Rollout” created",
      first: "The first version.",
      summary: "What changed since version 1",
      moved: "Help desk: moved, was block 3 and is block 6",
      reworded: "Goals and rollout plan: changed, block 1",
      export: "Export CSV",
      exported: "Exported: 3 entries",
      header: "Time (UTC),Who,Kind,Action,What was done,What changed",
      subject: "English: Subject: “Your account is ready” → “Sign in by Friday”",
    },
  ],
  [
    "pl",
    320,
    "dark",
    {
      page: "Dziennik zdarzeń",
      counts: { four: "4 wpisy", three: "3 wpisy", none: "0 wpisów" },
      kind: "Rodzaj",
      templates: "Szablony",
      who: "Kto",
      from: "Od",
      until: "Do",
      zone: "Dni zaczynają się o północy w strefie UTC.",
      backwards: "Ostatni dzień jest przed pierwszym.",
      clear: "Wyczyść filtry",
      noMatch: "Nic nie pasuje",
      notYet: "Nic się jeszcze nie wydarzyło",
      rule: "Contractors",
      created: "Utworzono szablon „Rollout”",
      first: "Pierwsza wersja.",
      summary: "Co się zmieniło od wersji 1",
      moved: "Dział pomocy: przeniesiono, był to blok 3, jest blok 6",
      reworded: "Cele i plan wdrożenia: zmieniono, blok 1",
      export: "Eksportuj CSV",
      exported: "Wyeksportowano 3 wpisy",
      header: "Czas (UTC),Kto,Rodzaj,Działanie,Co zrobiono,Co się zmieniło",
      subject: "English: Temat: „Your account is ready” → „Sign in by Friday”",
    },
  ],
] as const) {
  test(`what was done is found, read and taken along (${language}, ${width} px, ${scheme})`, async ({ page, host }, testInfo) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await page.addInitScript((code) => localStorage.setItem("usher.language", code), language);
    await page.goto(host.link);
    const main = page.getByRole("main");
    const shown = (count: string) => expect(main.getByRole("status").filter({ hasText: count })).toBeVisible();
    const hash = () => new URL(page.url()).hash;
    const fits = async () => expect(await stickingOut(page)).toBe(0);

    await test.step("nothing has happened yet", async () => {
      await page.getByRole("link", { name: words.page, exact: true }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(words.page);
      await expect(main.getByText(words.notYet)).toBeVisible();
      await expectAccessible(page);
    });

    await work(page, host);
    await page.reload();
    await shown(words.counts.four);
    await expect(main.getByRole("listitem").filter({ hasText: words.rule }).first()).toBeVisible();
    await expect(main.getByText(words.created)).toBeVisible();

    await test.step("filters narrow the list, by keyboard and with labels", async () => {
      const kind = main.getByLabel(words.kind, { exact: true });
      await kind.selectOption({ label: words.templates });
      await shown(words.counts.three);
      expect(hash()).toBe("#/activity?kind=template");
      await page.reload();
      await shown(words.counts.three);
      await expect(kind).toHaveValue("template");

      const { actors } = await (await page.request.get(`${host.baseURL}/api/v1/activity/actors`)).json();
      await main.getByLabel(words.who, { exact: true }).selectOption({ label: actors[0] });
      await shown(words.counts.three);
      expect(hash(), "a name is personal data").toBe("#/activity?kind=template");

      const [from, until] = [main.getByLabel(words.from, { exact: true }), main.getByLabel(words.until, { exact: true })];
      await expect(from).toHaveAccessibleDescription(words.zone);
      const today = dayThere(0);
      await from.fill(today);
      await until.fill(today);
      await shown(words.counts.three);
      expect(hash()).toBe(`#/activity?kind=template&from=${today}&until=${today}`);
      await until.fill(dayThere(-1));
      await expect(until).toHaveAttribute("aria-invalid", "true");
      await expect(until).toHaveAccessibleDescription(new RegExp(words.backwards));
      await from.fill("");
      await shown(words.counts.none);
      await expect(main.getByText(words.noMatch)).toBeVisible();
      await expect(main.getByText(words.notYet)).toHaveCount(0);
      await expectAccessible(page);
      await fits();

      await main.getByRole("button", { name: words.clear }).last().focus();
      await page.keyboard.press("Enter");
      await shown(words.counts.four);
      await expect(kind).toBeFocused();
      expect(hash()).toBe("#/activity");
    });

    await test.step("a published version says what it changed", async () => {
      await main.getByLabel(words.kind, { exact: true }).selectOption({ label: words.templates });
      await shown(words.counts.three);
      const published = main.getByRole("listitem").filter({ has: page.getByText(words.summary) });
      await expect(main.getByText(words.first)).toBeVisible();
      await published.getByText(words.summary).focus();
      await page.keyboard.press("Enter");
      await expect(published.getByText(words.moved)).toBeVisible();
      await expect(published.getByText(words.reworded)).toBeVisible();
      await expect(published.getByRole("deletion").filter({ hasText: "Your account is ready" })).toBeVisible();
      await expect(published.getByRole("insertion").filter({ hasText: "Sign in by Friday" })).toBeVisible();
      // Of a text, the changed word alone.
      await expect(published.getByRole("deletion").filter({ hasText: "year." })).not.toContainText("meetings");
      await expect(published.getByRole("insertion").filter({ hasText: "month." })).toBeVisible();
      await expectAccessible(page);
      await fits();
      const picture = await page.screenshot({ path: testInfo.outputPath("activity.png"), fullPage: true });
      await testInfo.attach("activity", { body: picture, contentType: "image/png" });
    });

    await test.step("the file holds what is shown, in the same words", async () => {
      const arriving = page.waitForEvent("download");
      await main.getByRole("button", { name: words.export }).click();
      const download = await arriving;
      await shown(words.exported);
      expect(download.suggestedFilename()).toMatch(/^usher-activity-\d{4}-\d\d-\d\d\.csv$/);
      const text = await readFile(await download.path(), "utf8");
      const [header, ...rows] = text.replace(/^\uFEFF/, "").trimEnd().split("\r\n");
      expect(header).toBe(words.header);
      expect(rows).toHaveLength(3);
      for (const row of rows) {
        expect(row).toMatch(new RegExp(`^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z,[^,]+,${words.templates},template_(created|published),`));
      }
      expect(rows[0]).toContain(words.subject);
      expect(rows[0]).toContain(words.moved);
      expect(rows[1]).toContain(words.first);
      expect(rows[2]).toContain("Rollout");
    });
  });
}
