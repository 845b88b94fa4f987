// One `usher-host` as a process: started, killed, stopped and continued, and called over HTTP.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");
export const program = resolve(root, process.env.USHER_HOST ?? join(process.env.CARGO_TARGET_DIR ?? "target", "release/usher-host"));
const TOKEN = "a-token-of-the-soak-test";
const LONGEST_ANSWER = 120_000;

/** The host does not answer: it is down, or went down meanwhile. */
export class Unanswered extends Error {}

export class Host {
  /** Everything it printed, over all its lives. */
  output = "";
  #child;
  #agent = new Agent({ keepAlive: true, maxSockets: 2_000 });

  /** `env` says what is not the default: `SMTP_URL`, `USHER_DATABASE_URL`, and so on. */
  constructor(data, env = {}) {
    this.data = data;
    this.env = { ...process.env, RUST_LOG: "warn", ...env, USHER_API_TOKEN: TOKEN, USHER_DATA: data, USHER_DIST: join(root, "dist") };
  }

  /** Until it answers. */
  async start() {
    const child = spawn(program, ["--bind", "127.0.0.1:0"], { env: this.env, stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    this.origin = undefined;
    this.#agent.destroy();
    child.stderr.on("data", (text) => (this.output += text));
    await new Promise((ready, failed) => {
      let printed = "";
      child.stdout.on("data", (text) => {
        printed += text;
        this.output += text;
        this.origin = printed.match(/http:\/\/127\.0\.0\.1:\d+(?=\/sign-in)/)?.[0];
        if (this.origin) {
          ready();
        }
      });
      child.on("error", failed);
      child.on("exit", (code, signal) => failed(new Unanswered(`the host ended with ${code ?? signal} before it answered:\n${this.output.slice(-2_000)}`)));
    });
  }

  /** Begins to start, and gives it no more than these milliseconds; says when it was dead again. */
  async startAndKill(milliseconds) {
    const started = this.start().catch(() => {});
    const child = this.#child;
    await new Promise((over) => setTimeout(over, milliseconds));
    const at = await this.end("SIGKILL", child);
    await started;
    return at;
  }

  /** By `SIGKILL` as a power cut would; says at what moment it was dead for sure. */
  async end(signal = "SIGKILL", child = this.#child) {
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = once(child, "exit");
      child.kill(signal);
      await ended;
    }
    return Date.now();
  }

  signal(signal) {
    this.#child.kill(signal);
  }

  get pid() {
    return this.#child.pid;
  }

  /** A command of the same program on the same data; answers what it printed. */
  command(...args) {
    return execFileSync(program, args, { env: this.env, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  }

  /** The whole answer, whatever it says. */
  call(method, path, { body, headers = {} } = {}) {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((answered, failed) => {
      if (!this.origin) {
        failed(new Unanswered("the host is down"));
        return;
      }
      const asked = { method, agent: this.#agent, timeout: LONGEST_ANSWER, headers: { Authorization: `Bearer ${TOKEN}`, ...(payload && { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(payload) }), ...headers } };
      const wrong = (error) => failed(new Unanswered(`${method} ${path}: ${error.message}`));
      const sent = request(`${this.origin}/api/v1${path}`, asked, (answer) => {
        const parts = [];
        answer.on("data", (part) => parts.push(part)).on("error", wrong).on("end", () => answered({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(parts).toString() }));
      });
      sent.on("error", wrong).on("timeout", () => sent.destroy(new Error("no answer in time")));
      sent.end(payload);
    });
  }

  /** What it answers, which must be a success. */
  async ask(method, path, body, headers) {
    const { status, text } = await this.call(method, path, { body, headers });
    if (status < 200 || status > 299) {
      throw new Error(`${method} ${path}: ${status} ${text.slice(0, 2_000)}`);
    }
    return text === "" ? null : JSON.parse(text);
  }

  /** Everything of a collection. */
  async all(path, name) {
    const found = [];
    for (let cursor = ""; cursor !== null; ) {
      const page = await this.ask("GET", `${path}?limit=1000${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      found.push(...page[name]);
      cursor = page.next_cursor;
    }
    return found;
  }

  /** The stream of an answer that does not end, such as a batch's progress; `close` ends it. */
  stream(path, { take, refused }) {
    const sent = request(`${this.origin}/api/v1${path}`, { headers: { Authorization: `Bearer ${TOKEN}`, Accept: "text/event-stream" } }, (answer) => {
      if (answer.statusCode !== 200) {
        refused();
      }
      answer.setEncoding("utf8").on("data", answer.statusCode === 200 ? take : () => {}).on("error", () => {});
    });
    sent.on("error", () => {}).end();
    return { close: () => sent.destroy() };
  }
}
