// From the composer outwards: what is shown is what is sent, versions, files, the clipboard, other mail programs, test mails.

import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import type { Page } from "@playwright/test";
import { type ParsedMail, simpleParser } from "mailparser";

import { api, changeSettings, expect, type Host, importPeople, test } from "./fixtures.ts";
import { card, caretAtEnd, compose, completeDraft, people, saved, shown, stored, subjectOf, textOf } from "./composer-steps.ts";

const sender = { name: "Dział IT", address: "it@example.com", reply_to: "help@example.com" };
const ada = { email: "ada@example.com", first: "Ada" };

/** A picture of 8 by 4 pixels, one of them red. */
const picture = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAgAAAAECAIAAAA8r+mnAAAAEklEQVR42mP4z8CAFTHgksOlAwDg3w/xXHYl6QAAAABJRU5ErkJggg==", "base64");

/** SHA-256 of a part as it arrives. */
const arrived = (part: string) => createHash("sha256").update(part.replaceAll("\r\n", "\n").replaceAll("\n", "\r\n")).digest("hex");

/** A mail as it is, with nothing made out of its parts. */
const parse = (mail: Buffer | string): Promise<ParsedMail> =>
  simpleParser(mail, { keepCidLinks: true, skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true });

const outbox = async (host: Host) => (await readdir(join(host.dataDir, "outbox"))).filter((name) => name.endsWith(".eml")).map((name) => join(host.dataDir, "outbox", name));

/** Sets the sender and imports Ada, who bought no Meetings; her identifier. */
async function prepare(page: Page, host: Host): Promise<string> {
  await changeSettings(page, host, (settings) => Object.assign(settings, { sender }));
  await importPeople(page, host, people([ada, { email: "zofia@example.com", first: "Zofia", language: "Polish" }], "Webex Calling"));
  await page.reload();
  const { users } = await api(page, host, "GET", "/users");
  return users.find(({ user }: any) => user.email === ada.email).user.id;
}

/** Publishes what is written. */
async function publish(page: Page, version: number): Promise<void> {
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: `Publish version ${version}` }).click();
  await expect(page.getByText(`Version ${version} is published. New sends use it.`)).toBeVisible();
}

/** Sends to one person, and waits until it has left; the mail. */
async function send(page: Page, host: Host, template: string, user: string): Promise<ParsedMail> {
  const before = await outbox(host);
  const request = { kind: "activation", template, recipients: { by: "users", users: [user] }, expected_recipients: 1 };
  const { id } = await api(page, host, "POST", "/send-batches", request, { "Idempotency-Key": crypto.randomUUID() });
  await expect.poll(async () => (await api(page, host, "GET", `/send-batches/${id}`)).state, { timeout: 20_000 }).toBe("finished");
  const added = (await outbox(host)).filter((file) => !before.includes(file));
  expect(added).toHaveLength(1);
  return parse(await readFile(added[0] ?? ""));
}

/** Shows the message as somebody gets it. */
async function showAs(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: /^As / }).click();
  await page.getByRole("searchbox", { name: "Name or address" }).fill(name);
  await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
  await expect(page.getByRole("button", { name: new RegExp(`^As ${name}`) })).toBeVisible();
}

/** The part of the message that is shown. */
async function part(page: Page, name: "HTML" | "Plain text" | "Source" | "Headers"): Promise<void> {
  await page.getByRole("tab", { name, exact: true }).click();
  await expect(page.getByRole("tab", { name, exact: true })).toHaveAttribute("aria-selected", "true");
}

/** The fingerprint below it. */
async function fingerprint(page: Page): Promise<string> {
  const words = await page.getByText(/^SHA-256 of this part, as it is sent: [0-9a-f]{64}$/).innerText();
  return words.slice(-64);
}

/** A way out of the menu. */
async function out(page: Page, name: RegExp | string): Promise<void> {
  await page.getByRole("button", { name: "Import and export", exact: true }).click();
  await page.getByRole("button", { name }).click();
}

async function download(page: Page, name: RegExp): Promise<{ name: string; content: Buffer }> {
  const [file] = await Promise.all([page.waitForEvent("download"), out(page, name)]);
  return { name: file.suggestedFilename(), content: await readFile(await file.path()) };
}

