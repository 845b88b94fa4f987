// What the composer says of a message while it is written: what is missing, who would read it, in which languages, what is
// wrong with it; and that all of it can be used by everybody.

import { expect, expectAccessible, importPeople, test } from "./fixtures.ts";
import { caretAtEnd, card, check, compose, completeDraft, order, people, saved, shown, side, stored, subjectOf, textOf } from "./composer-steps.ts";

const room = (name: string) => `https://example.webex.com/meet/${name}`;

/** Nine people who wait: five prefer English, of whom two have no room and one has no name; two Polish, one Arabic, one German. */
const nine = people([
  { email: "ada@example.com", first: "Ada", room: room("ada") },
  { email: "bob@example.com", first: "Bob", room: room("bob") },
  { email: "cy@example.com", first: "Cy", room: room("cy") },
  { email: "dee@example.com", first: "Dee" },
  { email: "nameless@example.com" },
  { email: "piotr@example.com", first: "Piotr", language: "Polish", room: room("piotr") },
  { email: "zofia@example.com", first: "Zofia", language: "Polish" },
  { email: "layla@example.com", first: "Layla", language: "Arabic" },
  { email: "uwe@example.com", first: "Uwe", language: "German", room: room("uwe") },
]);

/** The complete message with the room that Meetings brings. */
function withRoom() {
  const draft = completeDraft();
  draft.variants[0]?.blocks.splice(3, 0, {
    id: "room",
    kind: "meeting_room",
    title: "Your room",
    text: "Always at the same address.",
    label: "Open my room",
    url: "{{meeting_room_url}}",
    otherwise: "Your room will be ready after your first sign-in.",
  });
  return draft;
}

test("what is missing of the seven items is told, and one click puts it where it belongs", async ({ signedIn: page, host }) => {
  await importPeople(page, host, nine);
  await page.reload();
  const id = await compose(page, host, withRoom());
  const before = await order(page);
  await expect(page.getByText("7 of 7 items")).toBeVisible();
  for (const block of ["Value of the app", "Training"]) {
    await card(page, block).getByRole("button", { name: `Delete: ${block}` }).click();
  }
  await expect(page.getByText("5 of 7 items")).toBeVisible();
  await side(page, "Checks");
  await expect(check(page, "Training")).toContainText("This item is missing.");
  await expect(page.getByRole("list").filter({ hasText: "English: Value of the app, Training" })).toBeVisible();
  await page.getByRole("button", { name: "Add all 2 missing parts" }).click();
  await expect.poll(() => order(page)).toEqual(before);
  await expect(page.getByRole("button", { name: /^Add all/ })).toBeHidden();
  await expect(textOf(page, "Training"), "good starter text in the language of the message").toHaveText(/^Short courses take you through the first steps/);
  await expect(page.getByText("6 of 7 items"), "where training is, only the organization knows").toBeVisible();
  await check(page, "Training").getByRole("button", { name: "Go to it: Training" }).click();
  const link = card(page, "Training").getByLabel("Link", { exact: true });
  await expect(link).toBeFocused();
  await link.fill("https://training.example.com");
  await expect(page.getByText("7 of 7 items")).toBeVisible();
  expect((await saved(page, host, id)).blocks.map((block) => block.kind)).toEqual(withRoom().variants[0]?.blocks.map((block) => block.kind));

  // Who has no room reads a sentence in the place of the link; who has one gets the link.
  await side(page, "Preview");
  const reader = async (name: string) => {
    await page.getByRole("button", { name: /^As / }).click();
    await page.getByRole("searchbox", { name: "Name or address" }).fill(name);
    await page.getByRole("button", { name: new RegExp(`^${name} Example`) }).click();
  };
  const toRoom = shown(page).getByRole("link", { name: "Open my room" });
  await reader("Ada");
  await expect(toRoom).toHaveAttribute("href", room("ada"));
  await reader("Dee");
  await expect(shown(page).getByText("Your room will be ready after your first sign-in.")).toBeVisible();
  await expect(shown(page).getByText("Always at the same address.")).toHaveCount(0);
  await expect(toRoom).toHaveCount(0);
});

