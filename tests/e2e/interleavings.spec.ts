// Two administrators at once: whatever each does and in whatever order they save, nothing is overwritten that nobody chose
// to give up.

import type { Page } from "@playwright/test";

import { api, expect, expectAccessible, type Host, test } from "./fixtures.ts";

/** In two halves, which may go side by side. */
const ROUNDS = 100;

/** A small generator with a printed seed, so that a failing run can be repeated. */
function dice(seed: number) {
  let state = seed >>> 0;
  return (sides: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

interface Edit {
  /** Which part of the saved settings. */
  part: "sender" | "owner" | "days" | "rule name" | "rule domain";
  value: string;
}

/** What is saved, part by part. */
function parts(settings: any): Record<Edit["part"], string> {
  const [rule] = settings.rules;
  return {
    sender: settings.sender.name,
    owner: settings.follow_up.owner,
    days: settings.follow_up.reminder_days,
    "rule name": rule.name,
    "rule domain": rule.conditions[0].value,
  };
}

/** Labels in the comparison. */
const LABEL: Record<Edit["part"], RegExp> = {
  sender: /^Sender: Name/,
  owner: /^Follow-up: Responsible/,
  days: /^Follow-up: Reminders/,
  "rule name": /^Rule “.*”: Name of the rule/,
  "rule domain": /^Rule “.*”: For whom/,
};

class Administrator {
  /** What this one typed since the last save. */
  typed = new Map<Edit["part"], string>();

  constructor(
    readonly name: string,
    readonly page: Page,
  ) {}

  async open(host: Host): Promise<void> {
    // Leaving with something typed asks, and this one does mean it.
    this.page.on("dialog", (dialog) => dialog.accept());
    await this.page.goto(`${host.baseURL}/#/settings`);
    await this.page.reload();
    await this.page.getByRole("button", { name: /^1\. / }).click();
    await expect(this.page.getByLabel("Name of the rule")).toBeVisible();
  }

  field(part: Edit["part"]) {
    switch (part) {
      case "sender":
        return this.page.getByLabel("Name", { exact: true });
      case "owner":
        return this.page.getByLabel("Responsible");
      case "days":
        return this.page.getByLabel("Reminders after how many days");
      case "rule name":
        return this.page.getByLabel("Name of the rule");
      case "rule domain":
        return this.page.getByRole("combobox", { name: "Email domain", exact: true });
    }
  }

  async type({ part, value }: Edit): Promise<void> {
    await this.field(part).fill(value);
    this.typed.set(part, value);
  }

  async shows(part: Edit["part"]): Promise<string> {
    return this.field(part).inputValue();
  }
}

for (const [nth, half] of ["first", "second"].entries()) {
  test(`${half} ${ROUNDS} interleavings of two administrators overwrite nothing in silence`, async ({ browser, page, host, complaints }) => {
    test.setTimeout(900_000);
    const seed = Number(process.env.USHER_SEED ?? (Date.now() + nth) % 2 ** 32);
    const roll = dice(seed);
    await page.goto(host.link);
    const first = await api(page, host, "GET", "/email-settings");
    first.settings.sender = { name: "IT", address: "it@example.com", reply_to: "" };
    first.settings.follow_up = { owner: "Ada", reminder_days: "2" };
    first.settings.rules = [
      { id: "r", name: "Rule", kinds: ["activation"], conditions: [{ field: "email_domain", value: "d.example" }], action: "suppress" },
    ];
    await api(page, host, "PUT", "/email-settings", first.settings, { "If-Match": '"1"' });
    const second = await browser.newContext({ storageState: await page.context().storageState(), locale: "en-GB", viewport: { width: 1440, height: 900 } });
    const both = [new Administrator("first", page), new Administrator("second", await second.newPage())] as const;
    for (const administrator of both) {
      await administrator.open(host);
    }
    /** What every part is by what was saved and chosen so far. */
    const expected = parts((await api(page, host, "GET", "/email-settings")).settings);
    const counted = { saves: 0, comparisons: 0, choices: 0, reloads: 0 };

    for (let round = 0; round < ROUNDS; round += 1) {
      const why = `seed ${seed}, round ${round}`;
      const acts: [number, "type" | "save" | "reload"][] = [[0, "type"], [1, "type"]];
      if (roll(3) === 0) {
        acts.push([roll(2), "type"]);
      }
      if (roll(12) === 0) {
        acts.push([roll(2), "reload"]);
      }
      // In any order; whoever typed saves in the end.
      acts.sort(() => roll(3) - 1);
      const saving = roll(2);
      acts.push([saving, "save"], [1 - saving, "save"]);
      for (const [who, act] of acts) {
        const administrator = both[who];
        if (act === "type") {
          const all: Edit["part"][] = ["sender", "owner", "days", "rule name", "rule domain"];
          const part = all[roll(all.length)] ?? "sender";
          const number = round * 10 + roll(10);
          const values = { sender: `Desk ${number}`, owner: `Team ${number}`, days: `${1 + (number % 360)}`, "rule name": `Rule ${number}`, "rule domain": `d${number}.example` };
          await administrator.type({ part, value: values[part] });
        } else if (act === "reload") {
          await reload(administrator, host, why);
          counted.reloads += 1;
        } else {
          await saveOrCompare(administrator, host, expected, roll, counted, why);
        }
      }
      expect(parts((await api(page, host, "GET", "/email-settings")).settings), why).toEqual(expected);
    }
    console.log(`interleavings, ${half} half: ${ROUNDS} rounds, seed ${seed}: ${JSON.stringify(counted)}`);
    expect(counted.saves, "nearly everybody saved in every round").toBeGreaterThan(ROUNDS * 1.8);
    expect(counted.comparisons, "some saves were stale").toBeGreaterThan(ROUNDS / 10);
    expect(counted.choices, "some parts were changed by both").toBeGreaterThan(0);
    // The browser says of a stale save that it was answered with 412.
    expect(complaints.splice(0).filter((complaint) => !complaint.includes("412"))).toEqual([]);
    await second.close();
  });
}

/** Loads the page again: what was typed is there, but for people, who are not kept in the browser. */
async function reload(administrator: Administrator, host: Host, why: string): Promise<void> {
  const { page, typed } = administrator;
  await page.reload();
  await page.getByRole("button", { name: /^1\. / }).click();
  for (const [part, value] of [...typed]) {
    if (part === "sender" || part === "owner") {
      typed.delete(part);
    } else {
      expect(await administrator.shows(part), `${why}: ${administrator.name} still sees what was typed`).toBe(value);
    }
  }
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  expect(kept, `${why}: no people in the browser's storage`).not.toMatch(/Desk|Team|it@example/);
}

async function saveOrCompare(
  administrator: Administrator,
  host: Host,
  expected: Record<string, string>,
  roll: (sides: number) => number,
  counted: { saves: number; comparisons: number; choices: number },
  why: string,
): Promise<void> {
  const { page, typed } = administrator;
  const save = page.getByRole("button", { name: "Save", exact: true });
  // What is typed may happen to be what is saved.
  const asSaved = () => [...typed].every(([part, value]) => expected[part] === value);
  await expect.poll(async () => (await save.isVisible()) || asSaved(), { message: why, intervals: [20, 50, 100] }).toBe(true);
  if (!(await save.isVisible())) {
    typed.clear();
    return;
  }
  await save.click();
  const compare = page.getByRole("button", { name: "Compare and choose" });
  await expect.poll(async () => (await save.isHidden()) || (await compare.isVisible()), { intervals: [20, 50, 100] }).toBe(true);
  if (await compare.isVisible()) {
    counted.comparisons += 1;
    await compare.click();
    const dialog = page.getByRole("dialog", { name: "Somebody else saved meanwhile" });
    await expect(dialog.getByRole("row").nth(1)).toBeVisible();
    if (counted.comparisons === 1) {
      await expectAccessible(page);
    }
    for (const [part, value] of typed) {
      const row = dialog.getByRole("row").filter({ has: page.getByRole("rowheader", { name: LABEL[part] }) });
      await expect(row, `${why}: what was typed is shown`).toContainText(value);
      const mine = row.getByRole("radio", { name: "Yours" });
      if (await mine.count()) {
        counted.choices += 1;
        await expect(row, `${why}: and what the other saved`).toContainText(String(expected[part]));
        if (roll(2) === 0) {
          await mine.check();
        } else {
          await row.getByRole("radio", { name: "Theirs" }).check();
          typed.delete(part);
        }
      }
    }
    await dialog.getByRole("button", { name: "Save both changes" }).click();
    await expect(dialog).toBeHidden();
  }
  await expect(save, `${why}: saved`).toBeHidden();
  counted.saves += 1;
  for (const [part, value] of typed) {
    expected[part] = value;
  }
  typed.clear();
  expect(parts((await api(page, host, "GET", "/email-settings")).settings), `${why}: ${administrator.name} saved`).toEqual(expected);
}
