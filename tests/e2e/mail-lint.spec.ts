// Mails as they leave: written by the host into its outbox, read by two parsers that know nothing of each other, and
// judged by what mail programs understand.

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { expect, type Page, request, test } from "@playwright/test";
import { caniemail, rawData } from "caniemail";
import { HtmlValidate } from "html-validate";
import { type AddressObject, type ParsedMail, simpleParser } from "mailparser";

import { api, changeSettings, Host, importPeople } from "./fixtures.ts";
import { type Allowed, allowedInHtml, allowedInPrograms } from "./mail-allowed.ts";
import { directory, draft, expectedSubject, type Language, languages, links, organization, person, pictures, portal, type Purpose, purposes, sender } from "./mail-drafts.ts";

/** The headers of a mail; none besides. */
const headers = ["auto-submitted", "content-language", "content-type", "date", "from", "message-id", "mime-version", "reply-to", "subject", "to"];

/** What a mail is made of, from the outside in. A part inside the second would stand at "2.1". */
const structure = [
  { at: "", type: "multipart/alternative" },
  { at: "1", type: "text/plain", charset: "utf-8" },
  { at: "2", type: "text/html", charset: "utf-8" },
];

/** Every element that a mail may hold. */
const elements = "a bdi body br div em h1 h2 head hr html img li meta ol p span strong style table tbody td title tr ul".split(" ");

/** The programs in which mails are to be read. */
const programs: Parameters<typeof caniemail>[0]["clients"] = ["gmail.*", "outlook.*", "apple-mail.*", "yahoo.*", "samsung-email.*", "thunderbird.*"];

