// Firefox by WebDriver BiDi: Playwright drives a Firefox of its own only, and Debian's is the one that people have.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { WebSocket } from "ws";

import { freePort } from "../../.ci/free-port.mjs";

/** One page in one headless Firefox with a profile of its own. */
export class Firefox {
  readonly #profile = mkdtempSync(join(tmpdir(), "usher-firefox-"));
  #process: ChildProcess | undefined;
  #socket: WebSocket | undefined;
  #waiting = new Map<number, { done: (result: any) => void; failed: (error: Error) => void }>();
  #last = 0;
  #context = "";

  async start(): Promise<void> {
    const port = await freePort();
    const program = process.env.FIREFOX ?? "firefox-esr";
    const args = ["--headless", "--no-remote", "--profile", this.#profile, `--remote-debugging-port=${port}`];
    const child = spawn(program, args, { env: { ...process.env, HOME: this.#profile }, stdio: ["ignore", "ignore", "pipe"] });
    this.#process = child;
    let output = "";
    await new Promise<void>((listens, failed) => {
      child.stderr?.on("data", (text) => {
        output += text;
        if (output.includes("WebDriver BiDi listening")) {
          listens();
        }
      });
      child.on("error", (error) => failed(new Error(`${program}: ${error.message}; .ci/tools.sh installs it`)));
      child.on("exit", (code) => failed(new Error(`${program} ended with ${code}\n${output}`)));
    });
    const socket = new WebSocket(`ws://127.0.0.1:${port}/session`);
    this.#socket = socket;
    await new Promise((open, failed) => socket.once("open", open).once("error", failed));
    socket.on("message", (text) => {
      const { id, result, error, message } = JSON.parse(String(text));
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error) {
        waiting?.failed(new Error(`${error}: ${message}`));
      } else {
        waiting?.done(result);
      }
    });
    await this.#ask("session.new", { capabilities: {} });
    this.#context = (await this.#ask("browsingContext.getTree", {})).contexts[0].context;
  }

  async goto(url: string): Promise<void> {
    await this.#ask("browsingContext.navigate", { context: this.#context, url, wait: "complete" });
  }

  /** Runs a function of the page without arguments; what it answers is text. */
  async evaluate(run: string): Promise<string> {
    const target = { context: this.#context };
    const { result, exceptionDetails } = await this.#ask("script.evaluate", { expression: `(${run})()`, target, awaitPromise: true });
    if (exceptionDetails) {
      throw new Error(exceptionDetails.text);
    }
    return result.value ?? "";
  }

  /** What the page shows. */
  text(): Promise<string> {
    return this.evaluate("() => document.body.innerText");
  }

  async stop(): Promise<void> {
    this.#socket?.close();
    const child = this.#process;
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((done) => child.once("exit", done));
      child.kill("SIGTERM");
      await ended;
    }
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #ask(method: string, params: unknown): Promise<any> {
    this.#last += 1;
    const id = this.#last;
    return new Promise((done, failed) => {
      this.#waiting.set(id, { done, failed });
      this.#socket?.send(JSON.stringify({ id, method, params }));
    });
  }
}
