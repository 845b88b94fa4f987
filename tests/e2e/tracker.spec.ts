// The tracker: found, sorted, selected, arranged and sent from, by mouse and by keyboard alone, on any backend that lists people.

import { type Locator, type Page, type Route } from "@playwright/test";

import { api, expect, expectAccessible, importPeople, openOffer, stickingOut, test } from "./fixtures.ts";

const WORDS = {
  en: {
    list: "People", search: "Search", name: "Name", department: "Department", selected: /selected/, everybody: "everybody", filters: /^Filters/,
    views: "Views", viewName: "Save the current filters and order as", keep: "Save view", unnamed: "Give the view a name.", close: "Close",
    columns: "Columns", added: "Added", addedWidth: "Width of “Added”", earlier: "Move “Added” earlier", done: "Done", pages: "Pages", pager: "Pages of the list",
    nobody: "Nobody matches", more: "More filters", suppressed: "Suppressed", undeliverable: "Undeliverable", decision: "Automatic email", clear: "Clear filters",
    nextPage: "Next page", lastPage: "Last page", page: (at: number, of: string) => `Page ${at} of ${of}`, waiting: "Waiting", due: "Next reminder",
  },
  pl: {
    list: "Osoby", search: "Szukaj", name: "Imię i nazwisko", department: "Dział", selected: /[Zz]aznaczon/, everybody: "everybody", filters: /^Filtry/,
    views: "Widoki", viewName: "Zapisz bieżące filtry i kolejność jako", keep: "Zapisz widok", unnamed: "Nadaj widokowi nazwę.", close: "Zamknij",
    columns: "Kolumny", added: "Dodano", addedWidth: "Szerokość kolumny „Dodano”", earlier: "Przesuń „Dodano” wcześniej", done: "Gotowe", pages: "Strony", pager: "Strony listy",
    nobody: "Nikt nie spełnia tych warunków", more: "Więcej filtrów", suppressed: "Wstrzymany", undeliverable: "Niedoręczono", decision: "E-mail automatyczny", clear: "Wyczyść filtry",
    nextPage: "Następna strona", lastPage: "Ostatnia strona", page: (at: number, of: string) => `Strona ${at} z ${of}`, waiting: "Czeka", due: "Następne przypomnienie",
  },
} as const;

function rows(page: Page): Locator {
  return page.locator("[role=grid] [data-rows] > [role=row]");
}

/** A filter; the rarer ones are behind a button, and on a narrow screen all are. */
async function filter(page: Page, words: (typeof WORDS)["en" | "pl"], name: string): Promise<Locator> {
  const choice = page.getByRole("search").getByRole("combobox", { name, exact: true });
  for (const button of [page.getByRole("button", { name: words.filters }), page.getByRole("button", { name: words.more })]) {
    if (!(await choice.isVisible()) && (await button.isVisible())) {
      await button.click();
    }
  }
  return choice;
}

/** The cell in which the administrator is: place in the list and in the row. */
async function active(page: Page): Promise<string | null> {
  return page.getByRole("grid").getAttribute("aria-activedescendant");
}

for (const [language, width, scheme] of [["en", 1440, "light"], ["pl", 360, "dark"], ["en", 768, "dark"]] as const) {
  const words = WORDS[language];
  test(`by keyboard alone people are found, walked through, selected and opened (${language}, ${width} px, ${scheme})`, async ({ page, host }, testInfo) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await page.addInitScript((code) => localStorage.setItem("usher.language", code), language);
    await page.goto(`${host.baseURL}/?demo#/tracker?standing=everybody`);
    const grid = page.getByRole("grid", { name: words.list });
    await expect(grid).toHaveAttribute("aria-rowcount", "10001");
    await grid.focus();

    await page.keyboard.press("ArrowDown");
    expect(await active(page)).toBe("person-0-1");
    await page.keyboard.press("Control+End");
    expect(await active(page)).toBe("person-9999-1");
    await expect(rows(page).last()).toHaveAttribute("aria-rowindex", "10001");
    await expect(rows(page).last()).toBeInViewport();
    await page.keyboard.press("PageUp");
    await page.keyboard.press("Home");
    expect(await active(page)).toMatch(/^person-99\d\d-0$/);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Control+Home");
    expect(await active(page)).toBe("person-0-1");

    await page.keyboard.press("Space");
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("Shift+PageDown");
    const selected = await rows(page).and(page.locator("[aria-selected=true]")).count();
    expect(selected).toBeGreaterThan(5);
    await page.keyboard.press("Control+a");
    await expect(page.getByRole("status").filter({ hasText: words.selected })).toContainText(/10.?000/);
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("Space");
    await expect(page.getByRole("status").filter({ hasText: words.selected })).toContainText(/9.?999/);

    const name = await rows(page).first().getByRole("rowheader").innerText();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog", { name })).toBeVisible();
    await page.keyboard.press("Escape");
    await testInfo.attach("list", { body: await page.screenshot(), contentType: "image/png" });
    await expectAccessible(page);
  });
}

