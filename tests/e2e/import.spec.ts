// A file of people into the directory and out again: columns chosen, everything told before, errors fetched, cancelled.

import { readFile } from "node:fs/promises";

import type { Download, Locator, Page } from "@playwright/test";

import { expect, expectAccessible, importPeople, test } from "./fixtures.ts";

/** A file as a spreadsheet of another country saves it: nothing in it is named as the platform names it. */
const sheet = [
  "Kontakt;Prywatny;Zespół;Licencja A;Uwagi",
  "ada@example.com;ada@home.example;Sprzedaż;TRUE;",
  "=HYPERLINK(1);bo@home.example;Sprzedaż;TRUE;\"a, \"\"b\"\"\"",
  "cy@example.com;cy@home.example;Zakupy;perhaps;",
  "dee@example.com;dee@home.example;Zakupy;FALSE;",
].join("\r\n");

const csv = (text: string) => ({ name: "osoby.csv", mimeType: "text/csv", buffer: Buffer.from(`${text}\r\n`) });

async function open(page: Page): Promise<Locator> {
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Tracker" }).click();
  await page.getByRole("button", { name: "Import CSV" }).first().click();
  return page.getByRole("dialog", { name: "Import people from CSV" });
}

async function contents(download: Download): Promise<string> {
  return readFile(await download.path(), "utf8");
}

async function total(page: Page): Promise<number> {
  const answer = await page.request.get(`${new URL(page.url()).origin}/api/v1/users?limit=1`);
  return (await answer.json()).total;
}

/** Presses Tab until something has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      return;
    }
    await page.keyboard.press("Tab");
  }
  await expect(target).toBeFocused();
}

test("columns are chosen, every bad row is told and fetched, and only then anything is written", async ({ signedIn: page }) => {
  const dialog = await open(page);
  await dialog.getByLabel("CSV file").setInputFiles(csv(sheet));

  await test.step("what was recognized is shown with its reason and first values", async () => {
    await expect(dialog.getByText("Cells are separated by semicolons")).toBeVisible();
    await expect(dialog.getByText("ada@example.com", { exact: true })).toBeVisible();
    await expect(dialog.getByLabel("Kontakt")).toHaveValue(await dialog.getByLabel("Kontakt").locator("option", { hasText: "Email address" }).getAttribute("value") ?? "");
    await expect(dialog.getByText("Import 2 people")).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("a choice that cannot be followed says why, and nothing is checked", async () => {
    await dialog.getByLabel("Prywatny").selectOption({ label: "Email address" });
    await expect(dialog.getByText("“Prywatny” and “Kontakt” are both chosen as: Email address.")).toBeVisible();
    await expect(dialog.getByText("What would happen")).toBeHidden();
    await dialog.getByLabel("Prywatny").selectOption({ label: "Not read" });
    await dialog.getByLabel("Zespół").selectOption({ label: "Department" });
    await expect(dialog.getByText("Import 2 people")).toBeVisible();
    await expect(dialog.getByText("This import sends no email.")).toBeVisible();
  });

  await test.step("the bad rows can be fetched with their cells, harmless in a spreadsheet", async () => {
    await expect(dialog.getByRole("row", { name: /^4 / })).toContainText("Licencja A");
    const fetching = page.waitForEvent("download");
    await dialog.getByRole("button", { name: "Download refused rows" }).click();
    expect(await contents(await fetching)).toBe(
      [
        "\uFEFFLine,Column,Reason,Kontakt,Prywatny,Zespół,Licencja A,Uwagi",
        "3,Kontakt,The address is not of the form name@example.com,'=HYPERLINK(1),bo@home.example,Sprzedaż,TRUE,\"a, \"\"b\"\"\"",
        '4,Licencja A,"A license cell must be TRUE, FALSE or empty",cy@example.com,cy@home.example,Zakupy,perhaps,',
        "",
      ].join("\r\n"),
    );
    expect(await total(page)).toBe(0);
  });

  await test.step("the import writes the chosen columns and no others", async () => {
    await dialog.getByRole("button", { name: "Import 2 people" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("Import finished. Added: 2, changed: 0, refused rows: 2.")).toBeVisible();
    const answer = await page.request.get(`${new URL(page.url()).origin}/api/v1/users`);
    const users = (await answer.json()).users.map((record: any) => [record.user.email, record.user.department, record.user.licenses]);
    expect(users).toEqual([
      ["ada@example.com", "Sprzedaż", ["Licencja A"]],
      ["dee@example.com", "Zakupy", []],
    ]);
  });
});

test("all of it works with the keyboard alone", async ({ signedIn: page }) => {
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Tracker" }).press("Enter");
  const button = page.getByRole("button", { name: "Import CSV" }).first();
  await button.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Import people from CSV" });
  // The system's own choice of a file cannot be driven by keys here.
  await dialog.getByLabel("CSV file").setInputFiles(csv("Kontakt,Zespół\r\nada@example.com,Sprzedaż"));
  await expect(dialog.getByText("Import 1 person")).toBeVisible();
  await tabTo(page, dialog.getByLabel("Zespół"));
  await page.keyboard.type("Depart");
  await expect(dialog.getByText("chosen by you")).toBeVisible();
  await expect(dialog.getByText("Import 1 person")).toBeVisible();
  await tabTo(page, dialog.getByRole("button", { name: "Import 1 person" }));
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Import finished. Added: 1")).toBeVisible();
});

test("a check is stopped and an import is cancelled, and nothing of them is left", async ({ signedIn: page, complaints }) => {
  const dialog = await open(page);
  // Held back on their way, so that there is time to stop them.
  let held = 0;
  await page.route("**/api/v1/users/import?*", async (route) => {
    held += 1;
    const preview = route.request().url().includes("preview=true");
    if ((preview && held === 1) || !preview) {
      return;
    }
    await route.continue();
  });
  await dialog.getByLabel("CSV file").setInputFiles(csv("Email,Name\r\nada@example.com,Ada"));
  await expect(dialog.getByRole("progressbar", { name: "Progress of the import" })).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Stop checking" }).click();
  await expect(dialog.getByText("The check was stopped. Nothing was written.")).toBeVisible();
  await dialog.getByRole("button", { name: "Check again" }).click();
  await dialog.getByRole("button", { name: "Import 1 person" }).click();
  await expect(dialog.getByRole("progressbar", { name: "Progress of the import" })).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel the import" }).click();
  await expect(dialog.getByText("The import was cancelled.")).toBeVisible();
  expect(await total(page)).toBe(0);
  // The dialog is still there, and can be tried again.
  await page.unroute("**/api/v1/users/import?*");
  await dialog.getByRole("button", { name: "Import 1 person" }).click();
  await expect(page.getByText("Import finished. Added: 1")).toBeVisible();
  expect(complaints).toEqual([]);
});

