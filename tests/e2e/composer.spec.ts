// Writing in the composer: blocks, formatted text, merge fields, undo.

import type { Page } from "@playwright/test";

import { expect, test } from "./fixtures.ts";
import { card, caretAtEnd, compose, completeDraft, order, paste, saved, shown, subjectOf, textOf } from "./composer-steps.ts";

const blocks = ["Text", "Goals and rollout plan", "Value of the app", "Help desk", "Training", "User portal", "How to activate"];
const undo = (page: Page) => page.getByRole("button", { name: "Undo", exact: true });

/** The order with a block at another place. */
function moved(from: number, to: number): string[] {
  const order = [...blocks];
  order.splice(to, 0, ...order.splice(from, 1));
  return order;
}

test("blocks are folded, dragged, moved by keyboard, copied, deleted and put back", async ({ signedIn: page, host }) => {
  const id = await compose(page, host);
  expect(await order(page)).toEqual(blocks);

  const goals = card(page, "Goals and rollout plan");
  await goals.getByRole("button", { name: "Fold: Goals and rollout plan" }).click();
  await expect(textOf(page, "Goals and rollout plan")).toBeHidden();
  await expect(goals.getByText("Why we move").and(goals.locator("span")), "its first words tell it from others").toBeVisible();
  const unfold = goals.getByRole("button", { name: "Unfold: Goals and rollout plan" });
  await expect(unfold).toHaveAttribute("aria-expanded", "false");
  await unfold.click();
  await expect(textOf(page, "Goals and rollout plan")).toBeVisible();

  // All folded, so that everything is in the window.
  for (const block of blocks) {
    await card(page, block).getByRole("button", { name: `Fold: ${block}`, exact: true }).click();
  }
  const handle = goals.getByRole("button", { name: "Move: Goals and rollout plan" });
  await handle.scrollIntoViewIfNeeded();
  await card(page, "Help desk").scrollIntoViewIfNeeded();
  const from = (await handle.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const to = (await card(page, "Help desk").boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2, to.y + to.height * 0.75, { steps: 8 });
  await expect(goals).toHaveAttribute("data-drop", "moving");
  await expect(card(page, "Training")).toHaveAttribute("data-drop", "before");
  expect(await order(page), "nothing moves before it is dropped").toEqual(blocks);
  await page.mouse.up();
  await expect.poll(() => order(page)).toEqual(moved(1, 3));
  await expect(page.getByText("Goals and rollout plan is now block 4 of 7.")).toBeAttached();
  expect((await saved(page, host, id)).blocks.map((block) => block.id)).toEqual(["hello", "value", "help", "goals", "training", "portal", "activate"]);

  await handle.focus();
  for (const [key, place] of [["ArrowUp", 2], ["ArrowDown", 3], ["End", 6], ["Home", 0], ["ArrowDown", 1]] as const) {
    await page.keyboard.press(key);
    await expect(page.getByText(`Goals and rollout plan is now block ${place + 1} of 7.`)).toBeAttached();
    await expect.poll(() => order(page)).toEqual(moved(1, place));
    await expect(handle, "the next key moves it on").toBeFocused();
  }
  const down = goals.getByRole("button", { name: "Move down: Goals and rollout plan" });
  await down.press("Enter");
  await expect.poll(() => order(page)).toEqual(moved(1, 2));
  await expect(down).toBeFocused();
  await goals.getByRole("button", { name: "Move up: Goals and rollout plan" }).click();
  await expect.poll(() => order(page)).toEqual(blocks);

  await card(page, "Help desk").getByRole("button", { name: "Duplicate: Help desk" }).click();
  await expect.poll(() => order(page)).toEqual([...blocks.slice(0, 4), "Help desk", ...blocks.slice(4)]);
  const [one, two] = (await saved(page, host, id)).blocks.slice(3, 5);
  expect(two?.id).not.toBe(one?.id);
  expect({ ...two, id: "" }).toEqual({ ...one, id: "" });
  await card(page, "Help desk").last().getByRole("button", { name: "Delete: Help desk" }).click();
  await expect.poll(() => order(page)).toEqual(blocks);

  await card(page, "Training").getByRole("button", { name: "Delete: Training" }).click();
  await expect(page.getByText("Training was deleted.")).toBeVisible();
  const back = page.getByRole("button", { name: "Put it back" });
  await expect(back).toBeFocused();
  expect((await saved(page, host, id)).block("training")).toBeUndefined();
  await back.press("Enter");
  await expect.poll(() => order(page)).toEqual(blocks);
  await expect(card(page, "Training")).toBeFocused();
  expect((await saved(page, host, id)).blocks).toEqual(completeDraft().variants[0]?.blocks);
});

test("blocks come from the slash and from the menu, text is formatted in place, links are held to what a mail may carry", async ({ signedIn: page, host }) => {
  const id = await compose(page, host);
  const hello = textOf(page, "Text");
  const list = page.getByRole("listbox");

  await caretAtEnd(hello);
  await page.keyboard.press("Enter");
  await page.keyboard.type("/but");
  await expect(list.getByRole("option")).toHaveText([/^Button/]);
  await page.keyboard.press("Enter");
  await expect.poll(() => order(page)).toEqual(["Text", "Button", ...blocks.slice(1)]);
  await expect(card(page, "Button").getByRole("textbox", { name: "Button text" })).toBeFocused();
  expect((await saved(page, host, id)).block("hello")?.text, "the slash is gone").toBe(completeDraft().variants[0]?.blocks[0]?.text);

  const add = page.getByRole("button", { name: "Add block" });
  await add.click();
  await page.getByRole("button", { name: /^Divider/ }).click();
  await expect.poll(() => order(page)).toContain("Divider");
  await add.click();
  await page.keyboard.press("Escape");
  await expect(add).toBeFocused();
  await expect(add).toHaveAttribute("aria-expanded", "false");

  const goals = textOf(page, "Goals and rollout plan");
  await goals.selectText();
  await page.keyboard.press("ControlOrMeta+b");
  await expect(goals.locator("b, strong")).toHaveText("We bring calls and messages together, group by group.");
  await page.keyboard.press("ControlOrMeta+i");
  expect((await saved(page, host, id)).block("goals")?.text).toMatch(/^(\*\*\*|\*\*|\*).*group by group\.(\*\*\*|\*\*|\*)$/);
  await expect(shown(page).locator("strong em, em strong", { hasText: "group by group" })).toBeVisible();

  const training = textOf(page, "Training");
  await training.selectText();
  await card(page, "Training").getByRole("button", { name: "Bulleted list: Text" }).click();
  await expect(training.locator("li")).toHaveText("Short courses.");
  expect((await saved(page, host, id)).block("training")?.text).toBe("- Short courses.");
  await card(page, "Training").getByRole("button", { name: "Numbered list: Text" }).click();
  expect((await saved(page, host, id)).block("training")?.text).toBe("1. Short courses.");

  const help = textOf(page, "Help desk");
  await help.selectText();
  await page.keyboard.press("ControlOrMeta+k");
  const address = page.getByRole("textbox", { name: "Where the link leads" });
  await expect(address).toBeFocused();
  await address.fill("javascript:alert(1)");
  await page.keyboard.press("Enter");
  await expect(card(page, "Help desk").getByText("The link must begin with https://, mailto: or tel:.")).toBeVisible();
  await expect(help.locator("a")).toHaveCount(0);
  await address.fill("https://ask.example.com/now");
  await page.getByRole("button", { name: "Set link" }).click();
  await expect(help.locator("a")).toHaveAttribute("href", "https://ask.example.com/now");
  await expect(help).toBeFocused();
  expect((await saved(page, host, id)).block("help")?.text).toBe("[Ask us.](https://ask.example.com/now)");
  await help.locator("a").click();
  await page.keyboard.press("ControlOrMeta+k");
  await expect(address).toHaveValue("https://ask.example.com/now");
  await page.getByRole("button", { name: "Remove link" }).click();
  expect((await saved(page, host, id)).block("help")?.text).toBe("Ask us.");
});

test("what is pasted from Word or a page keeps bold, italic, links and lists, and nothing else", async ({ signedIn: page, host, complaints }) => {
  const id = await compose(page, host);
  let asked = 0;
  await page.route("**/pasted*", (route) => {
    asked += 1;
    return route.abort();
  });
  const into = textOf(page, "Goals and rollout plan");
  await into.selectText();
  await paste(
    into,
    `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{color:red}</style><title>Document1</title></head><body>
    <b style="font-weight:normal" id="docs-internal-guid-1"><p class="MsoNormal" style="color:#c00000;font-family:Calibri">We <b>move</b> <span style="font-style:italic">soon</span>: <a href="https://plan.example.com/a" onclick="alert(1)" style="color:red">the plan</a>, <a href="javascript:alert(1)">not this</a><o:p></o:p></p>
    <p class="MsoListParagraphCxSpFirst" style="text-indent:-18pt"><span style="mso-list:Ignore">·<span>&nbsp;&nbsp;</span></span>First point<o:p></o:p></p>
    <p class="MsoListParagraphCxSpLast"><span style="mso-list:Ignore">·<span>&nbsp;&nbsp;</span></span><span style="font-weight:700">Second</span> point</p>
    <script>window.pasted = 1; alert(1)</script><img src="/pasted.png" onerror="window.pasted = 1"><p>The end</p></b></body></html>`,
    "plain",
  );
  const text = "We **move** *soon*: [the plan](https://plan.example.com/a), not this\n\n- First point\n- **Second** point\n\nThe end";
  expect((await saved(page, host, id)).block("goals")?.text).toBe(text);
  await expect(into.locator("script, img, style, [style], [class], [onclick], [href^=javascript]")).toHaveCount(0);
  const mail = shown(page).locator("body");
  await expect(mail.locator("li", { hasText: "First point" })).toBeVisible();
  await expect(mail.locator("strong", { hasText: /^move$/ })).toBeVisible();
  await expect(mail.locator("a", { hasText: "the plan" })).toHaveAttribute("href", "https://plan.example.com/a");
  await expect(mail).not.toContainText(/alert|Document1|MsoNormal|·/);
  expect(await page.evaluate(() => "pasted" in window)).toBe(false);
  expect(asked, "nothing of it is fetched").toBe(0);
  // The browser says of each style and handler that it was neither applied nor run.
  expect(complaints.splice(0).filter((complaint) => !/^console: (Applying inline style|Executing inline event handler) violates/.test(complaint))).toEqual([]);

  // A line takes words alone, on one line; plain text keeps its paragraphs.
  await subjectOf(page).selectText();
  await paste(subjectOf(page), "<b>Come</b><br>in", "Come\nin");
  await textOf(page, "Training").selectText();
  await paste(textOf(page, "Training"), "", "One <b>line</b>\n\n- a\n- b");
  const after = await saved(page, host, id);
  expect(after.subject).toBe("Come in");
  expect(after.block("training")?.text).toBe("One <b>line</b>\n\n- a\n- b");
});

test("merge fields are proposed, become chips, and are named with the nearest where they are unknown", async ({ signedIn: page, host }) => {
  const id = await compose(page, host);
  const goals = textOf(page, "Goals and rollout plan");
  await caretAtEnd(goals);
  await page.keyboard.type(" In {{");
  await expect(page.getByRole("listbox").getByRole("option")).toHaveCount(8);
  await page.keyboard.type("dep");
  await expect(page.getByRole("listbox").getByRole("option")).toHaveText([/^Department/]);
  await page.keyboard.press("Enter");
  const chip = goals.locator("[data-merge]");
  await expect(chip).toHaveText("Department | your department");
  await page.keyboard.type(" and home.");
  const sentence = "We bring calls and messages together, group by group. In";
  expect((await saved(page, host, id)).block("goals")?.text).toBe(`${sentence} {{department|your department}} and home.`);
  await chip.click();
  const fallback = page.getByRole("textbox", { name: "Department: what to say to people who have none" });
  await expect(fallback).toBeFocused();
  await expect(fallback).toHaveValue("your department");
  await fallback.fill("your team");
  await page.keyboard.press("Enter");
  await expect(goals).toBeFocused();
  expect((await saved(page, host, id)).block("goals")?.text).toBe(`${sentence} {{department|your team}} and home.`);
  await expect(shown(page).getByText(`${sentence} your team and home.`)).toBeVisible();

  const portal = textOf(page, "User portal");
  await caretAtEnd(portal);
  await page.keyboard.type(" You are {{email}}, yes.");
  await expect(portal.locator("[data-merge=email]")).toHaveText("Address");
  expect((await saved(page, host, id)).block("portal")?.text).toBe("Change them yourself. You are {{email}}, yes.");

  await subjectOf(page).fill("Hello {{frist_name}}");
  await expect(page.getByText("Character 7: There is no merge field {{frist_name}}. The nearest is {{first_name}}.")).toBeVisible();
  await expect(subjectOf(page)).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByRole("button", { name: "Publish", exact: true })).toHaveAttribute("aria-disabled", "true");

  const hello = textOf(page, "Text");
  await caretAtEnd(hello);
  await page.keyboard.type(" Dear {{lastname}}");
  await expect(card(page, "Text").getByText("Line 3, character 29: There is no merge field {{lastname}}. The nearest is {{last_name}}.")).toBeVisible();

  await portal.locator("[data-merge=email]").click();
  await page.getByRole("button", { name: "Remove the merge field" }).click();
  expect((await saved(page, host, id)).block("portal")?.text).toBe("Change them yourself. You are , yes.");
});

