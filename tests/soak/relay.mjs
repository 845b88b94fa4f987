// The sink's process, from the outside.

import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Starts a sink that writes to this file. */
export async function startRelay(log, options = {}) {
  const child = fork(join(import.meta.dirname, "sink.mjs"), [JSON.stringify({ ...options, log })]);
  const relay = new Relay(child, log);
  await relay.ready;
  return relay;
}

class Relay {
  accepted = 0;
  transactions = 0;
  #asked = new Map();
  #next = 0;
  #waiting = new Set();

  constructor(child, log) {
    Object.assign(this, { child, log });
    this.ready = new Promise((ready, failed) => {
      child.on("message", (message) => {
        this.port ??= message.port;
        this.accepted = message.accepted ?? this.accepted;
        this.transactions = message.transactions ?? this.transactions;
        this.#asked.get(message.answers)?.(message);
        this.#asked.delete(message.answers);
        this.#waiting.forEach((look) => look());
        ready();
      });
      child.on("exit", (code) => failed(new Error(`the sink ended with ${code}`)));
    });
  }

  get url() {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** Tells it something, and waits until it took it. */
  tell(what) {
    const ask = (this.#next += 1);
    return new Promise((answered) => {
      this.#asked.set(ask, answered);
      this.child.send({ ...what, ask });
    });
  }

  /** Until something is true of it, looked at after every message; says whether it became so in time. */
  async until(condition, milliseconds) {
    if (condition(this)) {
      return true;
    }
    let look;
    let timer;
    const became = await new Promise((done) => {
      timer = setTimeout(done, milliseconds, false);
      look = () => condition(this) && done(true);
      this.#waiting.add(look);
    });
    clearTimeout(timer);
    this.#waiting.delete(look);
    return became;
  }

  /** Everything it wrote. */
  records() {
    return readFileSync(this.log, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
  }

  async stop() {
    if (this.child.exitCode === null) {
      const ended = once(this.child, "exit");
      this.child.kill();
      await ended;
    }
  }
}
