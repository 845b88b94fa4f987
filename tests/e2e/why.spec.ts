// Why was this person mailed, or not: by keyboard, in both languages, and as the rules are typed.

import { expect, expectAccessible, stickingOut, test } from "./fixtures.ts";

for (const [language, width, scheme, words] of [
  [
    "en",
    1440,
    "light",
    {
      search: "Name, address or department",
      narrow: "The first 6 are listed",
      nobody: "Nobody in the directory matches.",
      concerns: "It is for people like this one",
      saved: "By the settings as saved",
      typed: "By the settings as typed here",
      settingOn: "No rule decides, and the setting is on: it is sent.",
      add: "Add rule",
      name: "Name of the rule",
      domain: "Email domain",
      fails: "does not match. Email domain: the rule says “elsewhere.example”, the directory says “",
      matches: "Rule “Hold” matches: it is not sent.",
      notAsked: "The setting is on, but is not asked: a rule has decided.",
      conversion: "A conversion notice is always sent",
      nobodyWaits: "Decides for nobody who waits now",
      decidesFor: /Decides for [\d,]+ waiting people now/,
      kinds: ["Activation email", "Reminder"],
      together: "Never applies: rules 1, 2 above together match everybody that this one does.",
    },
  ],
  [
    "pl",
    360,
    "dark",
    {
      search: "Nazwisko, adres lub dział",
      narrow: "Pierwsze osoby na liście: 6",
      nobody: "Nikt w katalogu nie pasuje.",
      concerns: "Jest dla takich osób",
      saved: "Według zapisanych ustawień",
      typed: "Według ustawień wpisanych tutaj",
      settingOn: "Nie decyduje żadna reguła, a ustawienie jest włączone: e-mail jest wysyłany.",
      add: "Dodaj regułę",
      name: "Nazwa reguły",
      domain: "Domena e-mail",
      fails: "nie pasuje. Domena e-mail: w regule „elsewhere.example”, w katalogu „",
      matches: "Reguła „Hold” pasuje: e-mail nie jest wysyłany.",
      notAsked: "Ustawienie jest włączone, ale nie ma tu znaczenia: zdecydowała reguła.",
      conversion: "Powiadomienie o przejściu na plan płatny jest wysyłane zawsze",
      nobodyWaits: "Nie decyduje teraz o nikim, kto oczekuje",
      decidesFor: /Decyduje teraz o [\d\s]+ oczekujących osobach/,
      kinds: ["E-mail aktywacyjny", "Przypomnienie"],
      together: "Nigdy nie zadziała: reguły 1, 2 powyżej obejmują razem wszystkich, których obejmuje ta.",
    },
  ],
] as const) {
  test(`a decision is explained step by step, as typed (${language}, ${width} px, ${scheme})`, async ({ page, host }, testInfo) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await page.addInitScript((code) => localStorage.setItem("usher.language", code), language);
    await page.goto(`${host.baseURL}/?demo`);

    const card = page.getByRole("region").filter({ has: page.getByLabel(words.search) });
    const search = card.getByLabel(words.search);
    await search.fill("nobody-of-this-name");
    await expect(card.getByRole("status")).toHaveText(words.nobody);
    await search.fill("example");
    await expect(card.getByRole("status")).toContainText(words.narrow);

    // By keyboard: the next stop after the field is the first of those found, and choosing one leads to what is said of them.
    const chosen = card.getByRole("heading", { level: 3 });
    for (let at = 0; at < 6; at += 1) {
      await card.getByRole("listitem").getByRole("button").nth(at).focus();
      await page.keyboard.press("Enter");
      await expect(chosen).toBeFocused();
      if (await card.getByText(words.concerns).first().isVisible()) {
        break;
      }
    }
    await expect(card.getByText(words.saved)).toBeVisible();
    await expect(card.getByText(words.settingOn)).toHaveCount(2);
    await expect(card.getByText(words.conversion)).toHaveCount(1);

    await page.getByRole("button", { name: words.add }).click();
    await page.getByLabel(words.name).fill("Hold");
    const domain = page.getByRole("textbox", { name: words.domain }).or(page.getByRole("combobox", { name: words.domain }));
    await domain.last().fill("elsewhere.example");
    await expect(card.getByText(words.typed)).toBeVisible();
    await expect(card.getByText(words.fails)).toHaveCount(2);
    await expect(card.getByText(words.settingOn)).toHaveCount(2);

    await expect(page.getByText(words.nobodyWaits)).toBeVisible();

    const directory = (await card.getByText(words.fails).first().textContent()) ?? "";
    await domain.last().fill(directory.match(/[“„]([^“„”]+)”\.?$/)?.[1] ?? "");
    await expect(card.getByText(words.matches)).toHaveCount(2);
    await expect(card.getByText(words.notAsked)).toHaveCount(2);
    await expect(card.getByText(words.conversion)).toHaveCount(1);
    await expect(page.getByText(words.decidesFor)).toBeVisible();
    await expectAccessible(page);

    // Two rules that only together leave nothing to a third.
    const domainOfHold = await domain.last().inputValue();
    const rules = page.getByRole("listitem").filter({ has: page.getByLabel(words.name) });
    await rules.nth(0).getByRole("checkbox", { name: words.kinds[1] }).uncheck();
    for (const name of ["Hold reminders", "Hold both"]) {
      await page.getByRole("button", { name: words.add }).click();
      await rules.last().getByLabel(words.name).fill(name);
      await domain.last().fill(domainOfHold);
    }
    await rules.nth(1).getByRole("checkbox", { name: words.kinds[0] }).uncheck();
    await expect(page.getByText(words.together)).toBeVisible();
    await expectAccessible(page);
    expect(await stickingOut(page)).toBe(0);
    await testInfo.attach("why", { body: await card.screenshot({ path: testInfo.outputPath("why.png") }), contentType: "image/png" });
  });
}