test("every step of a long session is undone and done again by keyboard, and saved by itself", async ({ signedIn: page, host }) => {
  test.setTimeout(180_000);
  const id = await compose(page, host);
  const [subject, preheader] = [subjectOf(page), page.getByRole("textbox", { name: "Preheader", exact: true })];
  await expect(undo(page)).toHaveAttribute("aria-disabled", "true");
  const steps = 150;
  for (let step = 0; step < steps; step += 1) {
    await caretAtEnd(step % 2 ? preheader : subject);
    await page.keyboard.type(String(step % 10));
  }
  const texts = async () => [await subject.innerText(), await preheader.innerText()];
  const typed = ["Your account is ready" + "02468".repeat(15), "Sign in today" + "13579".repeat(15)];
  expect(await texts()).toEqual(typed);
  for (let step = 0; step < steps; step += 1) {
    await page.keyboard.press("ControlOrMeta+z");
  }
  await expect(undo(page)).toHaveAttribute("aria-disabled", "true");
  expect(await texts()).toEqual(["Your account is ready", "Sign in today"]);
  for (let step = 0; step < steps; step += 1) {
    await page.keyboard.press(step % 2 ? "ControlOrMeta+y" : "ControlOrMeta+Shift+z");
  }
  expect(await texts()).toEqual(typed);
  await expect(page.getByRole("button", { name: "Redo", exact: true })).toHaveAttribute("aria-disabled", "true");
  const { subject: kept, preheader: keptToo } = await saved(page, host, id);
  expect([kept, keptToo]).toEqual(typed);
});
