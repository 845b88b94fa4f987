// The email settings in depth: whom a change concerns before it is saved, turning off and on safely, the order of rules.

import type { Page } from "@playwright/test";

import { api, changeSettings, expect, expectAccessible, importPeople, test } from "./fixtures.ts";

// Of 40 people 30 wait: 10 of them contractors, 5 in German. Nobody was mailed yet.
const people = ["Email,First Name,Last Name,Department,Preferred Language,Status,App"]
  .concat(Array.from({ length: 40 }, (_, n) => {
    const domain = n % 3 === 0 && n < 30 ? "contractor.example" : "example.com";
    const language = n < 30 && n % 6 === 1 ? "German" : "Polish";
    return `p${n}@${domain},P${n},Person,${n % 2 ? "Sales" : "IT"},${language},${n < 30 ? "Not Verified" : "Active"},TRUE`;
  }))
  .join("\n");

const save = (page: Page) => page.getByRole("button", { name: "Save", exact: true });
const impact = (page: Page) => page.getByRole("region", { name: "If you save this now" });
const theSwitch = (page: Page) => page.getByRole("switch", { name: "Automatic activation emails" });

async function addRule(page: Page, name: string, domain: string): Promise<void> {
  await page.getByRole("button", { name: "Add rule" }).click();
  const rule = page.getByRole("listitem").filter({ has: page.getByLabel("Name of the rule") }).last();
  await rule.getByLabel("Name of the rule").fill(name);
  await rule.getByRole("combobox", { name: "Email domain", exact: true }).fill(domain);
}

test("whom a change concerns is counted before it is saved, by what holds it back, and listed", async ({ page, host }) => {
  await page.goto(host.link);
  await importPeople(page, host, people);
  await page.reload();
  await addRule(page, "Contractors", "contractor.example");
  await expect(impact(page).getByText("10 waiting people would not get an activation email.")).toBeVisible();
  await expect(impact(page).getByText("30 people may be mailed")).toBeVisible();
  await expect(impact(page).getByText("20 people may be mailed")).toBeVisible();
  await expect(impact(page).getByText("10 people are held back")).toBeVisible();
  await expect(page.getByText("Decides for 10 waiting people now")).toBeVisible();
  await expectAccessible(page);

  await impact(page).getByRole("button", { name: "Held back by rule “Contractors”: 10" }).click();
  const list = page.getByRole("dialog");
  await expect(list.getByRole("row")).toHaveCount(11);
  await expect(list.getByRole("rowheader", { name: "P27 Person" })).toBeVisible();
  await expect(list.getByText("p1@example.com")).toHaveCount(0);
  await expectAccessible(page);
  await page.keyboard.press("Escape");

  await theSwitch(page).click();
  await expect(impact(page).getByText("30 waiting people would not get an activation email.")).toBeVisible();
  await impact(page).getByRole("button", { name: "Held back by the setting: 20" }).click();
  await expect(list.getByRole("row")).toHaveCount(21);
  await page.keyboard.press("Escape");
  // Nothing was saved by any of this.
  expect((await api(page, host, "GET", "/email-settings")).version).toBe(1);
  await page.getByRole("button", { name: "Discard changes" }).click();
  await expect(impact(page)).toBeHidden();
});