test("a search forgives accents and case, marks what it found, and stays out of the address", async ({ page, host }) => {
  await page.goto(host.link);
  await importPeople(page, host, "Email,Display Name,Department,Status\nswieta@example.com,Świętosława Łoś,Spółka,Not Verified\nbo@example.com,Bo Ng,Sales,Not Verified\n");
  await page.goto(`${host.baseURL}/#/tracker`);
  await page.getByRole("searchbox").fill("SWIETO spol");
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).locator("mark")).toHaveText(["Święto", "Spół"]);
  expect(page.url()).toBe(`${host.baseURL}/#/tracker`);
  await page.getByRole("searchbox").fill("<img src=x>");
  await expect(page.getByText("Nobody matches")).toBeVisible();
});

for (const [language, width, scheme] of [["en", 1440, "dark"], ["pl", 1440, "light"]] as const) {
  const words = WORDS[language];
  test(`filters, several keys of order, views, columns and pages are kept (${language}, ${scheme})`, async ({ page, host }, testInfo) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await page.addInitScript((code) => localStorage.setItem("usher.language", code), language);
    await page.goto(`${host.baseURL}/?demo#/tracker`);
    await expect(rows(page).first()).toBeVisible();
    const hash = () => new URL(page.url()).hash;

    await test.step("filters and order stand in the address and survive a reload", async () => {
      await (await filter(page, words, words.waiting)).selectOption("age=31-60");
      await (await filter(page, words, words.due)).selectOption("never");
      await page.getByRole("columnheader", { name: words.department }).getByRole("button").click();
      await page.getByRole("columnheader", { name: words.name }).getByRole("button").click({ modifiers: ["Shift"] });
      await page.getByRole("columnheader", { name: words.name }).getByRole("button").click({ modifiers: ["Shift"] });
      expect(hash()).toBe("#/tracker?age=31-60&due=never&sort=department&then=-name");
      await expect(page.getByRole("columnheader", { name: words.department })).toHaveAttribute("aria-sort", "ascending");
      await expect(page.getByRole("columnheader", { name: words.name })).toHaveAttribute("aria-sort", "descending");
      const before = await rows(page).first().innerText();
      await page.reload();
      await expect(rows(page).first()).toBeVisible();
      await expect.poll(() => rows(page).first().innerText()).toBe(before);
      const departments = await rows(page).locator("[data-col=department]").allInnerTexts();
      expect(departments).toEqual([...departments].sort((a, b) => a.localeCompare(b, language)));
    });

    await test.step("a view keeps them under a name", async () => {
      await page.getByRole("button", { name: words.views }).click();
      const dialog = page.getByRole("dialog", { name: words.views });
      await dialog.getByRole("button", { name: words.keep }).click();
      await expect(dialog.getByText(words.unnamed)).toBeVisible();
      await dialog.getByLabel(words.viewName).fill("A month and more");
      await dialog.getByRole("button", { name: words.keep }).click();
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await page.goto(`${host.baseURL}/?demo#/tracker`);
      await expect(rows(page).first()).toBeVisible();
      await page.getByRole("button", { name: words.views }).click();
      await dialog.getByRole("button", { name: "A month and more", exact: true }).click();
      await expect.poll(hash).toBe("#/tracker?age=31-60&due=never&sort=department&then=-name");
    });

    await test.step("columns are chosen, moved and drawn, and are so again after a reload", async () => {
      await page.getByRole("button", { name: words.columns }).click();
      const dialog = page.getByRole("dialog", { name: words.columns });
      await dialog.getByLabel(words.added, { exact: true }).check();
      await dialog.getByRole("button", { name: words.earlier }).click();
      await dialog.getByLabel(words.addedWidth).fill("200");
      await dialog.getByLabel(words.addedWidth).press("Tab");
      await testInfo.attach("columns", { body: await page.screenshot(), contentType: "image/png" });
      await expectAccessible(page);
      await dialog.getByRole("button", { name: words.done }).click();
      await page.reload();
      const heading = page.getByRole("columnheader", { name: words.added });
      await expect(heading).toBeVisible();
      expect(Math.round((await heading.boundingBox())?.width ?? 0)).toBe(200);
      const edge = heading.locator("[data-edge]");
      const at = await edge.boundingBox();
      await page.mouse.move((at?.x ?? 0) + 4, (at?.y ?? 0) + 8);
      await page.mouse.down();
      await page.mouse.move((at?.x ?? 0) - 46, (at?.y ?? 0) + 8, { steps: 4 });
      await page.mouse.up();
      await expect.poll(async () => Math.round((await heading.boundingBox())?.width ?? 0)).toBe(150);
    });

    await test.step("pages take the place of scrolling", async () => {
      await page.goto(`${host.baseURL}/?demo#/tracker?standing=everybody`);
      await page.getByRole("combobox", { name: words.pages }).selectOption("100");
      const pager = page.getByRole("navigation", { name: words.pager });
      await expect(pager.getByRole("status")).toHaveText(words.page(1, "100"));
      await pager.getByRole("button", { name: words.nextPage }).click();
      await expect(rows(page).first()).toHaveAttribute("aria-rowindex", "102");
      await pager.getByRole("button", { name: words.lastPage }).click();
      await page.getByRole("grid").focus();
      await page.keyboard.press("Control+End");
      await expect(rows(page).last()).toHaveAttribute("aria-rowindex", "10001");
      await expect(rows(page).last()).toBeInViewport();
      await page.keyboard.press("Control+Home");
      await expect(pager.getByRole("status")).toHaveText(words.page(1, "100"));
      await expectAccessible(page);
    });
  });
}

