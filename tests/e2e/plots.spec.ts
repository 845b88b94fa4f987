// The numbers of the tracker: opened by keyboard, followed by the filters, read as a table, kept as a file that no
// spreadsheet runs, at phone width and in forced colours.

import { readFile } from "node:fs/promises";

import type { Page } from "@playwright/test";

import { expect, expectAccessible, importPeople, stickingOut, test } from "./fixtures.ts";

// 30 people: 20 wait, 10 signed in before anybody looked; a department whose name is a formula.
const people = ["Email,First Name,Last Name,Department,Preferred Language,Status,App,Added"]
  .concat(Array.from({ length: 30 }, (_, n) => {
    const department = ["Sales", "=1+1", ""][n % 3];
    return `p${n}@example.com,P${n},Person,${department},${n % 2 ? "German" : "Polish"},${n < 20 ? "Not Verified" : "Active"},TRUE,2026-01-0${1 + (n % 9)}`;
  }))
  .join("\n");

const plot = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
/** The table of a plot, row by row, cells between bars. */
const rows = (page: Page, name: string) => plot(page, name).locator("tbody tr").evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent?.trim()).join("|")));

for (const [language, width, scheme, words] of [
  [
    "en",
    1280,
    "light",
    {
      numbers: "Numbers",
      people: "Of the 30 people whom the filters let pass.",
      funnel: "Activation funnel",
      departments: "Activation by department",
      languages: "Activation by language",
      waiting: "Waiting by age",
      signIns: "Sign-ins after the last email",
      steps: ["Licensed|30", "Mailed|0", "Signed in|0"],
      groups: ["=1+1|10|0|0", "Sales|10|0|0", "Not known|10|0|0"],
      table: "Data table",
      csv: "Download CSV: Activation by department",
      header: "Department,Licensed,Mailed,Signed in",
      notKnown: "Not known",
      groupBy: "Group by",
      language: "Language",
      filtered: "Of the 20 people whom the filters let pass.",
    },
  ],
  [
    "pl",
    360,
    "dark",
    {
      numbers: "Liczby",
      people: "Z 30 osób, które przepuszczają filtry.",
      funnel: "Lejek aktywacji",
      departments: "Aktywacja według działów",
      languages: "Aktywacja według języków",
      waiting: "Czekający według czasu",
      signIns: "Logowania po ostatnim e-mailu",
      steps: ["Z licencją|30", "E-mail wysłany|0", "Zalogowane|0"],
      groups: ["=1+1|10|0|0", "Sales|10|0|0", "Nie wiadomo|10|0|0"],
      table: "Tabela danych",
      csv: "Pobierz CSV: Aktywacja według działów",
      header: "Dział,Z licencją,E-mail wysłany,Zalogowane",
      notKnown: "Nie wiadomo",
      groupBy: "Grupuj według",
      language: "Język",
      filtered: "Z 20 osób, które przepuszczają filtry.",
    },
  ],
] as const) {
  test(`the numbers follow the filters and are read, drawn and kept alike: ${language}`, async ({ page, host }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme: scheme });
    await page.addInitScript((code) => localStorage.setItem("usher.language", code), language);
    await page.goto(host.link);
    await importPeople(page, host, people);
    await page.goto(`${host.baseURL}/#/tracker?standing=everybody`);
    await page.reload();
    const numbers = page.getByRole("button", { name: words.numbers, exact: true });
    await numbers.focus();
    await page.keyboard.press("Enter");
    await expect(numbers).toHaveAttribute("aria-expanded", "true");
    await expect(page.getByText(words.people)).toBeVisible();
    await expectAccessible(page);

    expect(await rows(page, words.funnel)).toEqual(words.steps);
    expect(await rows(page, words.departments)).toEqual(words.groups);
    await plot(page, words.departments).getByText(words.table, { exact: true }).click();
    await expect(plot(page, words.departments).getByRole("table")).toBeVisible();
    await expect(plot(page, words.departments).getByRole("img")).toHaveAttribute("aria-label", /Sales/);
    await expectAccessible(page);
    expect(await stickingOut(page), "nothing sticks out").toBeLessThanOrEqual(0);

    // Nobody was mailed by Usher, so no sign-in can be counted from a mail.
    const signIns = await rows(page, words.signIns);
    expect(signIns.slice(0, 17).every((row) => row.split("|")[1] === "0")).toBe(true);
    expect(signIns.slice(17).map((row) => row.split("|")[1])).toEqual(["0", "10", "0"]);

    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: words.csv }).click()]);
    const file = await readFile(await download.path(), "utf8");
    expect(file.startsWith(`\u{FEFF}${words.header}\r\n`)).toBe(true);
    expect(file).toContain("'=1+1,10,0,0");

    await page.getByLabel(words.groupBy).selectOption({ label: words.language });
    await expect(plot(page, words.languages)).toBeVisible();
    expect((await rows(page, words.languages)).map((row) => row.split("|")[1])).toEqual(["15", "15"]);

    // The filters of the address; whoever waits was added long ago.
    await page.goto(`${host.baseURL}/#/tracker?standing=waiting`);
    await expect(page.getByText(words.filtered)).toBeVisible();
    const waiting = await rows(page, words.waiting);
    expect(waiting.reduce((sum, row) => sum + Number(row.split("|")[1]), 0)).toBe(20);

    await page.emulateMedia({ forcedColors: "active" });
    const bar = plot(page, words.waiting).locator("rect").first();
    await expect(bar).toHaveCSS("fill", await page.evaluate(() => {
      const probe = document.createElement("span");
      probe.style.setProperty("color", "CanvasText");
      document.body.append(probe);
      const colour = getComputedStyle(probe).color;
      probe.remove();
      return colour;
    }));
  });
}

test("where the backend does not tell of mails, nothing is counted by them", async ({ page, host }) => {
  await page.goto(host.link);
  await importPeople(page, host, people);
  await page.route("**/api/v1/capabilities", async (route) => {
    await route.fulfill({ json: { ...(await (await route.fetch()).json()), delivery_outcomes: "unavailable" } });
  });
  await page.goto(`${host.baseURL}/#/settings`);
  await page.reload();
  const steps = page.getByRole("region", { name: "Mail flow today" }).getByRole("listitem");
  await expect(steps.filter({ hasText: "Activation email" })).toHaveText(/–\s*Not known/);
  await expect(steps.filter({ hasText: "Reminder" })).toHaveText(/–\s*Not known/);
  await expect(steps.filter({ hasText: "Signed in" })).toContainText("10");
  await expectAccessible(page);

  await page.goto(`${host.baseURL}/#/tracker?standing=everybody`);
  await page.getByRole("button", { name: "Numbers", exact: true }).click();
  await expect(page.getByText("Of the 30 people whom the filters let pass.")).toBeVisible();
  expect(await rows(page, "Activation funnel")).toEqual(["Licensed|30", "Signed in|10"]);
  expect(await rows(page, "Activation by department")).toEqual(["=1+1|10|3", "Sales|10|3", "Not known|10|4"]);
  await expect(plot(page, "Activation funnel")).toContainText("This backend does not tell which emails people got.");
  await expect(plot(page, "Waiting by age")).toBeVisible();
  await expect(plot(page, "Sign-ins after the last email")).toHaveCount(0);
  expect(await stickingOut(page), "nothing sticks out").toBeLessThanOrEqual(0);
  await expectAccessible(page);
});