test("what is exported is imported again without any change", async ({ signedIn: page, host }) => {
  await importPeople(
    page,
    host,
    'Email,First Name,Display Name,Department,User Status,App\n+ada@example.com,=1+1,"Ada ""A"" Nowak","Sales, EU",Not Verified,TRUE\nbo@example.com,Bo,אבג,-2,Active,FALSE\n',
  );
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Tracker" }).click();
  await page.goto(`${host.baseURL}/#/tracker?standing=everybody`);
  await page.getByRole("button", { name: "Export CSV" }).click();
  const dialog = page.getByRole("dialog", { name: "Export people to CSV" });
  await expect(dialog.getByText("2 people will be written: all that search and filters find.")).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "No columns" }).click();
  await expect(dialog.getByText("Choose at least one column.")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Export CSV" })).toBeDisabled();
  await dialog.getByLabel("First name").check();
  await expect(dialog.getByText("Without the email address this file cannot be imported again.")).toBeVisible();
  await dialog.getByRole("button", { name: "All columns" }).click();
  await dialog.getByLabel("Begin with a byte order mark").uncheck();
  const fetching = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Export CSV" }).click();
  const text = await contents(await fetching);
  expect(text).toContain("First Name,Last Name,Display Name,User ID/Email (Required),User Status");
  expect(text.startsWith("\uFEFF")).toBe(false);
  expect(text).toContain("'=1+1");
  expect(text).toContain("'+ada@example.com");

  const again = await open(page);
  await again.getByLabel("CSV file").setInputFiles(csv(text.trimEnd()));
  await expect(again.getByText("This looks like the platform’s user export.")).toHaveCount(1);
  await expect(again.getByRole("button", { name: "Import 0 people" })).toBeDisabled();
  await expect(again.locator("dl").getByText("2", { exact: true })).toBeVisible();
});