test("what the preview shows is what the batch sends, to the octet, with the picture that it carries", async ({ signedIn: page, host }) => {
  const user = await prepare(page, host);
  const draft = completeDraft();
  const texts = draft.variants[0] as (typeof draft.variants)[number];
  texts.subject = "Zażółć {{organization}}, {{first_name|you}}";
  texts.blocks.splice(1, 0, { id: "picture", kind: "image" });
  const id = await compose(page, host, draft);

  const image = card(page, "Image");
  await image.locator("input[type=file]").setInputFiles({ name: "logo.txt", mimeType: "text/plain", buffer: Buffer.from("no picture") });
  await expect(page.getByText("This is no PNG, JPEG or GIF picture.").first()).toBeVisible();
  await image.locator("input[type=file]").setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: picture });
  await expect(image.getByText("The picture is carried in the template (1 KB) and attached to the message.")).toBeVisible();
  await expect(image.getByLabel("Width in pixels")).toHaveValue("8");
  await expect(image.getByLabel("Height in pixels")).toHaveValue("4");
  await image.getByLabel("Alternative text").fill("Our logo");
  expect((await saved(page, host, id)).block("picture")?.url).toBe(`data:image/png;base64,${picture.toString("base64")}`);

  await showAs(page, "Ada Example");
  await expect(page.getByText("Ada Example gets: English (their own language)")).toBeVisible();
  await expect(shown(page).getByText("Hello Ada,")).toBeVisible();
  const logo = shown(page).getByRole("img", { name: "Our logo" });
  await expect(logo).toBeVisible();
  expect(await logo.evaluate((image: HTMLImageElement) => [image.complete, image.naturalWidth, image.naturalHeight])).toEqual([true, 8, 4]);
  const html = await fingerprint(page);
  await part(page, "Plain text");
  const text = await fingerprint(page);
  expect(text).not.toBe(html);
  expect(arrived((await page.locator("[role=tabpanel] pre").textContent()) ?? "")).toBe(text);
  await part(page, "Source");
  expect(await fingerprint(page)).toBe(html);
  const source = (await page.locator("[role=tabpanel] pre").textContent()) ?? "";
  await part(page, "Headers");
  const headers = page.locator("[role=tabpanel] pre");
  await expect(headers).toContainText(/^From: .*<it@example\.com>/m);
  const above = await parse(`${await headers.innerText()}\r\n\r\n`);
  expect(above.from?.value).toEqual([{ name: sender.name, address: sender.address }]);
  expect([above.to].flat().map((to) => to?.value)).toEqual([[{ name: "Ada Example", address: ada.email }]]);
  expect(above.subject).toBe("Zażółć Your organization, Ada");

  await publish(page, 1);
  const mail = await send(page, host, id, user);
  expect(arrived(mail.html || "")).toBe(html);
  expect(mail.html).toBe(source);
  expect(arrived(mail.text ?? "")).toBe(text);
  expect(mail.subject).toBe(above.subject);
  expect(mail.attachments).toHaveLength(1);
  const [attached] = mail.attachments;
  expect(attached).toMatchObject({ contentType: "image/png", contentDisposition: "inline", related: true });
  expect(attached?.content.equals(picture)).toBe(true);
  expect(mail.html).toContain(`src="cid:${attached?.cid}"`);
});

test("versions are told apart, restored, and listed with the batches that sent them", async ({ signedIn: page, host }) => {
  const user = await prepare(page, host);
  const id = await compose(page, host);
  await publish(page, 1);
  await send(page, host, id, user);
  await subjectOf(page).fill("Your account waits");
  await card(page, "Training").getByRole("button", { name: "Move up: Training" }).click();
  await saved(page, host, id);
  await page.getByText("Published versions", { exact: true }).click();
  await page.getByText("What the draft changes against version 1").click();
  const unpublished = page.locator("details").filter({ hasText: "What the draft changes against version 1" }).last();
  await expect(unpublished.locator("del")).toContainText(["ready"]);
  await expect(unpublished.locator("ins")).toContainText(["waits"]);
  await publish(page, 2);
  await page.reload();
  await page.getByText("Published versions", { exact: true }).click();
  const version = (number: number) => page.getByRole("listitem").filter({ hasText: new RegExp(`^Version ${number}, `) });
  await version(2).getByText("What changed since version 1").click();
  await expect(version(2)).toContainText("Subject");
  await expect(version(2).locator("del")).toContainText(["ready"]);
  await expect(version(2).locator("ins")).toContainText(["waits"]);
  await expect(version(2)).toContainText(/moved, was block \d and is block \d/);
  await expect(version(2)).toContainText("No send batch used it yet.");
  await expect(version(1)).toContainText("Used by 1 send batch:");
  const [batch] = (await api(page, host, "GET", "/send-batches")).batches;
  await expect(version(1).getByRole("link")).toHaveAttribute("href", `#/sending/${batch.id}`);

  await page.getByRole("button", { name: "Restore version 1 into the draft" }).click();
  await expect(page.getByText("Version 1 is in the draft again. Undo brings back what was there before.")).toBeVisible();
  await expect(subjectOf(page)).toHaveText("Your account is ready");
  await saved(page, host, id);
  expect(await stored(page, host, id)).toEqual(completeDraft());
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(subjectOf(page)).toHaveText("Your account waits");
  // What was published stays: a version is never another.
  expect((await api(page, host, "GET", `/templates/${id}/versions/1`)).template).toEqual(completeDraft());
});

