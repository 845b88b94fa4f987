// What every journey has: a running host with a folder of its own, and a page that reports what went wrong in it.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test as base } from "@playwright/test";

const root = resolve(import.meta.dirname, "../..");
const program = resolve(root, process.env.CARGO_TARGET_DIR ?? "target", "release/usher-host");

/** One `usher-host` with its own data folder, on a free port of the loopback. */
export class Host {
  /** Everything it printed, for a failure's message. */
  output = "";
  /** The sign-in link that it printed last; each is good for one use. */
  link = "";
  #process: ChildProcess | undefined;

  constructor(
    readonly dataDir: string,
    private readonly env: Record<string, string> = {},
  ) {}

  /** Where it listens: `http://127.0.0.1:PORT`. */
  get baseURL(): string {
    return new URL(this.link).origin;
  }

  async start(bind = "127.0.0.1:0"): Promise<void> {
    const args = ["--bind", bind, "--data", this.dataDir, "--dist", this.env.USHER_DIST ?? join(root, "dist")];
    const child = spawn(program, args, { cwd: root, env: { ...process.env, ...this.env } });
    this.#process = child;
    this.link = await new Promise<string>((found, failed) => {
      let printed = "";
      const read = (text: Buffer) => {
        printed += text;
        this.output += text;
        const link = printed.match(/http:\/\/127\.0\.0\.1:\d+\/sign-in\?token=\S+/)?.[0];
        if (link) {
          found(link);
        }
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      child.on("error", (error) => failed(new Error(`${program}: ${error.message}`)));
      child.on("exit", (code) => failed(new Error(`the host ended with ${code} before it printed its link:\n${printed}`)));
    });
  }

  /** Ends it as an administrator would (`SIGTERM`), or as a power cut would (`SIGKILL`). */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) {
      return;
    }
    const ended = new Promise((done) => child.once("exit", done));
    child.kill(signal);
    await ended;
  }

  /** Stops it and starts it again on the same port and data. */
  async restart(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    const { host } = new URL(this.link);
    await this.stop(signal);
    await this.start(host);
  }
}

interface Fixtures {
  /** Environment of the host, for what is set when it starts. */
  hostEnv: Record<string, string>;
  /** A fresh host. */
  host: Host;
  /** What the page complained of: errors in the console, uncaught exceptions, violations of the policy. Must stay empty. */
  complaints: string[];
  /** Whether the test itself does what the policy forbids. */
  violates: boolean;
  /** The page, already signed in by the host's link. */
  signedIn: Page;
}

export const test = base.extend<Fixtures>({
  hostEnv: [{}, { option: true }],
  host: async ({ hostEnv, page }, use, testInfo) => {
    const dataDir = await mkdtemp(join(tmpdir(), "usher-journey-"));
    const host = new Host(dataDir, hostEnv);
    try {
      await host.start();
      await use(host);
    } finally {
      // A page that still asks for something would complain that its host is gone.
      await page.close();
      await host.stop();
      await rm(dataDir, { recursive: true, force: true });
      if (testInfo.status !== testInfo.expectedStatus) {
        await testInfo.attach("host", { body: host.output, contentType: "text/plain" });
      }
    }
  },
  violates: [false, { option: true }],
  complaints: [
    async ({ page, violates }, use) => {
      const complaints: string[] = [];
      // Counted by themselves, so that no test forgives them with what else it expects. What is pasted is parsed into a document
      // that runs nothing; of the styles in it the browser complains, and the tests that paste say so.
      const violations: string[] = [];
      page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
      page.on("console", (message) => {
        // Violations of the content security policy arrive here as errors too.
        if (message.type() === "error") {
          complaints.push(`console: ${message.text()}`);
          if (/Content Security Policy|TrustedHTML|TrustedScript/.test(message.text()) && !/^(Applying inline style|Executing inline event handler)/.test(message.text())) {
            violations.push(message.text());
          }
        }
      });
      await use(complaints);
      expect(complaints).toEqual([]);
      expect(violations.length > 0, violations.join("\n")).toBe(violates);
    },
    { auto: true },
  ],
  signedIn: async ({ page, host }, use) => {
    await page.goto(host.link);
    await use(page);
  },
});

/** Whoever is signed in: a page, or a session without one. */
type Session = Pick<Page, "request">;

/** Calls the host's API as the page's session does; what it answers must be a success. */
export async function api(page: Session, host: Host, method: "GET" | "PUT" | "POST", path: string, data?: unknown, headers: Record<string, string> = {}) {
  const answer = await page.request.fetch(`${host.baseURL}/api/v1${path}`, { method, data, headers: { Origin: host.baseURL, ...headers } });
  expect(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
  return answer.json();
}

/** Imports people from CSV, past the page. */
export async function importPeople(page: Session, host: Host, csv: string): Promise<void> {
  const answer = await page.request.post(`${host.baseURL}/api/v1/users/import`, {
    data: csv,
    headers: { "Content-Type": "text/csv", Origin: host.baseURL },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
}

/** By how many CSS pixels the page is wider than its window. */
export async function stickingOut(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Opens the tracker by the link that offers an activation email. It is loaded anew before, for the people, and not after: the
 * address forgets the offer once it is taken. */
export async function openOffer(page: Page, host: Host): Promise<void> {
  await page.reload();
  await page.goto(`${host.baseURL}/#/tracker?send=activation`);
}

/** Changes the saved settings, as another administrator would. */
export async function changeSettings(page: Session, host: Host, change: (settings: any) => void) {
  const { version, settings } = await api(page, host, "GET", "/email-settings");
  change(settings);
  return api(page, host, "PUT", "/email-settings", settings, { "If-Match": `"${version}"` });
}

/** Nothing that axe finds, of any impact. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map((node) => node.html).join(" | ")}`);
  expect(found).toEqual([]);
}

export { expect };
