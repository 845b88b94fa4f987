// The elements in pages of others, as `make widget` packaged them: a backend, a portal and a CDN, each of its own origin.

import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { build } from "esbuild";

import { expect, expectAccessible } from "./fixtures.ts";
import { rollout } from "./rollout.ts";
import { call, heard, names, put, test, title } from "./widget/fixture.ts";

test("on a plain page the console works, and the page stays the portal's", async ({ page, servers }) => {
  await page.goto(`${servers.portal}/plain.html`);
  const before = await page.evaluate(() => [document.documentElement.outerHTML.replace(/<usher-console[\s\S]*<\/usher-console>/, ""), document.title, document.adoptedStyleSheets.length]);
  await expect(title(page, "Email settings")).toBeVisible();
  expect(await names(page)).toEqual(["ready"]);
  await expectAccessible(page);

  await page.getByRole("link", { name: "Tracker" }).click();
  await expect(page.getByRole("grid")).toContainText("Ada Byron");
  await page.getByRole("link", { name: "Composer" }).click();
  await expect(title(page, "Composer")).toBeVisible();
  expect((await heard(page)).filter(({ name }) => name === "view-changed").map(({ detail }) => detail.view)).toEqual(["tracker", "composer"]);
  expect(page.url()).toBe(`${servers.portal}/plain.html`);
  const after = await page.evaluate(() => [document.documentElement.outerHTML.replace(/<usher-console[\s\S]*<\/usher-console>/, ""), document.title, document.adoptedStyleSheets.length]);
  expect(after).toEqual(before);
  expect((await heard(page)).every(({ composed, element }) => composed && element === "usher-console")).toBe(true);

  // The portal's own links are the portal's.
  await page.getByRole("link", { name: "A link of the portal" }).click();
  expect(page.url()).toContain("#/tracker");
  await expect(title(page, "Composer")).toBeVisible();
  // The token is nowhere but in memory.
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href, document.querySelector("usher-console")?.outerHTML]));
  expect(kept).not.toContain(servers.token);
});

test("an element of one page has a way back, and writes a message with its preview", async ({ page, servers }) => {
  await page.goto(`${servers.portal}/bad.html`);
  await put(page, "usher-composer", { "api-base": servers.api, locale: "en" });
  await page.getByRole("button", { name: "New activation email" }).click();
  const text = page.getByRole("article", { name: "Text" }).first().getByRole("textbox");
  await text.click();
  await page.keyboard.press("End");
  await page.keyboard.type(" Typed in a shadow.");
  await expect(page.frameLocator("iframe").getByText("Typed in a shadow.").first()).toBeVisible();
  // A merge field is put where the caret is, which a tree of its own has to tell.
  await page.keyboard.type(" {{first_name}}");
  await expect(text.locator("[data-merge]").last()).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "All templates" }).click();
  await expect(title(page, "Composer")).toBeVisible();
  await page.evaluate(() => ((document.querySelector("usher-composer") as any).view = "sending"));
  await page.getByRole("button", { name: "Back" }).click();
  await expect(title(page, "Composer")).toBeVisible();
  await expect(page.getByRole("button", { name: "Back" })).toBeHidden();
});

test("a strict policy is kept, from another origin, without one violation", async ({ page, servers }) => {
  await page.goto(`${servers.portal}/strict.html`);
  await expect(title(page, "Email settings")).toBeVisible();
  for (const name of ["Composer", "Tracker", "Sending", "Activity"]) {
    await page.getByRole("link", { name, exact: true }).click();
    await expect(page.getByRole("link", { name, exact: true })).toHaveAttribute("aria-current", "page");
    await page.waitForLoadState("networkidle");
  }
  // Violations are complaints, of which there are none. Without the policy's last word, the program could not run.
});

test("a page that resets all styles and letters changes nothing; what is offered for it does", async ({ page, servers }) => {
  await page.goto(`${servers.portal}/reset.html`);
  const heading = title(page, "Email settings");
  await expect(heading).toBeVisible();
  expect(await heading.evaluate((element) => getComputedStyle(element).fontSize)).toBe("28px");
  expect(await page.getByRole("link", { name: "Email settings" }).evaluate((element) => getComputedStyle(element).borderBlockEndColor)).toBe("rgb(120, 20, 90)");
  expect(await page.locator(".usher-root").evaluate((element) => getComputedStyle(element).borderBlockStartColor)).toBe("rgb(1, 2, 3)");
  expect((await page.locator("usher-console").boundingBox())?.width).toBeGreaterThan(1_000);
});