test("who would read what is counted, languages are added for them, and a text that falls behind is told", async ({ signedIn: page, host }) => {
  await importPeople(page, host, nine);
  await page.reload();
  const id = await compose(page, host, withRoom());
  const audience = page.getByRole("region", { name: "Who would read it" });
  await expect(audience).toContainText("9 people wait. They would read: English: 9.");
  const lacking = audience.getByRole("list").getByRole("listitem");
  await expect(lacking).toHaveText([
    "English: 1 of 9 people has no {{first_name}} (First name) and gets the fallback.",
    "English: 4 of 9 people have no {{meeting_room_url}} (Link to the meeting room) and read the sentence for people without one.",
  ]);
  // The chip tells it too.
  await textOf(page, "Text").locator("[data-merge]").click();
  await expect(card(page, "Text").getByText("1 of 9 people has none. For example: Ada.")).toBeVisible();
  await page.keyboard.press("Escape");
  // Without a fallback it is told of how many, and cannot be published.
  await caretAtEnd(textOf(page, "Goals and rollout plan"));
  await page.keyboard.type(" {{department}}");
  await expect(lacking.filter({ hasText: "Department" })).toHaveText("English: 9 of 9 people have no {{department}} (Department), and nothing stands in for it. Add a fallback.");
  await expect(page.getByRole("button", { name: "Publish", exact: true })).toHaveAttribute("aria-disabled", "true");
  await page.keyboard.press("ControlOrMeta+z");
  await expect(lacking).toHaveCount(2);

  const unwritten = audience.getByRole("button");
  await expect(unwritten).toHaveText(["Polski: 2", /: 1$/, /: 1$/]);
  await unwritten.filter({ hasText: "Polski" }).click();
  await expect(page.getByRole("tab", { name: "Polski" })).toHaveAttribute("aria-selected", "true");
  await expect(audience).toContainText("They would read: English: 7, Polski: 2.");
  await expect(textOf(page, "Training")).toHaveText(/^Krótkie kursy/);
  await page.getByRole("button", { name: "Add language" }).click();
  await page.getByRole("button", { name: "العربية", exact: true }).click();
  await expect(audience).toContainText("They would read: English: 6, Polski: 2, ⁨العربية⁩: 1.");
  await expect(unwritten).toHaveText(["Deutsch: 1"]);
  await expect(shown(page).locator("html")).toHaveAttribute("dir", "rtl");
  await expect(shown(page).locator("html")).toHaveAttribute("lang", "ar");
  await expect(textOf(page, "Training")).toHaveAttribute("dir", "rtl");
  expect(await shown(page).getByText("إعداداتك").evaluate((element) => getComputedStyle(element).direction)).toBe("rtl");
  await saved(page, host, id);
  expect((await stored(page, host, id)).variants.map((variant) => variant.language)).toEqual(["en", "pl", "ar"]);

  // The block of the administrator's own is the same in both until it is translated; then it says what the main text says.
  await page.getByRole("tab", { name: "Polski" }).click();
  await side(page, "Checks");
  const follows = check(page, "Says what the main text says");
  await expect(follows).toContainText("This block says the very words of the main text.");
  await textOf(page, "Text").fill("Dzień dobry, konto jest gotowe.");
  await expect(follows.getByText("Passed")).toBeVisible();
  await page.getByRole("tab", { name: "English" }).click();
  await subjectOf(page).fill("Your account is waiting");
  await textOf(page, "Training").fill("Long courses.");
  await page.getByRole("tab", { name: "Polski" }).click();
  await expect(follows.getByText("Advice")).toBeVisible();
  await expect(follows).toContainText("The subject of the main text changed since.");
  await expect(follows).toContainText("This block of the main text changed since.");
  await follows.getByRole("button", { name: "Go to it" }).last().click();
  await expect(textOf(page, "Training")).toBeFocused();
  await follows.getByRole("button", { name: "This text is up to date" }).click();
  await expect(follows.getByText("Passed")).toBeVisible();
  await expect(follows.getByRole("button", { name: "This text is up to date" })).toBeHidden();
  await page.getByRole("tab", { name: "العربية" }).click();
  await expect(follows.getByText("Advice"), "each language is held against the main one by itself").toBeVisible();
});

