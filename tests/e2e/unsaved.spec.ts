// Nothing typed is lost: settings that are not saved outlive their page, and leaving the console with them asks.

import { expect, test } from "./fixtures.ts";

test("typed rules are there again after another page, and saving over somebody else's change says so", async ({ signedIn: page, host, complaints }) => {
  const unsaved = page.getByText("You have unsaved changes.").or(page.getByText(/to correct/));
  await page.getByRole("button", { name: "Add rule" }).click();
  await page.getByLabel("Name of the rule").fill("Contractors");
  const domain = page.getByRole("textbox", { name: "Email domain" }).or(page.getByRole("combobox", { name: "Email domain" }));
  await domain.fill("contractor.example");
  await expect(unsaved).toBeVisible();

  await page.getByRole("link", { name: "Activity" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Activity");
  // Meanwhile another administrator saves.
  const url = `${host.baseURL}/api/v1/email-settings`;
  const read = await (await page.request.get(url)).json();
  read.settings.sender = { name: "IT Service Desk", address: "it@example.com", reply_to: "" };
  const headers = { "If-Match": `"${read.version}"`, Origin: host.baseURL };
  expect((await page.request.put(url, { data: read.settings, headers })).status()).toBe(200);

  await page.getByRole("link", { name: "Email settings" }).click();
  await expect(page.getByRole("button", { name: /Contractors/ }).first()).toBeVisible();
  await expect(unsaved).toBeVisible();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("Somebody else changed");
  // The browser says that an answer was 412.
  expect(complaints.splice(0).filter((complaint) => !complaint.includes("412"))).toEqual([]);
  await expect(page.getByRole("button", { name: /Contractors/ }).first()).toBeVisible();
  expect((await (await page.request.get(url)).json()).settings.rules, "nothing was overwritten").toEqual([]);
});

test("what is discarded gives way to what is saved now, and only unsaved changes keep the tab", async ({ signedIn: page }) => {
  let asked = 0;
  page.on("dialog", async (dialog) => {
    asked += 1;
    expect(dialog.type()).toBe("beforeunload");
    await dialog.dismiss();
  });
  await page.getByRole("button", { name: "Add rule" }).click();
  await page.getByLabel("Name of the rule").fill("Contractors");
  await page.getByRole("link", { name: "Activity" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Activity");
  // Also from another page of the console.
  await page.close({ runBeforeUnload: true });
  await expect.poll(() => asked).toBe(1);

  await page.getByRole("link", { name: "Email settings" }).click();
  await page.getByRole("button", { name: "Discard changes" }).click();
  await expect(page.getByText("No rules")).toBeVisible();
  await page.reload();
  await expect(page.getByText("No rules")).toBeVisible();
  expect(asked).toBe(1);
});
