// A batch under the administrator's hands: planned, begun, held, resumed and cancelled by keyboard alone; what failed tried again;
// a second tab and a reload; the file of outcomes.

import { createServer, type Server, type Socket } from "node:net";
import { readFile } from "node:fs/promises";

import type { Locator, Page } from "@playwright/test";

import { api, changeSettings, expect, expectAccessible, type Host, importPeople, openOffer, stickingOut, test } from "./fixtures.ts";
import { publishRollout } from "./rollout.ts";

/** A mail relay that takes every message after a pause, but refuses some recipients while it is told to. */
class Relay {
  refusing = true;
  taken: string[] = [];
  #server: Server;
  #sockets = new Set<Socket>();

  constructor(private readonly pause: number) {
    this.#server = createServer((socket) => this.#talk(socket));
  }

  async start(): Promise<number> {
    await new Promise<void>((ready) => this.#server.listen(0, "127.0.0.1", ready));
    const address = this.#server.address();
    return typeof address === "object" && address ? address.port : 0;
  }

  async stop(): Promise<void> {
    this.#sockets.forEach((socket) => socket.destroy());
    await new Promise((done) => this.#server.close(done));
  }

  #talk(socket: Socket): void {
    let [text, inData, to] = ["", false, ""];
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.write("220 relay.example ESMTP\r\n");
    socket.on("data", (octets) => {
      text += octets.toString("latin1");
      for (let end = text.indexOf("\r\n"); end >= 0; end = text.indexOf("\r\n")) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        if (inData) {
          if (line === ".") {
            inData = false;
            this.taken.push(to);
            setTimeout(() => socket.writable && socket.write("250 taken\r\n"), this.pause);
          }
          continue;
        }
        const verb = line.slice(0, 4).toUpperCase();
        if (verb === "EHLO" || verb === "HELO") {
          socket.write("250 relay.example\r\n");
        } else if (verb === "RCPT") {
          to = /<(.*?)>/.exec(line)?.[1] ?? "";
          const refusal = to.startsWith("refused0") ? "550 5.1.1 no such mailbox" : to.startsWith("refused") ? "552 5.2.2 mailbox full" : undefined;
          socket.write(`${(this.refusing && refusal) || "250 ok"}\r\n`);
        } else if (verb === "DATA") {
          inData = true;
          socket.write("354 go on\r\n");
        } else if (verb === "QUIT") {
          socket.end("221 bye\r\n");
        } else {
          socket.write("250 ok\r\n");
        }
      }
    });
  }
}

const many = (count: number, name = "p") =>
  `Email,First Name,Display Name,Status,App\n${Array.from({ length: count }, (_, at) => `${name}${at}@example.com,${name}${at},=${name}${at},Not Verified,TRUE\n`).join("")}`;

/** A sender and a published activation email; answers the template. */
async function ready(page: Page, host: Host): Promise<string> {
  await changeSettings(page, host, (settings) => {
    settings.sender = { name: "IT", address: "it@example.com", reply_to: "" };
  });
  return publishRollout(page, host);
}

/** Starts a batch to everybody who waits, past the page. */
async function start(page: Page, host: Host, template: string, key: string, more: object = {}) {
  const recipients = { by: "filter", filter: {}, expected: 0 };
  const plan = await api(page, host, "POST", "/send-batches/plan", { kind: "activation", recipients });
  const request = { kind: "activation", template, recipients: { ...recipients, expected: plan.matching }, expected_recipients: plan.recipients, ...more };
  return api(page, host, "POST", "/send-batches", request, { "Idempotency-Key": key });
}

/** Whether a message covers what has the focus, but for what is so high that enough of it is seen beside. */
const hidden = (message: Locator) =>
  message.evaluate((message) => {
    const [board, focused] = [message.closest("[data-floats]"), document.activeElement];
    if (!board) {
      throw new Error("the message stands nowhere");
    }
    if (!focused || focused === document.body || board.contains(focused)) {
      return false;
    }
    const [one, other] = [board.getBoundingClientRect(), focused.getBoundingClientRect()];
    const apart = one.left >= other.right || other.left >= one.right || one.top >= other.bottom || other.top >= one.bottom;
    return !apart && other.height <= innerHeight / 2;
  });

/** Nothing of a list has to be scrolled to sideways. */
const fits = async (page: Page, name: string) =>
  expect(await page.getByRole("region", { name, exact: true }).evaluate((list) => list.scrollWidth - list.clientWidth)).toBe(0);