test("checks say what is wrong, mend what can be mended, and keep a broken promise from being published", async ({ signedIn: page, host }) => {
  const id = await compose(page, host);
  const publish = page.getByRole("button", { name: "Publish", exact: true });
  const reasons = page.locator("#publish-reasons");
  await side(page, "Checks");
  await expect(page.getByText("Needs work", { exact: true })).toHaveCount(0);
  await expect(reasons).toBeHidden();

  const links = check(page, "Links are encrypted and not shortened");
  await card(page, "Help desk").getByLabel("Link", { exact: true }).fill("http://help.example.com/a");
  await expect(links).toContainText("A link is not encrypted: use https.");
  await links.getByRole("button", { name: "Use https" }).click();
  await expect(card(page, "Help desk").getByLabel("Link", { exact: true })).toHaveValue("https://help.example.com/a");
  await expect(links.getByText("Passed")).toBeVisible();
  await card(page, "Help desk").getByLabel("Link", { exact: true }).fill("https://bit.ly/x");
  await expect(links).toContainText("bit.ly hides where the link leads: link to the page itself.");
  await card(page, "Help desk").getByLabel("Link", { exact: true }).fill("https://help.example.com/a");

  const honest = check(page, "Links show where they lead");
  await card(page, "Help desk").getByRole("textbox", { name: "Link text" }).fill("www.example.org");
  await expect(honest).toContainText("A link shows www.example.org and leads to help.example.com.");
  await honest.getByRole("button", { name: "Show the real address" }).click();
  await expect(card(page, "Help desk").getByRole("textbox", { name: "Link text" })).toHaveText("help.example.com");
  await expect(honest.getByText("Passed")).toBeVisible();

  const subject = check(page, "Subject is short and calm");
  await subjectOf(page).fill("YOUR ACCOUNT AT {{organization}} IS READY");
  await expect(subject).toContainText("The subject is all capitals, as in spam.");
  await subject.getByRole("button", { name: "Write it as a sentence" }).click();
  expect((await saved(page, host, id)).subject).toBe("Your account at {{organization}} is ready");
  await expect(subjectOf(page).locator("[data-merge=organization]")).toBeVisible();
  await expect(subject.getByText("Passed")).toBeVisible();

  const accent = page.getByLabel("Colour of links and buttons");
  await accent.fill("#ffe000");
  await expect(check(page, "Colours can be read")).toContainText(/#ffe000 on #[0-9a-f]{6} has a contrast of \d(\.\d)? to 1; text needs 4\.5\./);
  await expect(publish).toHaveAttribute("aria-disabled", "true");
  await expect(reasons).toContainText("English: Colours can be read");
  await page.getByRole("button", { name: "Use the usual colour" }).click();
  await expect(publish).not.toHaveAttribute("aria-disabled", "true");

  await page.getByRole("button", { name: "Add language" }).click();
  await page.getByRole("button", { name: "Polski", exact: true }).click();
  await textOf(page, "Text").fill("Kliknij link, aby ustawić hasło do konta.");
  const promise = check(page, "No promise of a verification link or password");
  await expect(promise).toContainText(/“.*hasło.*” promises a verification link or a password, which this email cannot carry\./);
  await expect(reasons).toContainText("Polski: No promise of a verification link or password");
  await side(page, "Preview");
  // It can be pressed to see why it does nothing else.
  await publish.click({ force: true });
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("tab", { name: "Checks" })).toHaveAttribute("aria-selected", "true");
  await promise.getByRole("button", { name: "Go to it" }).click();
  await expect(textOf(page, "Text")).toBeFocused();
  await textOf(page, "Text").fill("Nie potrzebujesz nowego hasła: zaloguj się jak zwykle.");
  await expect(promise.getByText("Passed")).toBeVisible();
  await expect(reasons).toBeHidden();
});

for (const [language, words] of [
  ["en", { add: "Add block", link: "Link (Ctrl+K)", leads: "Where the link leads", history: "Published versions", checks: "Checks" }],
  ["pl", { add: "Dodaj blok", link: "Odnośnik (Ctrl+K)", leads: "Dokąd prowadzi odnośnik", history: "Opublikowane wersje", checks: "Kontrola" }],
] as const) {
  test(`everybody can use the open menus, panels and the history (${language})`, async ({ page, host }) => {
    // The document of the preview has no storage.
    await page.addInitScript((code) => window === top && localStorage.setItem("usher.language", code), language);
    await page.goto(host.link);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const id = await compose(page, host);
    const { version } = await (await page.request.get(`${host.baseURL}/api/v1/templates/${id}`)).json();
    for (let times = 0; times < 2; times += 1) {
      const answer = await page.request.post(`${host.baseURL}/api/v1/templates/${id}/versions`, { headers: { Origin: host.baseURL, "If-Match": `"${version}"` } });
      expect(answer.status()).toBe(201);
    }
    await page.reload();
    await page.getByText(words.history, { exact: true }).click();
    await expect(page.getByRole("listitem").filter({ hasText: / 1, / }).first()).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: words.add }).click();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    const hello = page.getByRole("article").first().getByRole("textbox");
    await hello.selectText();
    await page.keyboard.press("ControlOrMeta+k");
    await expect(page.getByRole("textbox", { name: words.leads })).toBeFocused();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(hello).toBeFocused();
    await caretAtEnd(hello);
    await page.keyboard.type(" {{");
    await expect(page.getByRole("listbox")).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press("Enter");
    await hello.locator("[data-merge]").last().click();
    await expectAccessible(page);
    await page.getByRole("tab", { name: words.checks }).click();
    await expectAccessible(page);
  });
}
