// Measures, in the real browser, what a change of settings costs over 100,000 people: how long after the last key the counts
// are there, and for how long typing was held up meanwhile. The peer in the same run is plain JavaScript that decides about
// the same people, parsed from the same JSON, in one go. `make bench` calls it.

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { folder, median, program, stage } from "./bench-stage.mjs";

const people = Number(process.env.USHER_BENCH_PEOPLE ?? 100_000);
const rules = 20;
const runs = 9;
const typed = "contractor.example";

const data = folder();
const file = join(data, "people.csv");
const domains = ["example.com", "mail.example.com", "contractor.example", "partner.example"];
const departments = ["Sales", "IT", "Finance", "Łódź", "R&D", "Support", "Legal", "Operations"];
const row = (n) =>
  `p${n}@${domains[n % 4]},Person,${n},${departments[n % 8]},${n % 3 ? "Polish" : "English"},${n % 5 < 3 ? "Not Verified" : "Active"},TRUE`;
writeFileSync(file, ["Email,First Name,Last Name,Department,Preferred Language,Status,App", ...Array.from({ length: people }, (_, n) => row(n))].join("\n"));
execFileSync(program, ["--data", join(data, "data"), "import", file, "--added", "2026-01-01"]);

const { link, browser, strike } = await stage(data);
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(link);
  await saveRules(page);
  const begun = Date.now();
  await page.reload();
  await page.getByText("Decides for", { exact: false }).first().waitFor({ timeout: 120_000 });
  const loaded = Date.now() - begun;
  await page.getByRole("button", { name: /^1\. / }).click();
  const field = page.getByRole("combobox", { name: "Email domain", exact: true });
  await field.waitFor();
  await page.evaluate(watch);
  const settled = [];
  const frames = [];
  for (let run = 0; run < runs; run += 1) {
    await field.fill("");
    await page.waitForFunction(() => document.querySelector("#impact")?.getAttribute("aria-busy") === "false");
    await page.evaluate(() => window.bench.begin());
    await field.pressSequentially(typed, { delay: 60 });
    await page.waitForFunction(() => window.bench.done !== undefined);
    const { settled: time, longest } = await page.evaluate(() => window.bench.result());
    settled.push(time);
    frames.push(longest);
  }
  const shown = await page.locator("#impact").innerText();
  const peer = await page.evaluate(decideInJavaScript, { typed, runs });
  const stopped = Number(shown.match(/([\d,]+) waiting people would not get/)?.[1]?.replaceAll(",", ""));
  if (stopped !== peer.stopped) {
    throw new Error(`the page says ${stopped}, the peer ${peer.stopped}`);
  }
  const middle = median(settled);
  console.log(`people ${people.toLocaleString("en")}, rules ${rules}, keys ${typed.length} at 60 ms, runs ${runs} (median, in brackets the least and the most)`);
  console.log(`  the page with everybody read             ${loaded} ms`);
  console.log(`  counts there after the last key          ${figures(settled)} ms`);
  console.log(`  longest gap between frames while typing  ${figures(frames)} ms`);
  console.log(`  the same decisions in JavaScript, at once ${figures(peer.times)} ms, during which no key is shown`);
  console.log(`  ratio to that                            ${(middle / median(peer.times)).toFixed(2)}; its longest gap is ${(median(frames) / median(peer.times)).toFixed(2)} of it`);
} finally {
  await strike();
}

/** Rules that nobody meets but for their first condition, so that each is asked for everybody; the first is typed into. */
async function saveRules(page) {
  const origin = new URL(link).origin;
  const url = `${origin}/api/v1/email-settings`;
  const { version, settings } = await (await page.request.get(url)).json();
  const rule = (n) => ({
    id: `r${n}`,
    name: `Rule ${n}`,
    kinds: ["activation", "reminder"],
    conditions:
      n === 0
        ? [{ field: "email_domain", value: "nobody.example" }]
        : [{ field: "email_domain_and_below", value: domains[n % 4] }, { field: "department", value: `Nonesuch ${n}` }],
    action: "suppress",
  });
  settings.rules = Array.from({ length: rules }, (_, n) => rule(n));
  const answer = await page.request.put(url, { data: settings, headers: { "If-Match": `"${version}"`, Origin: origin } });
  if (!answer.ok()) {
    throw new Error(await answer.text());
  }
}

/** In the page: the time of the last key, of the counts, and the longest time between two frames meanwhile. */
function watch() {
  const bench = { last: 0, longest: 0, frame: 0, done: undefined, running: false };
  addEventListener("keydown", () => (bench.last = performance.now()), true);
  const tick = (now) => {
    if (bench.running) {
      if (bench.frame) {
        bench.longest = Math.max(bench.longest, now - bench.frame);
      }
      bench.frame = now;
      const impact = document.querySelector("#impact");
      const text = document.querySelector("input[list]")?.value;
      if (text === "contractor.example" && impact?.getAttribute("aria-busy") === "false" && impact.innerText.includes("would not get")) {
        bench.done = performance.now();
        bench.running = false;
      }
    }
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  window.bench = Object.assign(bench, {
    begin: () => Object.assign(bench, { last: 0, longest: 0, frame: 0, done: undefined, running: true }),
    result: () => ({ settled: bench.done - bench.last, longest: bench.longest }),
  });
}

/** In the page: the same question by hand, over everybody at once. */
async function decideInJavaScript({ typed, runs }) {
  const users = [];
  let cursor = "";
  do {
    const page = await (await fetch(`/api/v1/users?limit=1000${cursor && `&cursor=${cursor}`}`)).json();
    users.push(...page.users);
    cursor = page.next_cursor ?? "";
  } while (cursor);
  const organization = await (await fetch("/api/v1/organization")).json();
  const { settings } = await (await fetch("/api/v1/email-settings")).json();
  const after = structuredClone(settings);
  after.rules[0].conditions[0].value = typed;
  const counting = new Set(organization.licenses.filter((license) => license.service === "running" || license.price !== "free").map(({ id }) => id));
  const holds = ({ field, value }, user) => {
    const domain = user.email.slice(user.email.lastIndexOf("@") + 1).toLowerCase();
    switch (field) {
      case "email_domain":
        return domain === value;
      case "email_domain_and_below":
        return domain === value || domain.endsWith(`.${value}`);
      default:
        return (user.department ?? "").trim().toLowerCase() === value.toLowerCase();
    }
  };
  const decide = ({ rules, automatic_activation_emails }, { user, mail }) => {
    if (user.account_status !== "enabled" || user.activation.state !== "not_activated" || !user.licenses.some((id) => counting.has(id))) {
      return undefined;
    }
    const kind = mail.activation_sent ? "reminder" : "activation";
    const rule = rules.find((rule) => rule.kinds.includes(kind) && rule.conditions.every((condition) => holds(condition, user)));
    return rule ? rule.action === "send" : automatic_activation_emails === "on";
  };
  const times = [];
  let stopped = 0;
  for (let run = 0; run < runs; run += 1) {
    const begun = performance.now();
    stopped = users.filter((record) => decide(settings, record) && decide(after, record) === false).length;
    times.push(performance.now() - begun);
  }
  return { times, stopped };
}

function figures(values) {
  return `${Math.round(median(values))} [${Math.round(Math.min(...values))}–${Math.round(Math.max(...values))}]`;
}
