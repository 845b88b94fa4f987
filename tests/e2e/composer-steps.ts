// What the journeys through the composer share: a message that is complete, and the ways to its fields.

import type { FrameLocator, Locator, Page } from "@playwright/test";

import { api, expect, type Host } from "./fixtures.ts";

export interface Block {
  id: string;
  kind: string;
  title?: string;
  text?: string;
  label?: string;
  url?: string;
  alt?: string;
  width?: string;
  height?: string;
  otherwise?: string;
}

export interface Draft {
  name: string;
  purpose: string;
  accent?: string;
  variants: { language: string; subject: string; preheader?: string; blocks: Block[]; follows?: Record<string, string> }[];
}

/** An English activation email in which every check passes, where nobody bought Meetings. */
export function completeDraft(): Draft {
  const blocks: Block[] = [
    { id: "hello", kind: "text", text: "Hello {{first_name|there}},\n\nYour account is ready." },
    { id: "goals", kind: "goals", title: "Why we move", text: "We bring calls and messages together, group by group." },
    { id: "value", kind: "value", title: "What you gain", text: "- Call from one app\n- Find your files" },
    { id: "help", kind: "help_desk", title: "If you are stuck", text: "Ask us.", label: "Contact the help desk", url: "https://help.example.com" },
    { id: "training", kind: "training", title: "First steps", text: "Short courses.", label: "See the courses", url: "https://training.example.com" },
    { id: "portal", kind: "portal", title: "Your settings", text: "Change them yourself.", label: "Open the portal", url: "{{portal_url}}" },
    { id: "activate", kind: "activate", title: "How to begin", text: "1. Open the app and enter {{email}}.\n2. Sign in with your company credentials." },
  ];
  return { name: "Welcome", purpose: "activation", variants: [{ language: "en", subject: "Your account is ready", preheader: "Sign in today", blocks }] };
}

/** Keeps a draft as somebody else would, past the page; its identifier. */
export async function create(page: Page, host: Host, draft: Draft): Promise<string> {
  return (await api(page, host, "POST", "/templates", draft)).id;
}

/** Keeps a draft and opens it. */
export async function compose(page: Page, host: Host, draft = completeDraft()): Promise<string> {
  const id = await create(page, host, draft);
  await open(page, host, id);
  return id;
}

/** Opens a template that is kept. */
export async function open(page: Page, host: Host, id: string): Promise<void> {
  await page.goto(`${host.baseURL}/#/composer/${id}`);
  await expect(page.getByRole("button", { name: /^(Publish|Opublikuj)$/ })).toBeVisible();
}

/** The draft as the host has it. */
export async function stored(page: Page, host: Host, id: string): Promise<Draft> {
  return (await api(page, host, "GET", `/templates/${id}`)).draft;
}

/** The first text of the draft, once everything is saved. */
export async function saved(page: Page, host: Host, id: string) {
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  const [first] = (await stored(page, host, id)).variants;
  expect(first).toBeDefined();
  const block = (of: string) => first?.blocks.find((known) => known.id === of);
  return { ...(first as Draft["variants"][number]), block };
}

/** The card of a block. */
export const card = (page: Page, name: string): Locator => page.getByRole("article", { name, exact: true });
/** A text of a block. */
export const textOf = (page: Page, block: string, field = "Text"): Locator => card(page, block).getByRole("textbox", { name: field, exact: true });
/** The subject. */
export const subjectOf = (page: Page): Locator => page.getByRole("textbox", { name: "Subject", exact: true });
/** The blocks by their names, in their order. */
export const order = (page: Page): Promise<string[]> => page.getByRole("article").evaluateAll((cards) => cards.map((of) => of.getAttribute("aria-label") ?? ""));
/** The message as it is shown. */
export const shown = (page: Page): FrameLocator => page.frameLocator("iframe");
/** A check by its name. */
export const check = (page: Page, name: string): Locator => page.getByRole("listitem").filter({ has: page.getByText(name, { exact: true }) }).last();

/** Shows the checks, or the preview. */
export async function side(page: Page, name: "Preview" | "Checks"): Promise<void> {
  await page.getByRole("tab", { name, exact: true }).click();
}

/** Puts the caret to the end of a text. */
export async function caretAtEnd(text: Locator): Promise<void> {
  await text.focus();
  await text.press("ControlOrMeta+End");
}

/** Pastes what another program would leave in the clipboard. */
export async function paste(into: Locator, html: string, plain: string): Promise<void> {
  await into.evaluate(
    (text, [html, plain]) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/html", html ?? "");
      clipboardData.setData("text/plain", plain ?? "");
      text.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    },
    [html, plain],
  );
}

/** People as a file of the directory has them; everybody waits. */
export function people(rows: { email: string; first?: string; language?: string; room?: string }[], license = "Example - WebEx Meeting Center"): string {
  const row = ({ email, first = "", language = "English", room = "" }: (typeof rows)[number]) =>
    [email, first, first && "Example", first && `${first} Example`, language, room, "Not Verified", "TRUE"].join(",");
  return [`Email,First Name,Last Name,Display Name,Preferred Language,Personal Meeting Room,Status,${license}`, ...rows.map(row)].join("\n");
}