test("a template goes out as JSON and comes in again, and a broken file is refused with its line", async ({ signedIn: page, host }) => {
  await prepare(page, host);
  const draft = { ...completeDraft(), accent: "#0a5c2b" };
  const id = await compose(page, host, draft);
  const file = await download(page, /^Template as JSON/);
  expect(file.name).toBe("Welcome.usher.json");
  expect(JSON.parse(file.content.toString())).toEqual({ usher_template: 1, template: draft });

  await page.goto(`${host.baseURL}/#/composer`);
  const chosen = page.locator("input[type=file]");
  const lines = file.content.toString().split("\n");
  const wrong = lines.findIndex((line) => line.includes('"subject"'));
  const give = (name: string, text: string) => chosen.setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });
  await give("broken.json", lines.with(wrong, '"subject": 7,').join("\n"));
  await expect(page.getByText(new RegExp(`^Line ${wrong + 1} of the file: `))).toBeVisible();
  await give("foreign.json", '{"blocks": []}');
  await expect(page.getByText("This is no template of Usher: it has no “usher_template”.")).toBeVisible();
  expect((await api(page, host, "GET", "/templates")).templates).toHaveLength(1);
  await give(file.name, file.content.toString());
  await expect(page.getByText("Imported. What is wrong in it is marked where it stands.")).toBeVisible();
  await expect(subjectOf(page)).toBeVisible();
  const { templates } = await api(page, host, "GET", "/templates");
  expect(templates).toHaveLength(2);
  expect(templates[1].id).not.toBe(id);
  expect(templates[1].draft).toEqual(draft);

  // HTML takes the place of the text that is shown, and is held to the same as what is typed.
  await page.getByRole("button", { name: "Import and export", exact: true }).click();
  const html = "<h1>Come in</h1><p>Or call <a href='https://help.example.com'>them</a><script>alert(1)</script></p>";
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("button", { name: /^Replace by a file/ }).click()]);
  // The window in which files are chosen takes the focus, which browsers tell as they tell this.
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  await chooser.setFiles({ name: "old.html", mimeType: "text/html", buffer: Buffer.from(html) });
  await expect(shown(page).getByText("Or call them")).toBeVisible();
  const { blocks } = await saved(page, host, templates[1].id);
  expect(JSON.stringify(blocks)).toContain("Or call [them](https://help.example.com)");
  expect(JSON.stringify(blocks)).not.toContain("alert");
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  expect((await saved(page, host, templates[1].id)).blocks).toEqual(draft.variants[0]?.blocks);
});