// Slow enough that a batch still goes on when two pages have come.
const relay = new Relay(120);
let port = 0;
test.beforeAll(async () => {
  port = await relay.start();
});
test.afterAll(() => relay.stop());
test.beforeEach(() => {
  relay.refusing = true;
  relay.taken = [];
});

test.describe("with a relay", () => {
  test.use({ hostEnv: [async ({}, use) => use({ SMTP_URL: `smtp://127.0.0.1:${port}` }), { option: true }] });

  test("a batch is held, goes on and is cancelled by keyboard alone, and another tab sees the same", async ({ signedIn: page, host, context }) => {
    await importPeople(page, host, many(400));
    const template = await ready(page, host);
    const batch = await start(page, host, template, "keyboard");
    await page.goto(`${host.baseURL}/#/sending/${batch.id}`);
    const other = await context.newPage();
    await other.goto(`${host.baseURL}/#/sending/${batch.id}`);

    const pause = page.getByRole("button", { name: "Pause" });
    await expect(pause).toBeVisible();
    await pause.focus();
    await page.keyboard.press("Enter");
    const resume = page.getByRole("button", { name: "Go on", exact: true });
    await expect(resume).toBeFocused();
    await expect(page.getByText("Paused", { exact: true })).toBeVisible();
    await expect(other.getByText("Paused", { exact: true })).toBeVisible();
    await expectAccessible(page);
    await page.reload();
    await expect(page.getByText("Paused", { exact: true })).toBeVisible();
    await expect.poll(async () => (await api(page, host, "GET", `/send-batches/${batch.id}`)).counts.sending).toBe(0);
    const held = relay.taken.length;

    await resume.focus();
    await page.keyboard.press("Enter");
    await expect(pause).toBeFocused();
    await expect.poll(() => relay.taken.length).toBeGreaterThan(held);

    await page.keyboard.press("Tab");
    await expect(page.getByRole("button", { name: "Cancel batch" })).toBeFocused();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Cancel this batch?" });
    await expect(dialog.getByText(/\d+ mails have left; \d+ have not begun\./)).toBeVisible();
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Cancel batch" }).press("Enter");
    const told = page.getByText(/Cancelled\. [\d,]+ mails had left\./);
    await expect(told).toBeVisible();
    await expect(other.getByText("Cancelled", { exact: true })).toBeVisible();
    await expect(page.getByRole("button", { name: "Pause" })).toBeHidden();
    const counts = (await api(page, host, "GET", `/send-batches/${batch.id}`)).counts;
    expect(counts.sent + counts.skipped + counts.failed + counts.uncertain + counts.sending).toBe(400);
    expect(new Set(relay.taken).size).toBe(relay.taken.length);

    // Messages hide nothing that has the focus, in their corner as above a narrow page, and there the newest stands alone.
    for (const [width, height] of [[1440, 420], [768, 900], [360, 600]] as const) {
      await page.setViewportSize({ width, height });
      for (const key of ["Tab", "Shift+Tab"]) {
        for (let pressed = 0; pressed < 16; pressed += 1) {
          await page.keyboard.press(key);
          await expect.poll(() => hidden(told), { message: `${key} at ${width} px` }).toBe(false);
        }
      }
    }
    await expect(page.getByText("The batch goes on")).toBeHidden();
    const dismiss = page.getByRole("button", { name: "Dismiss" });
    await dismiss.press("Enter");
    await expect(told).toBeHidden();
    await expect(page.getByText("The batch goes on")).toBeVisible();
    await expect(dismiss).toBeFocused();
    await expectAccessible(page);
  });

  test("what failed is told with the next step, filtered, and tried again", async ({ signedIn: page, host }) => {
    await importPeople(page, host, many(3));
    await importPeople(page, host, many(2, "refused"));
    const template = await ready(page, host);
    const batch = await start(page, host, template, "retry");
    await page.goto(`${host.baseURL}/#/sending/${batch.id}`);
    await expect(page.getByText("5 of 5 done.")).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText(/refused for good \(naming the recipient, code 550 5\.1\.1\)\. Check the address/)).toBeVisible();
    await expect(page.getByText(/code 552 5\.2\.2\)\. The mailbox is full\. Reach this person some other way/)).toBeVisible();
    await page.getByLabel("Outcome", { exact: true }).selectOption({ label: "Failed" });
    await expect(page.getByRole("row")).toHaveCount(3);
    await page.getByLabel("Reason", { exact: true }).selectOption({ label: "No answer in time" });
    await expect(page.getByText("Nobody has this outcome.")).toBeVisible();
    await expectAccessible(page);
    relay.refusing = false;
    const retry = page.getByRole("button", { name: "Try the 2 that failed again" });
    await retry.focus();
    await page.keyboard.press("Enter");
    await expect(page.getByText("2 deliveries are tried again")).toBeVisible();
    await expect(retry).toBeHidden();
    await expect(page.getByText("5 of 5 done.")).toBeVisible({ timeout: 60_000 });
    expect(relay.taken.toSorted()).toEqual(["p0", "p1", "p2", "refused0", "refused1"].map((name) => `${name}@example.com`));
    await page.getByLabel("Outcome", { exact: true }).selectOption({ label: "All" });
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download outcomes (CSV)" }).click()]);
    const text = await readFile(await file.path(), "utf8");
    expect(text.trimEnd().split("\r\n")).toHaveLength(6);
    expect(text).toContain("p0@example.com,'=p0,");
    expect(text).toMatch(/refused1@example\.com,'=refused1,[^,]+,sent,,,/);
  });
});