/** Features that caniemail has data of and its linter does not look for. */
const overlooked: [string, RegExp][] = [
  ["@media (prefers-color-scheme)", /@media[^{]*prefers-color-scheme/],
  ["color-scheme CSS property", /[{;"\s]color-scheme\s*:/],
  ["color-scheme meta tag", /<meta name="color-scheme"/],
  ["margin-inline & margin-block", /margin-(inline|block)\s*:/],
  ["margin-inline-start & margin-inline-end", /margin-inline-(start|end)\s*:/],
  ["margin-block-start & margin-block-end", /margin-block-(start|end)\s*:/],
  ["padding-inline & padding-block", /padding-(inline|block)\s*:/],
  ["padding-inline-start & padding-inline-end", /padding-inline-(start|end)\s*:/],
  ["padding-block-start & padding-block-end", /padding-block-(start|end)\s*:/],
];

/** What caniemail knows: by family of programs, platform and version, an answer that begins with y(es), a(lmost), n(o) or u(nknown). */
const features: { title: string; stats: object }[] = rawData.data;

/** A part as Python's library reads it. */
interface Part {
  at: string;
  type: string;
  defects: string[];
  charset?: string;
  encoding?: string;
  sha256?: string;
  text?: string;
  links?: string[];
  elements?: string[];
}

/** A mail as Python's library reads it. */
interface Other {
  headers: string[];
  defects: string[];
  subject: string;
  from: { name: string; address: string }[];
  to: { name: string; address: string }[];
  reply_to: { name: string; address: string }[];
  date: number;
  message_id: string;
  auto_submitted: string;
  content_language: string;
  parts: Part[];
}

interface Mail {
  purpose: Purpose;
  language: Language;
  octets: Buffer;
  /** As mailparser reads it. */
  one: ParsedMail;
  /** As Python reads it. */
  other: Other;
  html: string;
  text: string;
}

let mails: Mail[] = [];
let began = 0;

test.beforeAll("one mail for each purpose in each language", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "usher-mails-"));
  const outbox = join(dataDir, "outbox");
  const host = new Host(dataDir, { ORGANIZATION_NAME: organization, PORTAL_URL: portal });
  const session = { request: await request.newContext() };
  began = Math.floor(Date.now() / 1000) * 1000;
  try {
    await host.start();
    await session.request.get(host.link);
    await changeSettings(session, host, (settings) => Object.assign(settings, { sender }));
    await importPeople(session, host, directory);
    const [{ user }] = (await api(session, host, "GET", "/users")).users;
    const files = new Map<string, [Purpose, Language]>();
    for (const purpose of purposes) {
      for (const language of languages) {
        const stored = await api(session, host, "POST", "/templates", draft(purpose, language));
        await api(session, host, "POST", `/templates/${stored.id}/test-mail`, { to: "me@example.com", draft: stored.draft, as_user: user.id });
        const added = (await readdir(outbox)).map((name) => join(outbox, name)).filter((file) => !files.has(file));
        expect(added).toEqual([expect.stringMatching(/\.eml$/)]);
        files.set(added[0] ?? "", [purpose, language]);
      }
    }
    const python = await promisify(execFile)("python3", [join(import.meta.dirname, "parse_mail.py"), ...files.keys()], { maxBuffer: 1 << 26 });
    const others: Other[] = JSON.parse(python.stdout);
    mails = await Promise.all([...files].map(async ([file, [purpose, language]], at) => read(purpose, language, await readFile(file), others[at])));
  } finally {
    await session.request.dispose();
    await host.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
});

async function read(purpose: Purpose, language: Language, octets: Buffer, other: Other | undefined): Promise<Mail> {
  expect(other).toBeDefined();
  const one = await simpleParser(octets, { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true });
  return { purpose, language, octets, one, other: other as Other, html: one.html || "", text: one.text ?? "" };
}

/** Looks at each mail; a failure says at which. */
function each(name: string, look: (mail: Mail) => void | Promise<void>): void {
  test(name, async () => {
    expect(mails).toHaveLength(purposes.length * languages.length);
    for (const mail of mails) {
      await test.step(`${mail.purpose}, ${mail.language}`, () => look(mail));
    }
  });
}

const address = (of: AddressObject | AddressObject[] | undefined) => (Array.isArray(of) ? of : [of]).flatMap((list) => list?.value ?? []).map(({ name, address }) => ({ name, address }));
/** As it is read: blanks are alike, and marks of direction are none of the letters. */
const spaced = (text: string) => text.replaceAll(/\s+/g, " ").replaceAll(/[\u202A-\u202E\u2066-\u2069]/g, "");
const sha256 = (text: string) => createHash("sha256").update(text.replaceAll("\n", "\r\n")).digest("hex");

each("a mail has exactly its parts, as both parsers see them", ({ one, other }) => {
  expect(other.parts.map(({ at, type, charset }) => ({ at, type, ...(charset && { charset }) }))).toEqual(structure);
  expect(other.parts.flatMap(({ defects }) => defects)).toEqual([]);
  expect(one.attachments.map(({ contentType }) => contentType)).toEqual(structure.filter(({ type }) => !/^(multipart|text)\//.test(type)).map(({ type }) => type));
  expect(one.headers.get("content-type")).toMatchObject({ value: structure[0]?.type });
});

each("both parsers read the same words in each part", ({ one, other }) => {
  const [text, html] = ["text/plain", "text/html"].map((type) => other.parts.find((part) => part.type === type));
  expect(text?.text?.replaceAll("\r\n", "\n")).toBe(one.text);
  expect(html?.text?.replaceAll("\r\n", "\n")).toBe(one.html);
  expect(text?.sha256).toBe(sha256(one.text ?? ""));
  expect(html?.sha256).toBe(sha256(one.html || ""));
});

each("a mail has its headers and no others, and both parsers read them alike", ({ purpose, language, one, other }) => {
  // Reminders can be declined; the activation email is what a person needs to begin.
  const wanted = purpose === "reminder" ? [...headers, "list-unsubscribe"].toSorted() : headers;
  expect(other.headers.toSorted()).toEqual(wanted);
  // The other parser gathers all that begins with `List-` under one name.
  expect([...one.headers.keys()].map((name) => (name === "list" ? "list-unsubscribe" : name)).toSorted()).toEqual(wanted);
  expect(other.defects).toEqual([]);
  const expected = {
    from: [{ name: sender.name, address: sender.address }],
    to: [{ name: "", address: "me@example.com" }],
    reply_to: [{ name: "", address: sender.reply_to }],
    auto_submitted: "auto-generated",
    content_language: language,
  };
  expect(other).toMatchObject(expected);
  expect(other.subject).toBe(one.subject);
  expect({
    from: address(one.from),
    to: address(one.to),
    reply_to: address(one.replyTo),
    auto_submitted: one.headers.get("auto-submitted"),
    content_language: one.headers.get("content-language"),
  }).toEqual(expected);
  expect(one.date?.getTime()).toBe(other.date);
  expect(other.date).toBeGreaterThanOrEqual(began);
  expect(other.date).toBeLessThanOrEqual(Date.now());
  expect(one.messageId).toBe(other.message_id);
  expect(other.message_id).toMatch(/^<[A-Za-z0-9-]+@example\.com>$/);
});

each("a name that looks like an encoded word stays the letters it is in the subject", ({ purpose, language, other }) => {
  // A mark of no width keeps it from being decoded.
  expect(other.subject.replaceAll("=\u2060?", "=?")).toBe(expectedSubject(purpose, language));
});

each("no mark that turns the direction of what follows it leaves the host", ({ text, html, other }) => {
  expect(text + html + other.subject).not.toMatch(/[\u202A-\u202E]/);
});

test("every mail has an identifier of its own", () => {
  expect(new Set(mails.map(({ one }) => one.messageId)).size).toBe(mails.length);
});

each("every relay can carry it: ASCII, no line above 998 octets, every line ended by CR LF", ({ octets }) => {
  const message = octets.toString("latin1");
  expect(message).toMatch(/^[\t\r\n\x20-\x7e]+$/);
  expect(message.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  expect(Math.max(...message.split("\r\n").map((line) => line.length))).toBeLessThanOrEqual(998);
});

each("lines of text are at most 76 characters long unless they are one word", ({ text }) => {
  expect(text.split("\n").filter((line) => [...line].length > 76 && line.trim().includes(" "))).toEqual([]);
});

test("links lead to the same places in the HTML, in either parser's eyes, and in the text", async ({ page }) => {
  for (const { purpose, language, html, text, other } of mails) {
    await test.step(`${purpose}, ${language}`, async () => {
      const seen = await inDocument(page, html);
      expect(seen.links).toEqual(links);
      expect(other.parts.find(({ type }) => type === "text/html")?.links).toEqual(links);
      expect(seen.pictures).toEqual(pictures);
      let from = 0;
      for (const link of links) {
        const at = text.indexOf(link, from);
        expect(at, `${link} after character ${from} of the text`).toBeGreaterThanOrEqual(from);
        from = at + link.length;
      }
    });
  }
});

test("words that try to be more than words stay whole, and stay words", async ({ page }) => {
  for (const { purpose, language, html, text, other } of mails) {
    await test.step(`${purpose}, ${language}`, async () => {
      const seen = await inDocument(page, html);
      const { email, first, last, display, department } = person;
      for (const words of [email, first, last, display, department, organization, '</td></table><script>alert(1)</script><!--[if mso]><img src=x onerror=alert(1)><![endif]-->']) {
        expect(spaced(text)).toContain(spaced(words));
        expect(spaced(seen.words)).toContain(spaced(words));
      }
      expect(seen.title).toBe(expectedSubject(purpose, language).replace("[TEST] ", ""));
      expect(seen.elements.filter((name) => !elements.includes(name))).toEqual([]);
      const named = other.parts.find(({ type }) => type === "text/html")?.elements ?? [];
      expect(named.filter((name) => !elements.includes(name))).toEqual([]);
      expect(seen.handlers).toEqual([]);
    });
  }
});

/** What a browser makes of the HTML, without running it. */
function inDocument(page: Page, html: string) {
  return page.evaluate((html) => {
    const mail = new DOMParser().parseFromString(html, "text/html");
    const all = [...mail.querySelectorAll("*")];
    return {
      title: mail.title,
      words: mail.body.textContent ?? "",
      links: [...mail.querySelectorAll("a")].map((link) => link.getAttribute("href")),
      pictures: [...mail.images].map((picture) => picture.getAttribute("src")),
      elements: [...new Set(all.map((element) => element.localName))],
      handlers: all.flatMap((element) => element.getAttributeNames()).filter((name) => name.startsWith("on") || name === "srcdoc" || name === "formaction"),
    };
  }, html);
}

test("the HTML is valid but for what mail programs need", async () => {
  const validator = new HtmlValidate({ root: true, extends: ["html-validate:recommended", "html-validate:document"] });
  const found = new Map<string, string>();
  for (const { html } of mails) {
    const { results } = await validator.validateString(html);
    for (const { ruleId, message } of results.flatMap(({ messages }) => messages)) {
      found.set(ruleId, message);
    }
  }
  expectAllowed(found, allowedInHtml);
});

test("every mail program understands the HTML and CSS but for what degrades well", () => {
  const found = new Map<string, string>();
  for (const { html } of mails) {
    const styles = [...html.matchAll(/<style[^>]*>([^]*?)<\/style>/g)].map(([, css]) => css ?? "").join("\n");
    // The linter does not look into media queries, so what is in them stands for itself here.
    const inMedia = [...styles.matchAll(/@media[^{]*{((?:[^{}]*{[^{}]*})*)\s*}/g)].map(([, css]) => css ?? "").join("\n");
    const results = [caniemail({ clients: programs, html }), ...(inMedia ? [caniemail({ clients: programs, css: inMedia })] : [])];
    for (const { issues } of results) {
      note(found, "unsupported", issues.errors);
      note(found, "in part", issues.warnings);
    }
    for (const [title, pattern] of overlooked) {
      if (pattern.test(html)) {
        noteOverlooked(found, title);
      }
    }
  }
  expectAllowed(found, allowedInPrograms);
});

type Level = "unsupported" | "in part";

/** Adds what the linter found to the findings: one for each feature and level, with programs and reservations. */
function note(found: Map<string, string>, level: Level, issues: Iterable<[string, { title: string; notes: string[] }[]]>): void {
  for (const [program, list] of issues) {
    for (const { title, notes } of list) {
      const finding = `${title}: ${level}`;
      const detail = `${program} ${notes.join(" ")}`.trim();
      const before = found.get(finding) ?? "";
      found.set(finding, before.includes(detail) ? before : `${before}\n  ${detail}`);
    }
  }
}

/** The same for a feature that the linter does not look for, from its data: what the newest version of each program does. */
function noteOverlooked(found: Map<string, string>, title: string): void {
  const feature = features.find((feature) => feature.title === title);
  if (!feature) {
    throw new Error(`caniemail has no data of ${title}`);
  }
  const platforms = new Map<string, Record<string, Record<string, string>>>(Object.entries(feature.stats));
  for (const family of programs.map((glob) => glob.replace(".*", ""))) {
    for (const [platform, versions] of Object.entries(platforms.get(family) ?? {})) {
      const [answer = ""] = Object.entries(versions).toSorted(([a], [b]) => (a < b ? 1 : -1)).map(([, answer]) => answer);
      if (/^[na]/.test(answer)) {
        note(found, answer.startsWith("n") ? "unsupported" : "in part", [[`${family}.${platform}`, [{ title, notes: [] }]]]);
      }
    }
  }
}

/** What was found is allowed, what is allowed was found, and the reasons hold. */
function expectAllowed(found: Map<string, string>, allowed: Allowed[]): void {
  const names = allowed.map(({ finding }) => finding);
  expect([...found].filter(([finding]) => !names.includes(finding)).map(([finding, detail]) => `${finding} ${detail}`), "not allowed").toEqual([]);
  expect(names.filter((name) => !found.has(name)), "allowed and not found any more").toEqual([]);
  const untrue = allowed.filter(({ unless }) => unless && mails.some(({ html }) => unless.test(html)));
  expect(untrue.map(({ finding, why }) => `${finding}, allowed since ${why}`), "no longer true").toEqual([]);
}
