// A person's panel: notes, contacts elsewhere, the timeline and one send; in both languages, by keyboard alone, with names
// that want to be markup, and with a person who disappears meanwhile.

import type { Locator, Page } from "@playwright/test";

import { api, changeSettings, expect, expectAccessible, type Host, importPeople, test } from "./fixtures.ts";

const PEOPLE =
  "Email,Display Name,Status,App\nada@example.com,Ada Lovelace,Not Verified,TRUE\nbo@example.com,Bo Diddley,Not Verified,TRUE\ncy@example.com,Cy Twombly,Verified,TRUE\n";
const NOTE = "Laptop on Monday\n<script>window.ran = 1</script> \u202eexe.txt";

/** The tracker with these people, in this language. */
async function openTracker(page: Page, host: Host, language = "en"): Promise<void> {
  await page.addInitScript((code) => localStorage.setItem("usher.language", code), language);
  await page.goto(host.link);
  await importPeople(page, host, PEOPLE);
  await page.goto(`${host.baseURL}/#/tracker`);
  await page.reload();
  await expect(page.getByRole("button", { name: "Ada Lovelace" })).toBeVisible();
}

async function openPanel(page: Page, name: string): Promise<Locator> {
  await page.getByRole("button", { name }).first().click();
  const panel = page.getByRole("dialog", { name });
  await expect(panel).toBeVisible();
  return panel;
}

/** What the host knows to have happened to a person. */
async function events(page: Page, host: Host, address: string): Promise<any[]> {
  const { users } = await api(page, host, "GET", "/users?limit=1000");
  const { id } = users.find(({ user }: any) => user.email === address).user;
  return (await api(page, host, "GET", `/users/${id}/timeline`)).entries.map((entry: any) => entry.event);
}

/** The fact under a term. */
const fact = (panel: Locator, term: string) => panel.locator("dt", { hasText: new RegExp(`^${term}$`) }).locator("xpath=following-sibling::dd[1]");