for (const [language, scheme, words] of [
  ["en", "light", { begins: /Begins .* \(UTC\)\./, now: "Start now", list: "Sending", state: "Scheduled", done: "3 of 3 done.", waves: /At most 2 mails a day/ }],
  ["pl", "dark", { begins: /Rozpoczęcie: .* \(UTC\)\./, now: "Rozpocznij teraz", list: "Wysyłki", state: "Zaplanowana", done: "Gotowe: 3 z 3.", waves: /Najwyżej 2 wiadomości dziennie/ }],
] as const) {
  test(`a scheduled batch says when it begins and begins at once on demand (${language}, 360 px, ${scheme})`, async ({ signedIn: page, host }) => {
    await page.setViewportSize({ width: 360, height: 800 });
    await page.emulateMedia({ colorScheme: scheme });
    await page.evaluate((code) => localStorage.setItem("usher.language", code), language);
    await importPeople(page, host, many(3));
    const template = await ready(page, host);
    const day = new Date(Date.now() + 3 * 86_400_000).toISOString();
    const batch = await start(page, host, template, "planned", { starts_at: day });
    const waves = await start(page, host, template, "waves", { starts_at: day, per_day: 2 });
    await page.goto(`${host.baseURL}/#/sending/${waves.id}`);
    await page.reload();
    await expect(page.getByText(words.waves)).toBeVisible();
    await page.goto(`${host.baseURL}/#/sending/${batch.id}`);
    await expect(page.getByText(words.state, { exact: true })).toBeVisible();
    await expect(page.getByText(words.begins)).toBeVisible();
    await expectAccessible(page);
    const overflow = await stickingOut(page);
    expect(overflow).toBe(0);
    await page.getByRole("button", { name: words.now }).press("Enter");
    await expect(page.getByText(words.done)).toBeVisible({ timeout: 60_000 });
    await page.goto(`${host.baseURL}/#/sending`);
    // A row each: where they stack, the headings stand in the cells.
    await expect(page.getByRole("row")).toHaveCount(2);
    await fits(page, words.list);
    await expectAccessible(page);
    await page.setViewportSize({ width: 768, height: 1024 });
    await fits(page, words.list);
    await expectAccessible(page);
  });
}

test("a lost answer and a reload send once", async ({ signedIn: page, host, complaints }) => {
  await importPeople(page, host, many(3));
  await ready(page, host);
  await openOffer(page, host);
  const confirm = page.getByRole("dialog").getByRole("button", { name: "Send to 3 people" });
  await expect(confirm).toBeVisible();
  // The request arrives, its answer does not.
  let lost = 0;
  await page.route("**/api/v1/send-batches", async (route) => {
    if (route.request().method() !== "POST" || lost > 0) {
      return route.continue();
    }
    lost += 1;
    await route.fetch();
    return route.abort();
  });
  await confirm.click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("to 3 people", { timeout: 30_000 });
  expect(lost).toBe(1);
  expect((await api(page, host, "GET", "/send-batches")).batches).toHaveLength(1);
  const kept = await page.evaluate(() => localStorage.getItem("usher.send") ?? "");
  expect(kept).not.toContain("example.com");
  complaints.splice(0, complaints.length, ...complaints.filter((complaint) => !complaint.includes("ERR_FAILED")));
});