for (const [language, width, scheme] of [["en", 1440, "light"], ["pl", 360, "dark"], ["pl", 768, "light"]] as const) {
  const words = WORDS[language];
  test(`the rarer filters stand behind a button, and an address that sets one opens them (${language}, ${width} px, ${scheme})`, async ({ page, host }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await page.addInitScript((code) => localStorage.setItem("usher.language", code), language);
    await page.goto(`${host.baseURL}/?demo#/tracker`);
    await expect(rows(page).first()).toBeVisible();
    const decision = page.getByRole("search").getByRole("combobox", { name: words.decision, exact: true });
    const more = page.getByRole("button", { name: words.more });
    const all = page.getByRole("button", { name: words.filters });
    const button = width > 640 ? more : all;
    await expect(decision).toBeHidden();
    if (width === 1440) {
      const seen = await page.locator("[data-people-scroller]").evaluate((box) => {
        const [head, row] = ["[data-head]", "[data-rows] > [role=row]"].map((part) => box.querySelector(part)!.getBoundingClientRect().height);
        return { rows: (box.clientHeight - head) / row, row };
      });
      expect(seen.rows).toBeGreaterThanOrEqual(15);
      expect(seen.row).toBe(36);
    }

    await button.focus();
    await page.keyboard.press("Enter");
    await expect(button).toHaveAttribute("aria-expanded", "true");
    await decision.selectOption("suppress");
    await expect(button).toContainText("1");
    await expectAccessible(page);
    expect(await stickingOut(page), "nothing sticks out").toBeLessThanOrEqual(0);
    await page.getByRole("button", { name: words.clear }).first().click();
    await expect(decision).toBeVisible();
    await button.focus();
    await page.keyboard.press("Space");
    await expect(button).toHaveAttribute("aria-expanded", "false");
    await expect(decision).toBeHidden();

    await page.goto(`${host.baseURL}/?demo#/tracker?decision=suppress&mail=bounced`);
    await expect(button).toContainText(width > 640 ? "1" : "2");
    await (width > 640 ? Promise.resolve() : button.click());
    await expect(decision).toHaveValue("suppress");
    await expect(decision).toBeVisible();
    // Whom no batch would mail is not said to be mailed.
    await expect(rows(page).first()).toContainText(words.undeliverable);
    if (width > 640) {
      await expect(rows(page).first().locator("[data-col=decision]")).toContainText(words.suppressed);
      const cut = await rows(page).locator("[data-col=last-mail]").evaluateAll((cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth || cell.scrollHeight > cell.clientHeight).length);
      expect(cut, "the day is read in full").toBe(0);
    }
    await page.goto(`${host.baseURL}/?demo#/tracker?decision=send&mail=bounced&standing=everybody`);
    await expect(page.getByText(words.nobody)).toBeVisible();
    await expect(rows(page)).toHaveCount(0);
  });
}