for (const [language, width, scheme, words] of [
  [
    "en",
    1440,
    "light",
    {
      note: "New note",
      addNote: "Add note",
      noteAdded: "Note added",
      removeNote: "Remove note",
      undo: "Undo removal",
      how: "How",
      remember: "What to remember (optional)",
      noteContact: "Note contact",
      takeBack: "Take contact back",
      contacted: "Contacted elsewhere",
      notNoted: "Not noted",
      chat: "Contacted elsewhere: Chat",
      next: "Next reminder",
      notMailed: "None yet: no activation email was sent",
      settingOn: "No rule decides, and the setting is on: it is sent.",
      conversion: "A conversion notice is always sent",
      show: "Show",
      mails: "Emails",
      notes: "Notes and contacts",
      nothing: "Nothing of this kind yet",
      timeline: "First seen by Usher",
      send: "Send activation email…",
      sendTitle: "Send activation email",
      cancel: "Cancel",
      added: "Note added: person ",
      reached: "Contacted elsewhere (Chat): person ",
      unknown: "Unknown",
    },
  ],
  [
    "pl",
    360,
    "dark",
    {
      note: "Nowa notatka",
      addNote: "Dodaj notatkę",
      noteAdded: "Dodano notatkę",
      removeNote: "Usuń notatkę",
      undo: "Cofnij usunięcie",
      how: "W jaki sposób",
      remember: "Co zapamiętać (opcjonalnie)",
      noteContact: "Odnotuj kontakt",
      takeBack: "Wycofaj kontakt",
      contacted: "Kontakt inną drogą",
      notNoted: "Nie odnotowano",
      chat: "Kontakt inną drogą: Czat",
      next: "Następne przypomnienie",
      notMailed: "Jeszcze brak: nie wysłano e-maila aktywacyjnego",
      settingOn: "Nie decyduje żadna reguła, a ustawienie jest włączone: e-mail jest wysyłany.",
      conversion: "Powiadomienie o przejściu na plan płatny jest wysyłane zawsze",
      show: "Pokaż",
      mails: "E-maile",
      notes: "Notatki i kontakty",
      nothing: "Jeszcze nic takiego",
      timeline: "Pierwsze pojawienie się w Usherze",
      send: "Wyślij e-mail aktywacyjny…",
      sendTitle: "Wyślij e-mail aktywacyjny",
      cancel: "Anuluj",
      added: "Dodano notatkę: osoba ",
      reached: "Kontakt inną drogą (Czat): osoba ",
      unknown: "Nie wiadomo",
    },
  ],
] as const) {
  test(`what happened to a person is told, noted and taken back (${language}, ${width} px, ${scheme})`, async ({ page, host, complaints }, testInfo) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await openTracker(page, host, language);

    await test.step("facts, decisions with their steps, and the next reminder", async () => {
      const panel = await openPanel(page, "Ada Lovelace");
      await expect(panel.getByText(words.timeline)).toBeVisible();
      await expect(panel.getByText(words.settingOn)).toHaveCount(2);
      await expect(panel.getByText(words.conversion)).toBeVisible();
      await expect(fact(panel, words.next)).toHaveText(words.notMailed);
      await expect(fact(panel, words.contacted)).toHaveText(words.notNoted);
      // What the file did not say is not known.
      await expect(panel.getByText(words.unknown, { exact: true }).first()).toBeVisible();
      await expectAccessible(page);
    });

    await test.step("a note stays in its field when the panel closes and when saving fails", async () => {
      const panel = page.getByRole("dialog");
      await panel.getByLabel(words.note).fill(NOTE);
      await page.keyboard.press("Escape");
      await expect(panel).toBeHidden();
      await openPanel(page, "Ada Lovelace");
      await expect(panel.getByLabel(words.note)).toHaveValue(NOTE);
      // The host keeps the note and its answer is lost.
      await page.route("**/api/v1/users/*/notes", async (route) => {
        await route.fetch();
        await route.abort();
      });
      await panel.getByRole("button", { name: words.addNote }).click();
      await expect(panel.getByRole("alert").filter({ hasText: /./ })).toBeVisible();
      await expect(panel.getByLabel(words.note)).toHaveValue(NOTE);
      expect(complaints.splice(0).filter((complaint) => !complaint.includes("ERR_FAILED"))).toEqual([]);
      await page.unroute("**/api/v1/users/*/notes");
      await panel.getByRole("button", { name: words.addNote }).click();
      await expect(panel.getByText(words.noteAdded)).toBeVisible();
      await expect(panel.getByLabel(words.note)).toHaveValue("");
      await expect(panel.getByRole("listitem").filter({ hasText: "Laptop on Monday" })).toContainText("<script>window.ran = 1</script>");
      const noted = (await events(page, host, "ada@example.com")).filter(({ event }) => event === "noted");
      expect(noted.map(({ note }) => note.text)).toEqual([NOTE]);
      expect(await page.evaluate(() => "ran" in window)).toBe(false);
      await expectAccessible(page);
    });

    await test.step("its removal is undone", async () => {
      const panel = page.getByRole("dialog");
      await panel.getByRole("button", { name: words.removeNote }).click();
      await expect(panel.getByRole("listitem").filter({ hasText: "Laptop on Monday" })).toHaveCount(0);
      await expect(panel.getByRole("button", { name: words.undo })).toBeFocused();
      await page.keyboard.press("Enter");
      await expect(panel.getByRole("listitem").filter({ hasText: "Laptop on Monday" })).toHaveCount(1);
    });

    await test.step("a contact elsewhere is a fact until it is taken back", async () => {
      const panel = page.getByRole("dialog");
      await panel.getByLabel(words.how, { exact: true }).selectOption("chat");
      await panel.getByLabel(words.remember).fill("Comes on Friday");
      await panel.getByRole("button", { name: words.noteContact }).click();
      await expect(panel.getByText(words.chat)).toBeVisible();
      await expect(fact(panel, words.contacted)).not.toHaveText(words.notNoted);
      const show = panel.getByLabel(words.show, { exact: true });
      await show.selectOption({ label: words.mails });
      await expect(panel.getByText(words.nothing)).toBeVisible();
      await show.selectOption({ label: words.notes });
      await expect(panel.getByText("Comes on Friday")).toBeVisible();
      await expect(panel.getByText(words.timeline)).toBeHidden();
      await expectAccessible(page);
      await panel.screenshot({ path: testInfo.outputPath("panel.png") });
      await panel.getByRole("button", { name: words.takeBack }).click();
      await expect(fact(panel, words.contacted)).toHaveText(words.notNoted);
      await expect(panel.getByText("Comes on Friday")).toBeHidden();
    });

    await test.step("one email is begun with this person alone", async () => {
      const panel = page.getByRole("dialog");
      expect(await panel.evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth)).toBe(0);
      await panel.getByRole("button", { name: words.send }).click();
      const send = page.getByRole("dialog", { name: words.sendTitle });
      await expect(send).toContainText(/(1 person receives it|Otrzyma ją 1 osoba)/);
      await send.getByRole("button", { name: words.cancel }).click();
      await expect(page.getByRole("dialog")).toHaveCount(0);
    });

    await test.step("the activity says it without the words", async () => {
      await page.goto(`${host.baseURL}/#/activity?kind=contact`);
      await expect(page.getByText(words.added).first()).toBeVisible();
      await expect(page.getByText(words.reached).first()).toBeVisible();
      await expect(page.getByText("Laptop")).toHaveCount(0);
      await expect(page.getByText("Friday")).toHaveCount(0);
      await expectAccessible(page);
    });
  });
}