test("on a page from right to left each element has its own direction, and an unknown language is told", async ({ page, servers }) => {
  await page.goto(`${servers.portal}/rtl.html`);
  const settings = page.locator("usher-email-settings");
  await expect(settings.getByRole("heading", { level: 1 })).toHaveText("Email settings");
  await expect(settings.getByRole("status").filter({ hasText: "“ar” is not a language of Usher" })).toBeVisible();
  await expect(page.locator("usher-tracker").getByRole("grid")).toContainText("Ada Byron");
  const direction = (name: string) => page.locator(`${name} .usher-body`).evaluate((element) => getComputedStyle(element).direction);
  expect([await direction("usher-email-settings"), await direction("usher-tracker")]).toEqual(["ltr", "rtl"]);
  expect((await heard(page)).filter(({ name }) => name === "failed").map(({ detail }) => [detail.code, detail.fatal])).toEqual([["locale-unknown", false]]);
  await expectAccessible(page);
});

test("in a narrow column of a wide page it stands as on a narrow screen", async ({ page, servers }) => {
  await page.goto(`${servers.portal}/bad.html`);
  await page.locator("main").evaluate((main) => (main.style.inlineSize = "400px"));
  await put(page, "usher-email-settings", { "api-base": servers.api, locale: "pl" });
  await expect(title(page, "Ustawienia e-maili")).toBeVisible();
  await put(page, "usher-tracker", { "api-base": servers.api, locale: "en" });
  const list = page.getByRole("grid");
  await expect(list).toContainText("Ada Byron");
  for (const name of ["usher-email-settings", "usher-tracker"]) {
    const outside = await page.locator(name).evaluate((element) => {
      const { right } = element.getBoundingClientRect();
      const said = [...element.shadowRoot!.querySelectorAll("h1, h2, label, input, select")];
      return said.filter((each) => each.getBoundingClientRect().right > right + 1).map((each) => each.outerHTML.slice(0, 120));
    });
    expect(outside, name).toEqual([]);
  }
  const height = async () => (await list.boundingBox())?.height ?? 0;
  expect(await height()).toBeGreaterThan(150);
  // And in a wide one it has what the window leaves.
  await page.locator("usher-email-settings").evaluate((element) => element.remove());
  await page.locator("main").evaluate((main) => (main.style.inlineSize = "auto"));
  await expect.poll(height).toBeGreaterThan(300);
});

test("in a page made with React it takes functions as properties, and comes and goes", async ({ page, servers }) => {
  const { outputFiles } = await build({ entryPoints: [join(import.meta.dirname, "widget/react.jsx")], bundle: true, write: false, format: "esm", jsx: "automatic", minify: true, define: { "process.env.NODE_ENV": '"production"' } });
  servers.made.set("/react.js", { type: "text/javascript", content: outputFiles[0]!.text });
  await page.goto(`${servers.portal}/react.html`);
  await expect(page.getByRole("grid")).toContainText("Ada Byron");
  await expect(page.locator("output")).toHaveText("usher-ready");
  await page.getByRole("searchbox").fill("Bo");
  await expect(page.getByRole("grid")).not.toContainText("Ada Byron");
  // Drawing the page again leaves the element as it is.
  await page.getByRole("button", { name: "Draw again" }).click();
  await expect(page.getByRole("searchbox")).toHaveValue("Bo");
  await page.getByRole("button", { name: "Hide people" }).click();
  await expect(page.getByRole("grid")).toHaveCount(0);
  await page.getByRole("button", { name: "Show people" }).click();
  await expect(page.getByRole("grid")).toContainText("Ada Byron");
});