test("rules are put in order by dragging and by keyboard", async ({ page, host }) => {
  await page.goto(host.link);
  await changeSettings(page, host, (settings) => {
    settings.rules = ["One", "Two", "Three"].map((name, n) => ({
      id: name,
      name,
      kinds: ["activation"],
      conditions: [{ field: "email_domain", value: `d${n}.example` }],
      action: "suppress",
    }));
  });
  await page.reload();
  const lines = page.getByRole("region", { name: "Suppression rules" }).getByRole("button", { name: /^\d\. / });
  const order = async () => (await lines.allInnerTexts()).map((text) => text.match(/^\d\. (\w+)/m)?.[1]);
  await expect.poll(order).toEqual(["One", "Two", "Three"]);

  const handle = page.getByRole("button", { name: "Move “One”: drag" });
  await lines.nth(2).scrollIntoViewIfNeeded();
  await handle.hover();
  const box = await handle.boundingBox();
  const target = await lines.nth(2).boundingBox();
  if (!box || !target) {
    throw new Error("the rules are on the page");
  }
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x, target.y + target.height - 4, { steps: 8 });
  expect(await order(), "nothing moves before it is dropped").toEqual(["One", "Two", "Three"]);
  await page.mouse.up();
  await expect.poll(order).toEqual(["Two", "Three", "One"]);
  await expect(page.getByText("“One” is now number 3.")).toBeAttached();

  await page.getByRole("button", { name: "Move “One”: drag" }).focus();
  await page.keyboard.press("ArrowUp");
  await expect.poll(order).toEqual(["Two", "One", "Three"]);
  await expect(page.getByRole("button", { name: "Move “One”: drag" })).toBeFocused();
  await page.keyboard.press("Home");
  await expect.poll(order).toEqual(["One", "Two", "Three"]);
  await expect(save(page), "the order is what it was").toBeHidden();
  await page.getByRole("button", { name: "Move “Two” down" }).click();
  await expect.poll(order).toEqual(["One", "Three", "Two"]);
  await save(page).click();
  await expect(save(page)).toBeHidden();
  expect((await api(page, host, "GET", "/email-settings")).settings.rules.map(({ id }: { id: string }) => id)).toEqual(["One", "Three", "Two"]);
});

test.describe("with single sign-on", () => {
  test.use({ hostEnv: { SINGLE_SIGN_ON: "on" } });

  test("turning off asks for what is missing, leads there, and for nothing once it is in place", async ({ page, host }) => {
    test.setTimeout(120_000);
    await page.goto(host.link);
    await importPeople(page, host, people);
    await page.reload();
    await theSwitch(page).click();
    const readiness = page.getByRole("region", { name: "What should be in place first" });
    await expect(readiness.getByText("6 things are missing.")).toBeVisible();
    await expect(readiness.getByText("In place: Single sign-on is on")).toBeVisible();
    await expect(readiness.getByText("No activation email is published.").first()).toBeVisible();
    await expectAccessible(page);

    // Each missing item leads to where it is put right.
    await readiness.getByRole("button", { name: "Go to the field" }).first().click();
    await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
    await page.getByLabel("Name", { exact: true }).fill("IT Service Desk");
    await page.getByLabel("Address", { exact: true }).fill("it@example.com");
    await expect(readiness.getByText("5 things are missing.")).toBeVisible();
    await readiness.getByRole("button", { name: "Go to the field" }).first().click();
    await expect(page.getByLabel("Responsible")).toBeFocused();
    await page.getByLabel("Responsible").fill("IT onboarding");
    await page.getByLabel("Reminders after how many days").fill("2, 5, x");
    await expect(page.getByText(/^Up to 10 whole numbers/)).toBeVisible();
    await page.getByLabel("Reminders after how many days").fill("2, 5, 10");
    await expect(readiness.getByText("3 things are missing.")).toBeVisible();

    // Going ahead all the same takes a reason in the administrator's own words, which is recorded.
    await save(page).click();
    const question = page.getByRole("dialog", { name: "Turn automatic activation emails off?" });
    await question.getByLabel(/I have a manual onboarding/).check();
    const confirm = question.getByRole("button", { name: "Turn off" });
    const reason = question.getByLabel("Why you turn it off all the same");
    await expect(confirm).toBeDisabled();
    await reason.fill("because");
    await expect(confirm).toBeDisabled();
    await reason.fill("The rollout is postponed to spring.");
    await expect(confirm).toBeEnabled();
    await expectAccessible(page);
    await confirm.click();
    await expect(page.getByText("Settings saved.")).toBeVisible();
    const [entry] = (await api(page, host, "GET", "/activity")).entries;
    expect(entry.action.acknowledgement).toEqual({
      words: "The rollout is postponed to spring.",
      missing: ["template", "help_desk", "test_mail"],
    });

    // On again; then everything is put in place, in each language that people wait for.
    await changeSettings(page, host, (settings) => {
      settings.automatic_activation_emails = "on";
    });
    await page.reload();
    await page.getByRole("link", { name: "Composer" }).click();
    await page.getByLabel("Language of the starter text").selectOption({ label: "Polski" });
    await page.getByRole("button", { name: "New activation email" }).first().click();
    await expect(page.getByRole("textbox", { name: "Subject", exact: true })).toHaveText(/Twoje konto/);
    for (const block of ["Help desk", "Training"]) {
      await page.getByRole("article", { name: block }).getByLabel("Link", { exact: true }).fill("https://help.example.com");
    }
    await expect(page.getByText("Saved", { exact: true })).toBeVisible();
    const [template] = (await api(page, host, "GET", "/templates")).templates;
    await api(page, host, "POST", `/templates/${template.id}/versions`, undefined, { "If-Match": `"${template.version}"` });
    await api(page, host, "POST", `/templates/${template.id}/test-mail`, { to: "me@example.com", draft: template.draft });
    await page.getByRole("link", { name: "Email settings", exact: true }).click();
    await theSwitch(page).click();
    await expect(readiness.getByText("2 things are missing.")).toBeVisible();
    await expect(readiness.getByText("Deutsch (5 people): there is no text.").first()).toBeVisible();
    await readiness.getByRole("link", { name: "Go to the template" }).first().click();
    await expect(page.getByRole("textbox", { name: "Subject", exact: true })).toHaveText(/Twoje konto/);

    // A German text with the same blocks, past the page: writing it is another journey.
    const current = await api(page, host, "GET", `/templates/${template.id}`);
    current.draft.variants.push({ ...current.draft.variants[0], language: "de" });
    const saved = await api(page, host, "PUT", `/templates/${template.id}`, current.draft, { "If-Match": `"${current.version}"` });
    await api(page, host, "POST", `/templates/${template.id}/versions`, undefined, { "If-Match": `"${saved.version}"` });
    await page.getByRole("link", { name: "Email settings", exact: true }).click();
    await expect(readiness.getByText("Everything is in place.")).toBeVisible();
    await save(page).click();
    await expect(question.getByText("Everything is in place.")).toBeVisible();
    await expect(reason).toHaveCount(0);
    await question.getByLabel(/I have a manual onboarding/).check();
    await confirm.click();
    await expect(question).toBeHidden();
    const [last] = (await api(page, host, "GET", "/activity")).entries;
    expect([last.action.action, last.action.acknowledgement]).toEqual(["settings_changed", undefined]);
  });
});

