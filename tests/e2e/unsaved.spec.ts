// Nothing typed is lost: settings that are not saved outlive their page, and leaving the console with them asks.

import { api, changeSettings, expect, test } from "./fixtures.ts";

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
  await changeSettings(page, host, (settings) => {
    settings.sender = { name: "IT Service Desk", address: "it@example.com", reply_to: "" };
  });

  await page.getByRole("link", { name: "Email settings", exact: true }).click();
  await expect(page.getByRole("button", { name: /Contractors/ }).first()).toBeVisible();
  await expect(unsaved).toBeVisible();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("Somebody else changed");
  // The browser says that an answer was 412.
  expect(complaints.splice(0).filter((complaint) => !complaint.includes("412"))).toEqual([]);
  await expect(page.getByRole("button", { name: /Contractors/ }).first()).toBeVisible();
  expect((await (await page.request.get(url)).json()).settings.rules, "nothing was overwritten").toEqual([]);

  // Discarding shows what is saved now, and the next change begins there.
  await page.getByRole("button", { name: "Discard changes" }).click();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("IT Service Desk");
  await page.getByLabel("Responsible").fill("IT onboarding");
  await expect(page.getByRole("main").getByRole("alert").filter({ hasText: "Somebody else" })).toHaveCount(0);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Settings saved.")).toBeVisible();
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

  await page.getByRole("link", { name: "Email settings", exact: true }).click();
  await page.getByRole("button", { name: "Discard changes" }).click();
  await expect(page.getByText("No rules")).toBeVisible();
  await page.reload();
  await expect(page.getByText("No rules")).toBeVisible();
  expect(asked).toBe(1);
});

test("a reload, a lost network and an expired session keep what is typed", async ({ signedIn: page, host, complaints }) => {
  page.on("dialog", (dialog) => dialog.accept());
  const save = page.getByRole("button", { name: "Save", exact: true });
  const alert = page.getByRole("main").getByRole("alert").filter({ hasText: /./ });
  const name = page.getByLabel("Name of the rule");
  await page.getByRole("button", { name: "Add rule" }).click();
  await name.fill("Contractors");
  await page.getByRole("combobox", { name: "Email domain", exact: true }).fill("contractor.example");
  await page.getByLabel("Responsible").fill("Ada Lovelace");
  await page.getByLabel("Address", { exact: true }).fill("ada@example.com");

  // A reload: all but people is there, and that they are not is said.
  await page.reload();
  await expect(page.getByText(/except for the sender and the name of whoever follows up/)).toBeVisible();
  await page.getByRole("button", { name: /^1\. Contractors/ }).click();
  await expect(name).toHaveValue("Contractors");
  await expect(page.getByRole("combobox", { name: "Email domain", exact: true })).toHaveValue("contractor.example");
  await expect(page.getByLabel("Responsible")).toHaveValue("");
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toMatch(/Ada|ada@/);

  // No network: said, and tried again.
  await page.context().setOffline(true);
  await save.click();
  await expect(alert).toBeVisible();
  await expect(name).toHaveValue("Contractors");
  await page.context().setOffline(false);

  // No session: said, and saved after signing in somewhere else.
  const cookies = await page.context().cookies();
  await page.context().clearCookies();
  await save.click();
  await expect(alert).toContainText("Your session is over.");
  await expect(name).toHaveValue("Contractors");
  await page.context().addCookies(cookies);
  await save.click();
  await expect(page.getByText("Settings saved.")).toBeVisible();
  expect((await api(page, host, "GET", "/email-settings")).settings.rules.map((rule: any) => rule.name)).toEqual(["Contractors"]);
  expect(await page.evaluate(() => sessionStorage.length), "nothing is kept once it is saved").toBe(0);
  // The browser reports the failed requests.
  expect(complaints.splice(0).filter((complaint) => !/ERR_INTERNET_DISCONNECTED|401/.test(complaint))).toEqual([]);
});

test("a page that is left while it saves leaves nothing unsaved behind", async ({ signedIn: page, host }) => {
  let answer = () => {};
  const asked = new Promise<void>((arrived) => {
    void page.route("**/api/v1/email-settings", async (route) => {
      if (route.request().method() === "PUT") {
        arrived();
        await new Promise<void>((go) => (answer = go));
      }
      await route.continue();
    });
  });
  await page.getByLabel("Reminders after how many days").fill("2, 5");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await asked;
  await page.getByRole("link", { name: "Activity", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Activity");
  answer();
  await expect(page.getByText("Settings saved.")).toBeVisible();
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  await page.getByRole("link", { name: "Email settings", exact: true }).click();
  await expect(page.getByLabel("Reminders after how many days")).toHaveValue("2, 5");
  await expect(page.getByRole("button", { name: "Save", exact: true })).toBeHidden();
  expect((await api(page, host, "GET", "/email-settings")).version).toBe(2);
});

test("whoever removes a condition or a rule, or half types a date, loses neither place nor date", async ({ signedIn: page }) => {
  const add = page.getByRole("button", { name: "Add rule" });
  await add.click();
  await page.getByLabel("Name of the rule").fill("Contractors");
  await page.getByRole("combobox", { name: "Email domain", exact: true }).fill("contractor.example");
  await page.getByRole("button", { name: "Add condition" }).click();
  const condition = page.getByRole("combobox", { name: "Condition", exact: true }).last();
  await condition.focus();
  await condition.selectOption({ label: "License" });
  await expect(condition, "the place is kept when the kind of condition changes").toBeFocused();
  await page.getByRole("button", { name: "Remove the condition “License”" }).click();
  await expect(page.getByRole("button", { name: "Add condition" })).toBeFocused();

  const starts = page.getByLabel("In force from", { exact: true });
  const time = page.getByLabel("In force from: Time (optional)");
  await starts.fill("2030-05-06");
  await time.fill("09:30");
  await starts.focus();
  await page.keyboard.press("Backspace");
  await expect(time, "half a date decides nothing").toHaveValue("09:30");
  await starts.fill("2030-07-06");
  await expect(page.getByRole("region", { name: "Scheduled changes" })).toContainText(/2030.*(9:30|09:30)/);

  await page.getByRole("button", { name: "Remove “Contractors”" }).click();
  await expect(add).toBeFocused();
  await expect(page.getByText("“Contractors” was removed.")).toBeAttached();
});