test("several elements share one program, and another version stands beside the first", async ({ page, servers }) => {
  let programs = 0;
  page.on("request", (request) => (programs += Number(/usher-app.*\.wasm$/.test(request.url()))));
  await page.goto(`${servers.portal}/plain.html`);
  await expect(title(page, "Email settings")).toBeVisible();
  await put(page, "usher-tracker", { backend: "demo", locale: "en" });
  await expect(page.locator("usher-tracker").getByRole("grid")).toBeVisible();
  expect(programs).toBe(1);

  const other = (await readFile(join(import.meta.dirname, "../../dist-widget/usher-widget.js"), "utf8")).replace(/const VERSION = "[^"]*"/, 'const VERSION = "9.9.9"');
  servers.made.set("/package/other.js", { type: "text/javascript", content: other });
  const taken = await page.evaluate(async () => {
    const first = customElements.get("usher-console");
    const module = await import("/package/other.js" as string);
    module.define("-next");
    return [module.version, customElements.get("usher-console") === first, customElements.get("usher-console-next") !== undefined];
  });
  expect(taken).toEqual(["9.9.9", true, true]);
  await put(page, "usher-email-settings-next", { backend: "demo", locale: "pl" });
  await expect(page.locator("usher-email-settings-next").getByRole("heading", { level: 1 })).toHaveText("Ustawienia e-maili");
  await page.locator("usher-console").getByRole("link", { name: "Activity" }).click();
  await expect(title(page, "Activity")).toBeVisible();
});

test("settings are saved with the portal's token, which is asked for once more where it is not taken", async ({ page, servers, complaints }) => {
  await page.goto(`${servers.portal}/plain.html`);
  await expect(title(page, "Email settings")).toBeVisible();
  const asked = await page.evaluate(() => (window as any).asked);
  expect(asked).toBe(1);
  const refused: string[] = [];
  await page.route("**/api/v1/email-settings", (route) => {
    if (route.request().method() === "PUT" && refused.length === 0) {
      refused.push(route.request().headers().authorization ?? "");
      return route.fulfill({ status: 401, headers: { "Access-Control-Allow-Origin": servers.portal }, contentType: "application/problem+json", body: JSON.stringify({ type: "about:blank", title: "x", status: 401, code: "sign_in_needed", detail: "expired" }) });
    }
    return route.continue();
  });
  // The token that begins is a second old by now, as one that is refused is.
  await page.waitForFunction((at) => performance.now() > at, (await page.evaluate(() => performance.now())) + 1_100);
  await page.getByLabel("Name", { exact: true }).fill("IT Service Desk");
  await page.getByLabel("Address", { exact: true }).fill("it@example.com");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect.poll(() => names(page)).toContain("settings-saved");
  expect(refused).toEqual([`Bearer ${servers.token}`]);
  expect(await page.evaluate(() => (window as any).asked)).toBe(2);
  expect(complaints.splice(0).every((text) => text.includes("401"))).toBe(true);

  // Taken out while an answer is on its way: it comes late, finds nobody and harms nobody.
  let release = () => {};
  const held = new Promise<void>((done) => (release = done));
  await page.route("**/api/v1/email-settings", async (route) => {
    await (route.request().method() === "PUT" ? held : undefined);
    await route.continue().catch(() => {});
  });
  await page.getByLabel("Name", { exact: true }).fill("Service Desk");
  const sent = page.waitForRequest((request) => request.method() === "PUT");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await sent;
  await page.evaluate(() => document.querySelector("usher-console")!.remove());
  const answered = page.waitForResponse((response) => response.request().method() === "PUT");
  release();
  await answered;
  await page.unrouteAll();
  await put(page, "usher-email-settings", { "api-base": servers.api, locale: "en" });
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Service Desk");
});