/** Presses Tab until something has the focus. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let stops = 0; stops < 80; stops += 1) {
    if (await wanted.evaluateAll((found) => found.some((element) => element === document.activeElement))) {
      return;
    }
    await page.keyboard.press("Tab");
  }
  await expect(wanted).toBeFocused();
}

test("a person is called, noted and left for the next one by keyboard alone", async ({ page, host }) => {
  await openTracker(page, host);
  await changeSettings(page, host, (settings) => {
    settings.follow_up = { ...settings.follow_up, reminder_days: "2, 5" };
  });
  await page.reload();
  await expect(page.getByRole("button", { name: "Ada Lovelace" })).toBeVisible();
  await tabTo(page, page.getByRole("grid"));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const panel = page.getByRole("dialog");
  await expect(panel.getByText("1 of 3 in the list")).toBeVisible();
  const first = await panel.getByRole("heading", { level: 2 }).innerText();

  await tabTo(page, panel.getByLabel("How", { exact: true }));
  await page.keyboard.press("i");
  await expect(panel.getByLabel("How", { exact: true })).toHaveValue("in_person");
  await tabTo(page, panel.getByLabel("What to remember (optional)"));
  await page.keyboard.type("In the hall");
  await tabTo(page, panel.getByRole("button", { name: "Note contact" }));
  await page.keyboard.press("Enter");
  await expect(panel.getByText("Contacted elsewhere: In person")).toBeVisible();
  await expect(panel.getByText("Contact noted")).toBeVisible();

  await tabTo(page, panel.getByLabel("New note"));
  await page.keyboard.type("First line");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Second line");
  // In a text the arrows are the text's, with Alt too.
  await page.keyboard.press("Alt+ArrowDown");
  await expect(panel.getByText("1 of 3 in the list")).toBeVisible();
  await tabTo(page, panel.getByRole("button", { name: "Add note" }));
  await page.keyboard.press("Enter");
  await expect(panel.getByRole("listitem").filter({ hasText: "Second line" })).toBeVisible();

  await page.keyboard.press("Alt+ArrowDown");
  await expect(panel.getByText("2 of 3 in the list")).toBeVisible();
  await expect(panel.getByRole("heading", { level: 2 })).not.toHaveText(first);
  await expect(panel.getByRole("listitem").filter({ hasText: "Second line" })).toHaveCount(0);
  await expect(panel.getByRole("group", { name: await panel.getByRole("heading", { level: 2 }).innerText() })).toBeFocused();
  await page.keyboard.press("Alt+ArrowDown");
  await page.keyboard.press("Alt+ArrowDown");
  await expect(panel.getByText("3 of 3 in the list")).toBeVisible();
  await page.keyboard.press("Alt+ArrowUp");
  await page.keyboard.press("Alt+ArrowUp");
  await expect(panel.getByRole("heading", { level: 2 })).toHaveText(first);

  await tabTo(page, panel.getByRole("button", { name: "Remove note" }));
  await page.keyboard.press("Enter");
  await expect(panel.getByRole("button", { name: "Undo removal" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(panel.getByRole("heading", { name: "Timeline" })).toBeFocused();
  await expect(panel.getByRole("listitem").filter({ hasText: "Second line" })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
});

test("who disappears while open is said to be gone, and what was typed can be copied", async ({ page, host, complaints }) => {
  await openTracker(page, host);
  const panel = await openPanel(page, "Bo Diddley");
  await panel.getByLabel("New note").fill("Back on Thursday");
  await panel.getByLabel("What to remember (optional)").fill("Left a message");
  const gone = { type: "/problems/not-found", title: "There is no such thing", status: 404, detail: "There is no such person." };
  await page.route(/\/api\/v1\/users\/[^/?]+\//, (route) =>
    route.fulfill({ status: 404, contentType: "application/problem+json", body: JSON.stringify(gone) }),
  );
  await panel.getByRole("button", { name: "Add note" }).click();
  await expect(panel.getByRole("alert").filter({ hasText: "This person is no longer in the directory" })).toBeVisible();
  const typed = panel.getByLabel("What you typed and did not save");
  await expect(typed).toHaveValue("Back on Thursday\n\nLeft a message");
  await expect(typed).toHaveAttribute("readonly", "");
  await expect(panel.getByRole("heading", { level: 2 })).toHaveText("Bo Diddley");
  await expectAccessible(page);
  await panel.locator("footer").getByRole("button", { name: "Close" }).click();
  await expect(panel).toBeHidden();
  expect(complaints.splice(0).filter((complaint) => !complaint.includes("404"))).toEqual([]);
});

for (const [what, name] of [
  ["right to left", "فاطمة (الزهراء) \u202e123"],
  ["ten thousand characters", "Łucja ".repeat(1_667).trim()],
  ["markup", "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"],
  ["nothing", ""],
] as const) {
  test(`a name that is ${what} stays within its place`, async ({ page, host }) => {
    await page.setViewportSize({ width: 360, height: 800 });
    // The file refuses some of these; another backend may not.
    const rename = (record: any) => {
      if (record.user.email === "ada@example.com") {
        record.user.name = { first: "", last: "", display: name };
      }
    };
    await page.route("**/api/v1/capabilities", async (route) => {
      const capabilities = await (await route.fetch()).json();
      await route.fulfill({ json: { ...capabilities, people_columns: undefined, changed_since: undefined } });
    });
    await page.route(/\/api\/v1\/users(\?|\/[^/]+\/timeline)/, async (route) => {
      const response = await route.fetch();
      const body = await response.json();
      (body.users ?? [body.record]).forEach(rename);
      await route.fulfill({ response, json: body });
    });
    await page.goto(host.link);
    await importPeople(page, host, PEOPLE);
    await page.goto(`${host.baseURL}/#/tracker`);
    await page.reload();
    await page.getByRole("searchbox").fill("ada@example.com");
    await page.getByRole("row").filter({ hasText: "ada@example.com" }).getByRole("rowheader").getByRole("button").click();
    const panel = page.getByRole("dialog");
    await expect(panel.getByText("First seen by Usher")).toBeVisible();
    const heading = panel.getByRole("heading", { level: 2 });
    await expect(heading).toContainText((name || "ada@example.com").slice(0, 60));
    expect((await heading.innerText()).length).toBeLessThanOrEqual(121);
    expect(await fact(panel, "Name").innerText()).toBe(name || "ada@example.com");
    await expect(fact(panel, "Email")).toHaveText("ada@example.com");
    for (const isolated of [heading.locator("bdi"), fact(panel, "Name").locator("bdi"), fact(panel, "Email").locator("bdi")]) {
      expect(await isolated.evaluate((element) => getComputedStyle(element).unicodeBidi)).toContain("isolate");
    }
    expect(await panel.evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth)).toBe(0);
    expect(await page.evaluate(() => "ran" in window)).toBe(false);
    await expectAccessible(page);
  });
}