test("all that match but some are sent to by filter, and a set that moved meanwhile is told with its difference", async ({ page, host, complaints }) => {
  await page.goto(host.link);
  const lines = (from: number, to: number, status: string) => Array.from({ length: to - from }, (_, at) => `p${from + at}@example.com,Person ${from + at},${status},TRUE`).join("\n");
  await importPeople(page, host, `Email,Display Name,Status,Webex Calling\n${lines(0, 700, "Not Verified")}\n`);
  await page.goto(`${host.baseURL}/#/tracker`);
  await expect(page.getByText("700 of 700 people")).toBeVisible();
  await page.getByRole("button", { name: "Select all 700 that match" }).click();
  await rows(page).nth(1).getByRole("checkbox").uncheck();
  await rows(page).nth(3).getByRole("checkbox").uncheck();
  await expect(page.getByRole("status").filter({ hasText: "698 selected" })).toBeVisible();
  await page.getByRole("searchbox").fill("p699@");
  await expect(page.getByRole("status").filter({ hasText: "697 of them not shown now" })).toBeVisible();
  await page.getByRole("searchbox").fill("");

  const asked = page.waitForRequest((request) => request.url().endsWith("/send-batches/plan"));
  await page.getByRole("button", { name: "Send activation email…" }).click();
  const body = (await asked).postDataJSON();
  expect(body.recipients).toMatchObject({ by: "filter", expected: 700 });
  expect(body.recipients.except).toHaveLength(2);
  await expect(page.getByRole("dialog")).toContainText("698");

  await page.keyboard.press("Escape");
  await importPeople(page, host, `Email,Display Name,Status,Webex Calling\n${lines(690, 700, "Active")}\n`);
  await page.getByRole("button", { name: "Send activation email…" }).click();
  await expect(page.getByRole("dialog")).toContainText("690");
  await expect(page.getByRole("dialog")).toContainText("700");
  // The browser says that the answer was 409.
  expect(complaints.splice(0).filter((complaint) => !complaint.includes("409"))).toEqual([]);
});

test("refreshing reads what changed, keeps the selection and says it", async ({ page, host }) => {
  await page.goto(host.link);
  await importPeople(page, host, "Email,Display Name,Status\na@example.com,Ada,Not Verified\nb@example.com,Bo,Not Verified\n");
  await page.goto(`${host.baseURL}/#/tracker`);
  await expect(rows(page)).toHaveCount(2);
  await rows(page).filter({ hasText: "Ada" }).getByRole("checkbox").check();
  await importPeople(page, host, "Email,Display Name,Status\nb@example.com,Bob,Not Verified\nc@example.com,Cy,Not Verified\n");
  await page.getByRole("button", { name: "Refresh" }).click();
  await expect(page.getByText("1 new, 1 changed")).toBeVisible();
  await expect(rows(page)).toHaveCount(3);
  await expect(rows(page).filter({ hasText: "Bob" })).toHaveCount(1);
  await expect(rows(page).filter({ hasText: "Ada" }).getByRole("checkbox")).toBeChecked();
  await page.getByRole("button", { name: "Refresh" }).click();
  await expect(page.getByText("Nothing changed.")).toBeVisible();
});

/** A backend that lists people and can do nothing more; `answer` says what comes for a cursor. */
async function listing(page: Page, answer: (route: Route, cursor: string | null) => Promise<void>) {
  await page.route("**/api/v1/capabilities", async (route) => {
    const json = await (await route.fetch()).json();
    await route.fulfill({ json: { ...json, changed_since: undefined, people_columns: undefined } });
  });
  await page.route(/\/api\/v1\/users\?/, (route) => answer(route, new URL(route.request().url()).searchParams.get("cursor")));
}

function person(id: string, name: string, email = `${id}@example.com`) {
  const user = {
    id, email, name: { first: "", last: "", display: name }, department: null, language: null, licenses: [], activation: { state: "not_activated" },
    account_status: "enabled", address_verification: "unknown", added: null, first_seen: "2026-11-01T00:00:00Z", added_by: "import", meeting_room_url: null,
  };
  return { user, mail: { last: null, activation_sent: null, reminders_sent: 0 } };
}

const listed = (route: Route, users: unknown[], next_cursor: string | null, total: number) => route.fulfill({ json: { users, next_cursor, total } });

test("a page that fails half-way keeps who came, and reading goes on from there", async ({ page, host, complaints }) => {
  let broken = true;
  const cursors: (string | null)[] = [];
  await page.goto(host.link);
  await listing(page, async (route, cursor) => {
    cursors.push(cursor);
    if (cursor === null) {
      return listed(route, [person("a", "Ada"), person("b", "Bo")], "2", 4);
    }
    return broken ? route.abort() : listed(route, [person("b", "Bo again"), person("c", "Cy")], null, 4);
  });
  await page.goto(`${host.baseURL}/#/tracker`);
  await page.reload();
  await expect(page.getByText("The directory was read only in part: 2 of 4 people")).toBeVisible();
  await expect(rows(page)).toHaveCount(2);
  broken = false;
  cursors.length = 0;
  await page.getByRole("button", { name: "Go on reading" }).click();
  await expect(rows(page)).toHaveCount(3);
  expect(cursors).toEqual(["2"]);
  // Who stood on two pages is one person, as the later page has them.
  await expect(rows(page).filter({ hasText: "Bo again" })).toHaveCount(1);
  await expect(page.getByText("read only in part")).toBeHidden();
  expect(complaints.splice(0).filter((complaint) => !complaint.includes("ERR_FAILED"))).toEqual([]);
});