test("the message goes out as files, through the clipboard and to another mail program", async ({ signedIn: page, host, context, complaints }) => {
  await prepare(page, host);
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: host.baseURL });
  await compose(page, host);
  await page.getByRole("button", { name: "Import and export", exact: true }).click();
  await expect(page.getByRole("button", { name: /^Write to Alex Example/ })).toHaveAttribute("aria-disabled", "true");
  await expect(page.getByText("Choose a person in the preview first")).toBeVisible();
  await page.keyboard.press("Escape");

  await showAs(page, "Ada Example");
  await part(page, "Source");
  const html = (await page.locator("[role=tabpanel] pre").textContent()) ?? "";
  await part(page, "Plain text");
  const text = (await page.locator("[role=tabpanel] pre").textContent()) ?? "";
  const [asHtml, asText, asMail] = [await download(page, /^HTML part/), await download(page, /^Plain text part/), await download(page, /^Message as \.eml/)];
  expect([asHtml.name, asText.name, asMail.name]).toEqual(["Welcome.en.html", "Welcome.en.txt", "Welcome.en.eml"]);
  expect(asHtml.content.toString()).toBe(html);
  expect(asText.content.toString()).toBe(text);
  const mail = await parse(asMail.content);
  expect(mail.html).toBe(html);
  expect(arrived(mail.text ?? "")).toBe(arrived(text));
  expect(mail.subject).toBe("Your account is ready");
  expect(mail.from?.value).toEqual([{ name: sender.name, address: sender.address }]);
  expect([mail.to].flat().map((to) => to?.text)).toEqual([`"Ada Example" <${ada.email}>`]);
  expect(mail.headers.get("auto-submitted")).toBe("auto-generated");
  expect(mail.headers.has("list-unsubscribe") || mail.headers.has("list")).toBe(false);

  await out(page, /^Copy as rich text/);
  await expect(page.getByText("Copied. Paste it into your mail program.")).toBeVisible();
  // A program that knows nothing of the console, in which it is pasted by keyboard.
  const program = await context.newPage();
  await context.route("https://mail.example.com/", (route) => route.fulfill({ contentType: "text/html", body: "<title>Mail</title><div contenteditable role=textbox>&nbsp;</div>" }));
  await program.goto("https://mail.example.com/");
  const pasted = program.evaluate(
    () => new Promise<(string | undefined)[]>((done) => addEventListener("paste", ({ clipboardData }) => done(["text/html", "text/plain"].map((type) => clipboardData?.getData(type))))),
  );
  await program.getByRole("textbox").press("ControlOrMeta+v");
  expect((await pasted)[1]?.replaceAll("\r\n", "\n").trim()).toBe(text.trim());
  expect((await pasted)[0]).toContain(html.slice(html.indexOf("<p style"), html.indexOf("</h2>")));
  await expect(program.getByRole("textbox").getByRole("link", { name: "Contact the help desk" })).toHaveAttribute("href", /^https:\/\/help\.example\.com\/?$/);
  await expect(program.getByRole("textbox").getByRole("heading", { name: "Why we move" })).toHaveCSS("font-weight", "700");
  await program.close();
  // The browser looks through what is copied, and says of each style that the console itself would not apply it.
  expect(complaints.splice(0).filter((complaint) => !complaint.startsWith("console: Applying inline style violates"))).toEqual([]);

  // The browser is asked for an address that no page has, so the request for it is looked at.
  const protocol = await context.newCDPSession(page);
  const asked = new Promise<string>((found) => protocol.on("Page.frameRequestedNavigation", ({ url }) => found(url)));
  await protocol.send("Page.enable");
  await out(page, /^Write to Ada Example/);
  const address = new URL(await asked);
  expect(`${address.protocol}${address.pathname}`).toBe(`mailto:${ada.email}`);
  const query = address.search.slice(1).split("&").map((pair) => pair.split("=").map(decodeURIComponent));
  expect(query).toEqual([["subject", "Your account is ready"], ["body", text.replaceAll("\n", "\r\n")]]);
});

test("a test mail is marked, goes where it is told as somebody would get it, and counts for nobody", async ({ signedIn: page, host }) => {
  const user = await prepare(page, host);
  const id = await compose(page, host);
  const before = await api(page, host, "GET", `/users/${user}/timeline`);
  await caretAtEnd(textOf(page, "Training"));
  await page.keyboard.type(" Soon.");
  await showAs(page, "Ada Example");
  await page.getByRole("button", { name: "Send test mail" }).click();
  const dialog = page.getByRole("dialog", { name: "Send a test mail" });
  await expect(dialog).toContainText("the text in English, as Ada Example would get it.");
  await dialog.getByLabel("Send to").fill("me at home");
  await dialog.getByRole("button", { name: "Send test mail" }).click();
  await expect(dialog.getByText("This is not an address: it needs a form like name@example.com.")).toBeVisible();
  await dialog.getByLabel("Send to").fill("me@example.com");
  await dialog.getByRole("button", { name: "Send test mail" }).click();
  await expect(dialog.getByText("The test mail is on its way")).toBeVisible();
  const files = await outbox(host);
  expect(files).toHaveLength(1);
  const mail = await parse(await readFile(files[0] ?? ""));
  expect(mail.subject).toBe("[TEST] Your account is ready");
  expect([mail.to].flat().map((to) => to?.value.map(({ address }) => address))).toEqual([["me@example.com"]]);
  expect(mail.text).toContain("Hello Ada,");
  expect(mail.text).toContain("Short courses. Soon.");
  expect(await api(page, host, "GET", `/users/${user}/timeline`)).toEqual(before);
  expect((await api(page, host, "GET", "/send-batches")).batches).toEqual([]);
  expect((await saved(page, host, id)).block("training")?.text).toBe("Short courses. Soon.");
});
