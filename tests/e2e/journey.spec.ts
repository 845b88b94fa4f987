// The whole work of an administrator, once, without shortcuts: from the printed link to the mails in the outbox.

import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";

import type { Page } from "@playwright/test";
import { simpleParser } from "mailparser";

import { expect, expectAccessible, test } from "./fixtures.ts";

const people = resolve(import.meta.dirname, "../data/control-hub-users.csv");
const day = 86_400_000;

interface UserRecord {
  user: {
    id: string;
    email: string;
    name: { display: string };
    licenses: string[];
    activation: { state: string };
    account_status: string;
  };
}

/** The directory as the API tells it, for comparison with what the pages show. */
async function directory(page: Page): Promise<UserRecord[]> {
  const found: UserRecord[] = [];
  let cursor = "";
  do {
    const answer = await page.request.get(`${new URL(page.url()).origin}/api/v1/users?limit=1000${cursor && `&cursor=${cursor}`}`);
    const body = await answer.json();
    found.push(...body.users);
    cursor = body.next_cursor ?? "";
  } while (cursor);
  return found;
}

const grouped = (count: number) => new Intl.NumberFormat("en").format(count);
const counts = ({ user }: UserRecord) => user.licenses.some((license) => !license.includes("Webinar"));
const waits = ({ user }: UserRecord) => user.activation.state === "not_activated" && user.account_status === "enabled";

async function goTo(page: Page, name: string, heading: string): Promise<void> {
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(heading);
}

