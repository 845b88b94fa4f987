// Off until a day, which comes when the journey says so.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { clocked } from "./clocked.ts";
import { api, expect, expectAccessible, Host, test } from "./fixtures.ts";

test("the setting returns by itself at its moment, though clocks were set and the host was down", async ({ page, complaints }) => {
  test.setTimeout(120_000);
  // The day before clocks go from 2 to 3 in Warsaw.
  await clocked(page, "2027-03-27T12:00:00Z", async (host, setClock) => {
    await page.goto(host.link);
    const upcoming = page.getByRole("region", { name: "Scheduled changes" });
    await expect(upcoming).toContainText("No change is scheduled.");
    await expect(upcoming).toContainText("Days and times: Europe/Warsaw.");
    await page.getByRole("switch", { name: "Automatic activation emails" }).click();
    const day = page.getByLabel("Off until", { exact: true });
    const time = page.getByLabel("Off until: Time (optional)");
    await expect(time).toBeDisabled();

    // An hour that does not exist, and a day that is over, are refused with the way out.
    await day.fill("2027-03-28");
    await time.fill("02:30");
    await expect(page.getByText("Clocks are set forward then and never show this time. Choose a later one.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Save", exact: true })).toBeDisabled();
    await day.fill("2027-03-27");
    await expect(page.getByText(/^Lies in the past\./)).toBeVisible();
    await day.fill("2027-03-28");
    await time.fill("09:00");
    await expect(upcoming).toContainText(/28.*9:00.*: automatic activation emails return to on\./);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    const question = page.getByRole("dialog");
    await question.getByLabel(/I have a manual onboarding/).check();
    await question.getByLabel("Why you turn it off all the same").fill("The rollout is postponed by a day.");
    await question.getByRole("button", { name: "Turn off" }).click();
    await expect(page.getByText("Settings saved.")).toBeVisible();

    // Nine o'clock is 7:00 in UTC, not 8:00: the night was an hour shorter.
    await setClock("2027-03-28T06:59:59Z");
    await page.reload();
    await expect(page.getByRole("switch", { name: "Automatic activation emails" })).not.toBeChecked();
    await expect(upcoming).toContainText("automatic activation emails return to on.");
    await setClock("2027-03-28T07:00:00Z");
    // The open page notices by itself.
    await expect(page.getByRole("switch", { name: "Automatic activation emails" })).toBeChecked({ timeout: 30_000 });
    await expect(upcoming).toContainText("No change is scheduled.");

    // Once more, with a host that is down when it happens.
    const { version, settings } = await api(page, host, "GET", "/email-settings");
    Object.assign(settings, { automatic_activation_emails: "off", off_until: "2027-04-01", advice_acknowledged: true, acknowledgement: "For the holidays." });
    await api(page, host, "PUT", "/email-settings", settings, { "If-Match": `"${version}"` });
    await host.stop("SIGKILL");
    await setClock("2027-04-03T10:00:00Z");
    await host.start();
    await page.goto(host.link);
    await expect(page.getByRole("switch", { name: "Automatic activation emails" })).toBeChecked();
    await page.getByRole("link", { name: "Activity" }).first().click();
    await expect(page.getByText("Automatic activation emails returned to on by themselves, as of 1 Apr 2027, 00:00").or(page.getByText(/returned to on by themselves, as of .*Apr.* 1.*12:00/)).first()).toBeVisible();
    const returns = (await api(page, host, "GET", "/activity")).entries.filter((entry: any) => entry.action.action === "setting_returned");
    expect(returns.map((entry: any) => [entry.actor, entry.action.since])).toEqual([
      ["Usher", "2027-03-31T22:00:00Z"],
      ["Usher", "2027-03-28T07:00:00Z"],
    ]);
    expect(complaints).toEqual([]);
  });
});

test("a clock in a file and a mail relay exclude each other", async () => {
  const folder = await mkdtemp(join(tmpdir(), "usher-timed-"));
  await writeFile(join(folder, "clock"), "2027-03-27T12:00:00Z");
  const host = new Host(join(folder, "data"), { USHER_CLOCK: join(folder, "clock"), SMTP_URL: "smtp://127.0.0.1:2525" });
  await expect(host.start()).rejects.toThrow("ended with 2");
  expect(host.output).toContain("cannot be used with");
  await rm(folder, { recursive: true, force: true });
});
