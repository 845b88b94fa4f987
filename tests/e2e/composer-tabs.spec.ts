// Nothing that is written in the composer is lost: not with a tab that is closed at once, and not between two tabs.

import { api, expect, test } from "./fixtures.ts";
import { caretAtEnd, compose, open, saved, stored, subjectOf, textOf } from "./composer-steps.ts";

test("a tab that is closed at once loses nothing", async ({ signedIn: first, host, context }) => {
  const id = await compose(first, host);
  for (const [at, wait] of [0, 850].entries()) {
    const page = await context.newPage();
    await open(page, host, id);
    await caretAtEnd(subjectOf(page));
    await page.keyboard.type(` ${at + 1}`);
    await page.waitForTimeout(wait);
    await page.close();
    const again = await context.newPage();
    await open(again, host, id);
    await expect(subjectOf(again), `closed after ${wait} ms`).toHaveText(at ? "Your account is ready 1 2" : "Your account is ready 1");
    expect((await saved(again, host, id)).subject).toBe(at ? "Your account is ready 1 2" : "Your account is ready 1");
    await again.close();
  }
});

test("two tabs keep both changes without a question, and ask only where both changed the same text", async ({ signedIn: page, host, context, complaints }) => {
  const id = await compose(page, host);
  const other = await context.newPage();
  await open(other, host, id);
  for (const [tab, block] of [[page, "Training"], [other, "User portal"]] as const) {
    await caretAtEnd(textOf(tab, block));
    await tab.keyboard.type(" New.");
  }
  const kept = async () => {
    const [variant] = (await stored(page, host, id)).variants;
    return [variant?.blocks[4]?.text, variant?.blocks[5]?.text];
  };
  const both = ["Short courses. New.", "Change them yourself. New."];
  await expect.poll(kept, { timeout: 15_000 }).toEqual(both);
  for (const tab of [page, other]) {
    await expect(textOf(tab, "Training")).toHaveText(both[0] ?? "");
    await expect(textOf(tab, "User portal")).toHaveText(both[1] ?? "");
    await expect(tab.getByText("Saved", { exact: true })).toBeVisible();
    await expect(tab.getByText("Another tab or person changed this template")).toHaveCount(0);
  }

  // Somebody else saves the subject while another is typed here.
  await caretAtEnd(subjectOf(page));
  await page.keyboard.type(", mine");
  const current = await api(page, host, "GET", `/templates/${id}`);
  current.draft.variants[0].subject = "Theirs";
  current.draft.variants[0].preheader = "Their preheader";
  await api(page, host, "PUT", `/templates/${id}`, current.draft, { "If-Match": `"${current.version}"` });
  const question = page.getByRole("alert").filter({ hasText: "Another tab or person changed this template" });
  await expect(question).toContainText("1 part was changed by both. Everything else is merged.");
  await expect(question.getByRole("term")).toHaveText("English: Subject");
  await expect(question.getByRole("definition")).toHaveText(["Theirs: Theirs", "Mine: Your account is ready, mine"]);
  await question.getByRole("button", { name: "Keep mine in these parts" }).click();
  await expect(question).toHaveCount(0);
  const merged = await saved(page, host, id);
  expect([merged.subject, merged.preheader]).toEqual(["Your account is ready, mine", "Their preheader"]);

  // And the other way round.
  await page.keyboard.press("ControlOrMeta+End");
  await caretAtEnd(subjectOf(page));
  await page.keyboard.type("!");
  const newer = await api(page, host, "GET", `/templates/${id}`);
  newer.draft.variants[0].subject = "Theirs";
  await api(page, host, "PUT", `/templates/${id}`, newer.draft, { "If-Match": `"${newer.version}"` });
  await question.getByRole("button", { name: "Take theirs in these parts" }).click();
  await expect(subjectOf(page)).toHaveText("Theirs");
  expect((await saved(page, host, id)).subject).toBe("Theirs");
  // The browser says that answers were 412.
  expect(complaints.splice(0).filter((complaint) => !complaint.includes("412"))).toEqual([]);
});