test.describe("without single sign-on", () => {
  test.use({ hostEnv: { SINGLE_SIGN_ON: "off" } });

  test("turning off has the strongest warning, in both languages", async ({ signedIn: page }) => {
    await theSwitch(page).click();
    const warning = page.locator("[data-tone=bad]").filter({ hasText: "Turning this off is strongly discouraged" });
    await expect(warning).toContainText("people without a password cannot sign in at all");
    await expect(page.getByText("A mail that you write cannot set a password, so people without one cannot sign in at all.")).toBeVisible();
    await page.getByLabel("Language").selectOption("pl");
    await expect(page.locator("[data-tone=bad]").filter({ hasText: "Zdecydowanie odradzamy wyłączenie" })).toContainText("nie zaloguje się");
    await expectAccessible(page);
  });
});

test("turning on mails nobody who waits, and offers that as a step of its own", async ({ page, host }) => {
  await page.goto(host.link);
  await importPeople(page, host, people);
  const off = { advice_acknowledged: true, acknowledgement: "Everybody is onboarded in class." };
  await changeSettings(page, host, (settings) => {
    Object.assign(settings, off, { automatic_activation_emails: "off", sender: { name: "IT", address: "it@example.com", reply_to: "" } });
  });
  await page.reload();
  await theSwitch(page).click();
  await expect(page.getByText("30 people already wait")).toBeVisible();
  await expect(page.getByText(/does not mail people who already wait/)).toBeVisible();
  await save(page).click();
  await expect(page.getByText("The setting is on. 30 people waited already and are not mailed by it")).toBeVisible();
  await expectAccessible(page);
  expect((await api(page, host, "GET", "/send-batches")).batches, "turning on sends nothing").toEqual([]);

  await page.getByRole("link", { name: "Prepare the activation email to them" }).click();
  const dialog = page.getByRole("dialog", { name: "Send activation email" });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByText(/30 people/).first()).toBeVisible();
  await expect.poll(() => new URL(page.url()).hash).toBe("#/tracker?mail=none");
  await page.keyboard.press("Escape");
  await expect(page.getByText("30 selected")).toBeVisible();
  // Neither a reload nor going back prepares it once more.
  await page.reload();
  await expect(page.getByText("30 of 40 people")).toBeVisible();
  await expect(dialog).toBeHidden();
  expect((await api(page, host, "GET", "/send-batches")).batches).toEqual([]);
});