for (const { title: name, element = "usher-console", attributes, provide, route, code, says } of [
  { title: "no address", attributes: {}, code: "api-base-missing", says: "The address of the backend is missing" },
  { title: "an address that is none", attributes: { "api-base": "usher.example" }, code: "api-base-wrong", says: "“usher.example” is not the address" },
  { title: "an address that everybody can read along", attributes: { "api-base": "http://usher.example" }, code: "api-base-wrong", says: "begins with https://" },
  { title: "a backend of no kind", attributes: { backend: "soap" }, code: "backend-unknown", says: "“soap” is not a kind of backend" },
  { title: "a backend that was promised", attributes: { backend: "portal" }, code: "backend-missing", says: "gave none" },
  { title: "a function that throws", attributes: { "api-base": "API" }, provide: "() => { throw new Error('secret-in-error'); }", code: "token-rejected", says: "could not give access" },
  { title: "a function that promises nonsense", attributes: { "api-base": "API" }, provide: "async () => 'two words'", code: "token-invalid", says: "is not a token" },
  { title: "a function that never answers", attributes: { "api-base": "API" }, provide: "() => new Promise(() => {})", code: "token-timeout", says: "within 15 seconds" },
  { title: "a token that is not taken", attributes: { "api-base": "API" }, provide: "async () => 'stolen'", code: "sign-in-needed", says: "does not take the access" },
  { title: "a page that answers for a backend", attributes: { "api-base": "CDN" }, provide: "async () => 'any'", route: "html", code: "not-a-backend", says: "is not a backend of Usher" },
  { title: "a backend that lets no other page call it", attributes: { "api-base": "CLOSED" }, provide: "async () => 'any'", code: "unreachable", says: "does not allow this page" },
  { title: "a program that is not what was published", attributes: { backend: "demo" }, route: "wasm", code: "program-missing", says: "is not what was published" },
] as { title: string; element?: string; attributes: Record<string, string>; provide?: string; route?: string; code: string; says: string }[]) {
  test(`told readably, and to the portal: ${name}`, async ({ page, servers, complaints }) => {
    if (code === "token-timeout") {
      await page.clock.install();
    }
    await page.goto(`${servers.portal}/bad.html`);
    if (route === "wasm") {
      await page.route("**/*_bg.wasm", (call) => call.fulfill({ status: 200, contentType: "application/wasm", headers: { "Access-Control-Allow-Origin": "*" }, body: "changed" }));
    } else if (route) {
      await page.route(`${servers.cdn}/api/**`, (call) => call.fulfill({ status: 200, contentType: "text/html", headers: { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*" }, body: "<!doctype html><title>Sign in</title>" }));
    }
    const given = Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, value === "API" ? servers.api : value === "CDN" ? servers.cdn : value === "CLOSED" ? servers.closed : value]));
    await put(page, element, { ...given, locale: "en" }, provide);
    if (code === "token-timeout") {
      await expect(async () => {
        await page.clock.runFor(16_000);
        await expect(page.getByRole("alert")).toBeVisible({ timeout: 200 });
      }).toPass();
    }
    const alert = page.locator(element).getByRole("alert");
    await expect(alert).toContainText(says);
    await expect(alert).toContainText("Nothing was changed or sent.");
    await expect(alert.getByRole("button", { name: "Try again" })).toBeVisible();
    expect((await heard(page)).filter(({ detail }) => detail.fatal).map(({ detail }) => detail.code)).toContain(code);
    expect(JSON.stringify(await heard(page))).not.toContain("secret-in-error");
    if (code === "api-base-missing") {
      await expectAccessible(page);
    }
    // Right settings are enough to begin: nothing is left of the failure.
    await page.unrouteAll();
    await page.evaluate(
      ([name, api]) => {
        const element = document.querySelector(name!) as any;
        element.removeAttribute("backend");
        element.setAttribute("api-base", api!);
        element.getAccessToken = async () => (await fetch("/token")).text();
      },
      [element, servers.api],
    );
    await expect(title(page, "Email settings")).toBeVisible();
    complaints.length = 0;
  });
}

test("in a frame of another origin it works, asks the page around for its token and answers nobody else", async ({ page, servers, complaints }) => {
  await page.goto(`${servers.portal}/frame.html`);
  const inside = page.frameLocator("usher-frame iframe");
  await expect(inside.getByRole("grid")).toContainText("Ada Byron");
  await expect.poll(() => names(page)).toContain("ready");
  // Another window of the portal's own origin, and a message of another version, are not heard.
  const count = (await heard(page)).length;
  await page.evaluate(() => {
    const said = (version: number) => ({ protocol: "usher-frame", version, kind: "event", name: "batch-started", detail: {} });
    window.postMessage(said(1), "*");
    const other = document.createElement("iframe");
    other.srcdoc = "<p>other</p>";
    document.body.append(other);
    return new Promise<void>((done) => {
      other.onload = () => {
        const script = other.contentDocument!.createElement("script");
        script.textContent = `parent.postMessage(${JSON.stringify(said(1))}, "*"); parent.postMessage({ done: true }, "*")`;
        addEventListener("message", ({ data }) => data.done && done());
        other.contentDocument!.body.append(script);
      };
    });
  });
  expect((await heard(page)).length).toBe(count);
  await page.locator("usher-frame").evaluate((element) => element.setAttribute("locale", "pl"));
  await expect(inside.getByRole("searchbox", { name: "Szukaj" })).toBeVisible();

  // A page that is not among those that may hold it.
  servers.made.set("/stranger.html", { type: "text/html", content: `<!doctype html><title>Stranger</title><iframe src="${servers.portal}/package/frame.html" referrerpolicy="origin"></iframe>` });
  await page.goto(`${servers.cdn}/stranger.html`);
  await expect(page.frameLocator("iframe").getByRole("alert")).toContainText(`${servers.cdn} is not among the portals`);
  complaints.length = 0;
});

test("before a send the portal is asked, by an event that it can cancel and by a function that it can give", async ({ page, servers }) => {
  await call(servers, "GET", "/email-settings").then(({ version, settings }) => call(servers, "PUT", "/email-settings", { ...settings, sender: { name: "IT", address: "it@example.com", reply_to: "" } }, { "If-Match": `"${version}"` }));
  const template = await call(servers, "POST", "/templates", rollout());
  await call(servers, "POST", `/templates/${template.id}/versions`, undefined, { "If-Match": `"${template.version}"` });
  const batches = async () => (await call(servers, "GET", "/send-batches")).batches.length;

  await page.goto(`${servers.portal}/bad.html`);
  await put(page, "usher-tracker", { "api-base": servers.api, locale: "en", view: "tracker?mail=none&send=activation" });
  const send = page.getByRole("dialog").getByRole("button", { name: /^Send to \d+ p/ });
  await page.evaluate(() => {
    const element = document.querySelector("usher-tracker")!;
    element.addEventListener("usher-send-requested", (event) => event.preventDefault(), { once: true });
  });
  await send.click();
  await expect.poll(() => names(page)).toContain("send-requested");
  const [asked] = (await heard(page)).filter(({ name }) => name === "send-requested");
  expect(asked).toMatchObject({ cancelable: true, detail: { kind: "activation", template: template.id } });
  expect(await batches()).toBe(0);

  const started: string[] = [];
  page.on("request", (request) => request.method() === "POST" && started.push(request.url()));
  const answer = (value: unknown) =>
    page.evaluate((value) => {
      (document.querySelector("usher-tracker") as any).confirmSend = async () => {
        await fetch("/token");
        setTimeout(() => ((window as any).answered = value), 50);
        return value;
      };
    }, value);
  await answer("not quite");
  await send.click();
  await page.waitForFunction(() => (window as any).answered === "not quite");
  expect(started).toEqual([]);
  expect(await batches()).toBe(0);

  await answer(true);
  await send.click();
  await expect.poll(() => names(page)).toContain("batch-started");
  await expect(title(page, "Activation email to 2 people")).toBeVisible();
  expect(await batches()).toBe(1);
});

test("100 times put in and taken out, it leaves nothing behind", async ({ page, servers }) => {
  test.setTimeout(120_000);
  await page.goto(`${servers.portal}/bad.html`);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const measure = async () => {
    for (let time = 0; time < 3; time += 1) {
      await session.send("HeapProfiler.collectGarbage");
      await page.waitForTimeout(50);
    }
    const { metrics } = await session.send("Performance.getMetrics");
    const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? NaN;
    return { listeners: of("JSEventListeners"), nodes: of("Nodes"), heap: of("JSHeapUsedSize"), documents: of("Documents") };
  };
  const round = (times: number) =>
    page.evaluate(async (times) => {
      for (let time = 0; time < times; time += 1) {
        const element = document.createElement("usher-tracker");
        element.setAttribute("backend", "demo");
        element.setAttribute("locale", "en");
        const ready = new Promise((done) => element.addEventListener("usher-ready", done, { once: true }));
        document.querySelector("main")!.append(element);
        await ready;
        // Some are taken away while they still read, others once they show people.
        if (time % 2) {
          while (!element.shadowRoot!.querySelector('[role="grid"]')) {
            await new Promise(requestAnimationFrame);
          }
        }
        element.remove();
        await new Promise((done) => setTimeout(done));
      }
      (window as any).heard.length = 0;
    }, times);
  await round(10);
  const before = await measure();
  await round(100);
  const after = await measure();
  console.log("before", JSON.stringify(before), "after", JSON.stringify(after));
  expect(after.listeners).toBeLessThanOrEqual(before.listeners + 2);
  expect(after.nodes).toBeLessThanOrEqual(before.nodes * 1.1);
  expect(after.heap).toBeLessThanOrEqual(before.heap * 1.2);
});