test("pages larger than asked for and names of any kind are shown as they are", async ({ page, host }, testInfo) => {
  const long = `${"a".repeat(64)}@${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(57)}.com`;
  const people = [person("rtl", "محمد علي"), person("none", ""), person("long", "W".repeat(10_000), long), person("markup", "<b onclick=alert(1)>Bold</b>")];
  const many = Array.from({ length: 5_000 }, (_, at) => person(`m${at}`, `Many ${at}`));
  await page.goto(host.link);
  await listing(page, (route) => listed(route, [...people, ...many], null, 5_004));
  await page.goto(`${host.baseURL}/#/tracker?sort=email`);
  await page.reload();
  await expect(page.getByRole("grid")).toHaveAttribute("aria-rowcount", "5005");
  await page.getByRole("searchbox").fill("محمد");
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).locator("bdi").filter({ hasText: "rtl@example.com" })).toBeVisible();
  await page.getByRole("searchbox").fill("none@example.com");
  await expect(rows(page).getByRole("rowheader")).toHaveText("none@example.com");
  await page.getByRole("searchbox").fill(long);
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole("searchbox").fill("onclick");
  await expect(rows(page).getByRole("rowheader")).toHaveText("<b onclick=alert(1)>Bold</b>");
  await page.getByRole("searchbox").fill("");
  await testInfo.attach("hostile", { body: await page.screenshot(), contentType: "image/png" });
  await expectAccessible(page);
});

test("where the backend lists nobody who is in two states, the states are never mixed", async ({ page, host }) => {
  await page.goto(host.link);
  await importPeople(page, host, "Email,Display Name,Status\na@example.com,Ada,Not Verified\nb@example.com,Bo,Inactive\nc@example.com,Cy,Active\nd@example.com,Di,\n");
  const { users } = await api(page, host, "GET", "/users");
  expect(users).toHaveLength(4);
  for (const [standing, shown] of [["", ["Ada"]], ["?standing=deactivated", ["Bo"]], ["?standing=signed_in", ["Cy"]]] as const) {
    await page.goto(`${host.baseURL}/#/tracker${standing}`);
    await expect(rows(page).getByRole("rowheader")).toHaveText([...shown]);
  }
});

test("what a backend cannot do is said, and no button leads to an error", async ({ page, host }) => {
  await page.goto(host.link);
  await importPeople(page, host, "Email,Display Name,Status,App\na@example.com,Ada,Not Verified,TRUE\nb@example.com,Bo,Not Verified,TRUE\n");
  await page.route("**/api/v1/capabilities", async (route) => {
    const json = await (await route.fetch()).json();
    await route.fulfill({ json: { ...json, import: "unavailable", target_users: "unavailable", custom_content: "unavailable", notes: "unavailable" } });
  });
  const asked: string[] = [];
  page.on("request", (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await openOffer(page, host);
  await expect(rows(page)).toHaveCount(2);
  await rows(page).first().getByRole("checkbox").check();
  for (const [name, reason] of [
    ["Send activation email…", "This backend cannot send to single people."],
    ["Send reminder…", "This backend cannot send to single people."],
    ["Import CSV", "This backend does not import files."],
  ] as const) {
    const button = page.getByRole("button", { name });
    await expect(button).toBeDisabled();
    await expect(button).toHaveAccessibleDescription(reason);
    await expect(page.getByText(reason)).toBeVisible();
  }
  await expect(page.getByRole("button", { name: "Export CSV" })).toBeEnabled();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Ada" }).click();
  const panel = page.getByRole("dialog", { name: "Ada" });
  await expect(panel.getByText("This backend keeps neither notes nor contacts.")).toBeVisible();
  await expect(panel.getByRole("button", { name: "Send activation email…" })).toBeDisabled();
  await expect(panel.getByText("This backend cannot send to single people.")).toBeVisible();
  await expect(panel.getByRole("textbox")).toHaveCount(0);
  await expectAccessible(page);
  expect(asked.filter((call) => call.startsWith("POST") || call.includes("template"))).toEqual([]);
});