test("people are imported, the setting is turned off, the email is written, sent and followed up", async ({ page, host, complaints }) => {
  test.setTimeout(240_000);

  await test.step("the link opens the console on an empty directory", async () => {
    await page.goto(host.link);
    await expect(page.getByText("The directory is empty")).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("the file is imported, with every bad row told and nothing written before", async () => {
    await goTo(page, "Tracker", "");
    await page.getByRole("button", { name: "Import CSV" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Import people from CSV" });
    await dialog.getByLabel("CSV file").setInputFiles(people);
    await dialog.getByLabel(/When were they added/).fill(new Date(Date.now() - 45 * day).toISOString().slice(0, 10));
    await expect(dialog.getByText("This import sends no email.")).toBeVisible();
    const refused = dialog.getByRole("row", { name: /^328 / });
    await expect(refused).toContainText("User ID/Email (Required)");
    await expect(refused).toContainText("The address is missing");
    await expect(dialog.getByRole("row", { name: /^1,?948 / })).toContainText("Line 656 has the same address");
    await expectAccessible(page);
    expect(await directory(page)).toHaveLength(0);
    await dialog.getByRole("button", { name: "Import 1,991 people" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText(/Import finished\. Added: 1,991/)).toBeVisible();
    expect(await directory(page)).toHaveLength(1_991);
  });

  const everybody = await directory(page);
  const waiting = everybody.filter((record) => waits(record) && counts(record)).length;

  await test.step("the flow picture shows today's counts", async () => {
    await goTo(page, "Email settings", "Email settings");
    const flow = page.getByRole("region", { name: "Mail flow today" });
    await expect(flow.getByRole("listitem").filter({ hasText: /^Waiting/ })).toContainText(grouped(waiting));
    await expect(flow.getByText("closed")).toHaveCount(0);
  });

  await test.step("the setting is turned off past its advice, after its effect was shown", async () => {
    await page.getByLabel("Name", { exact: true }).fill("Dział IT");
    await page.getByLabel("Address", { exact: true }).fill("it@example.com");
    await page.getByRole("switch", { name: "Automatic activation emails" }).click();
    await expect(page.getByText("Turning this off is strongly discouraged").first()).toBeVisible();
    const impact = page.getByRole("region", { name: "If you save this now" });
    await expect(impact.getByText(`${grouped(waiting)} waiting people would not get an activation email.`)).toBeVisible();
    await expect(page.getByRole("region", { name: "Mail flow today" }).getByText("closed")).toHaveCount(2);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    const question = page.getByRole("dialog", { name: "Turn automatic activation emails off?" });
    const confirm = question.getByRole("button", { name: "Turn off" });
    await expect(confirm).toBeDisabled();
    await question.getByLabel(/I have a manual onboarding/).check();
    await expect(confirm).toBeDisabled();
    await question.getByLabel("Why you turn it off all the same").fill("Everybody is onboarded in class.");
    await expectAccessible(page);
    await confirm.click();
    await expect(page.getByText("Settings saved.")).toBeVisible();
    await expect(question).toBeHidden();
  });

  await test.step("a rule is added, and one that suppresses conversion notices is refused", async () => {
    await page.getByRole("button", { name: "Add rule" }).click();
    const rule = page.getByRole("listitem").filter({ has: page.getByRole("button", { name: /New rule|Contractors/ }) });
    await expect(rule.getByText("Give the rule a name.")).toBeVisible();
    await rule.getByLabel("Name of the rule").fill("Contractors");
    // The box is locked, so by keyboard: it can be reached, and says why it cannot be ticked.
    await rule.getByRole("checkbox", { name: "Conversion notice" }).focus();
    await page.keyboard.press("Space");
    await expect(rule.getByRole("alert")).toContainText("Conversion notices are always sent");
    await expect(rule.getByRole("checkbox", { name: "Conversion notice" })).not.toBeChecked();
    const domain = rule.getByRole("textbox", { name: "Email domain" }).or(rule.getByRole("combobox", { name: "Email domain" }));
    await domain.fill("contractor example.net");
    await expect(rule.getByText(/A domain such as example\.com/)).toBeVisible();
    await domain.fill("contractor.example.net");
    await expect(rule.getByText(/A domain such as example\.com/)).toBeHidden();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByRole("button", { name: "Save", exact: true })).toBeHidden();

    // The same rule, past the console: the host refuses it and names the field.
    const read = await (await page.request.get(`${host.baseURL}/api/v1/email-settings`)).json();
    expect(read.settings.rules).toHaveLength(1);
    read.settings.rules[0].kinds.push("conversion_notice");
    const refused = await page.request.put(`${host.baseURL}/api/v1/email-settings`, {
      data: read.settings,
      headers: { "If-Match": `"${read.version}"`, Origin: host.baseURL },
    });
    expect(refused.status()).toBe(422);
    expect((await refused.json()).errors[0].pointer).toBe("/rules/0/kinds");
  });

  await test.step("the Polish starter text is completed until every check passes, and published", async () => {
    await goTo(page, "Composer", "Composer");
    await page.getByLabel("Language of the starter text").selectOption({ label: "Polski" });
    await page.getByRole("button", { name: "New activation email" }).first().click();
    const subject = page.getByRole("textbox", { name: "Subject", exact: true });
    await expect(subject).toHaveText(/^[^:]+: Twoje konto Webex jest gotowe$/);
    await page.getByRole("tab", { name: "Checks" }).click();
    const failed = page.getByText("Needs work", { exact: true });
    await expect(failed).not.toHaveCount(0);
    await expectAccessible(page);
    for (const [block, link] of [
      ["Help desk", "https://pomoc.example.com"],
      ["Training", "https://szkolenia.example.com"],
    ] as const) {
      await page.getByRole("article", { name: block }).getByLabel("Link", { exact: true }).fill(link);
    }
    await expect(failed).toHaveCount(0);
    await expect(page.getByText("7 of 7 items")).toBeVisible();
    await expect(page.getByText("Saved", { exact: true })).toBeVisible();
    await page.getByRole("tab", { name: "Preview" }).click();
    await expect(page.frameLocator("iframe").getByRole("heading", { name: "Gdy coś nie działa" })).toBeVisible();
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Publish version 1" }).click();
    await expect(page.getByText("Version 1 is published. New sends use it.")).toBeVisible();
    await expectAccessible(page);
  });

  let recipients = 0;
  await test.step("everybody who waits more than 30 days is chosen and sent to", async () => {
    await goTo(page, "Tracker", "");
    await page.getByRole("combobox", { name: "Waiting", exact: true }).selectOption({ label: "More than 30 days" });
    expect(new URL(page.url()).hash).toContain("30");
    await page.getByRole("button", { name: /Select all [\d,]+ that match/ }).click();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Send activation email…" }).first().click();
    const dialog = page.getByRole("dialog");
    const confirm = dialog.getByRole("button", { name: /^Send to [\d,]+ people$/ });
    await expect(confirm).toBeVisible();
    recipients = Number((await confirm.innerText()).replaceAll(/\D/g, ""));
    const byRule = everybody.filter((record) => waits(record) && counts(record) && record.user.email.endsWith("@contractor.example.net"));
    expect(recipients).toBe(waiting - byRule.length);
    await expect(dialog.getByText(new RegExp(`${byRule.length} people: .*Contractors`))).toBeVisible();
    await expect(dialog.getByText(/nothing leaves this machine/)).toBeVisible();
    await expectAccessible(page);
    await confirm.click();
  });

  await test.step("the batch is watched until it finishes", async () => {
    await expect(page.getByRole("heading", { level: 1 })).toContainText(`to ${grouped(recipients)} people`);
    await expect(page.getByText("Finished")).toBeVisible({ timeout: 120_000 });
    await expect(page.getByText(`${grouped(recipients)} of ${grouped(recipients)} done.`)).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("each of them has one mail, in the right language, with both parts", async () => {
    const outbox = join(host.dataDir, "outbox");
    const files = (await readdir(outbox)).filter((name) => name.endsWith(".eml"));
    expect(files).toHaveLength(recipients);
    const addressed = new Set<string>();
    const byAddress = new Map(everybody.map((record) => [record.user.email, record]));
    for (const name of files) {
      const mail = await simpleParser(await readFile(join(outbox, name)));
      const [to] = Array.isArray(mail.to) ? mail.to : [mail.to];
      const address = to?.value[0]?.address ?? "";
      expect(to?.value).toHaveLength(1);
      addressed.add(address.toLowerCase());
      expect(mail.from?.text).toContain("it@example.com");
      expect(mail.subject).toBe("Your organization: Twoje konto Webex jest gotowe");
      expect(mail.headers.get("content-language")).toBe("pl");
      expect(mail.headers.get("auto-submitted")).toBe("auto-generated");
      expect(mail.headers.has("bcc") || mail.headers.has("cc")).toBe(false);
      expect(mail.messageId).toBeTruthy();
      expect(mail.text).toContain("https://pomoc.example.com");
      expect(mail.html).toContain('lang="pl"');
      expect(mail.html).not.toMatch(/<script|onerror=/i);
      if (byAddress.has(address)) {
        expect(mail.text).toContain(address);
      }
    }
    expect(addressed.size).toBe(recipients);
  });

  await test.step("the person's timeline and the activity tell it", async () => {
    const [sample] = everybody.filter((record) => waits(record) && counts(record) && record.user.email.endsWith("@example.com"));
    await goTo(page, "Tracker", "");
    await page.getByRole("searchbox").fill(sample.user.email);
    await page.getByRole("button", { name: sample.user.name.display }).first().click();
    const panel = page.getByRole("dialog");
    await expect(panel).toContainText("Added to the organization");
    await expect(panel).toContainText("Activation email");
    await expect(panel.getByText("Sent").first()).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await goTo(page, "Activity", "Activity");
    for (const said of [
      "Directory imported: 1,991 added",
      "Automatic activation emails: On → Off",
      "Reason given: “Everybody is onboarded in class.”",
      "Rule “Contractors”: not there → “Contractors”. Not sent",
      "published as version 1",
      `batch started to ${grouped(recipients)}`,
      `Batch finished: ${grouped(recipients)} sent`,
    ]) {
      await expect(page.getByText(said).first()).toBeVisible();
    }
    await expectAccessible(page);
  });

  expect(complaints.filter((complaint) => !complaint.includes("422"))).toEqual([]);
});
