// One SMTP conversation (RFC 5321, with PIPELINING, 8BITMIME and SMTPUTF8) as a relay sees it, with the faults it is told to
// show. What it accepts is kept before it says so.

import { setTimeout as sleep } from "node:timers/promises";

import { reply } from "./faults.mjs";

/** The client went away. */
const GONE = Symbol("gone");
/** We went away. */
const DROPPED = Symbol("dropped");

/** What a socket sends, by lines and by messages. */
class Incoming {
  #held = Buffer.alloc(0);
  #ended = false;
  #wake = () => {};

  constructor(socket) {
    socket.on("data", (octets) => {
      this.#held = this.#held.length === 0 ? octets : Buffer.concat([this.#held, octets]);
      this.#wake();
    });
    const end = () => {
      this.#ended = true;
      this.#wake();
    };
    socket.on("end", end).on("close", end).on("error", end);
  }

  /** Everything before this mark, without it. */
  async until(mark) {
    let from = 0;
    for (;;) {
      const at = this.#held.indexOf(mark, from);
      if (at >= 0) {
        const found = this.#held.subarray(0, at);
        this.#held = this.#held.subarray(at + mark.length);
        return found;
      }
      if (this.#ended) {
        throw GONE;
      }
      from = Math.max(0, this.#held.length - mark.length);
      await new Promise((wake) => (this.#wake = wake));
    }
  }

  /** Until the client goes, or this many milliseconds. */
  async silence(milliseconds) {
    const end = Date.now() + milliseconds;
    while (!this.#ended && Date.now() < end) {
      const over = new AbortController();
      const waiting = sleep(Math.max(1, end - Date.now()), undefined, { signal: over.signal }).catch(() => {});
      await Promise.race([waiting, new Promise((wake) => (this.#wake = wake))]);
      over.abort();
    }
  }
}

/** `relay` has `faults`, `stall` and `latency` (ms), `attempt(to)`, which counts, and `keep(record)`, which returns once it is kept. */
export async function converse(socket, connection, relay) {
  const incoming = new Incoming(socket);
  const say = (text) => socket.write(`${text}\r\n`);
  let transaction = null;
  /** What became of the transaction, once. */
  const close = (record) => {
    if (transaction) {
      relay.keep({ event: "transaction", connection, from: transaction.from, to: transaction.to, began: transaction.began, ended: Date.now(), ...record });
      transaction = null;
    }
  };
  /** Shows a fault; says whether the conversation goes on. */
  const show = async (fault, stage) => {
    const { kind } = fault;
    if (kind === "drop" || kind === "stall") {
      if (kind === "stall") {
        await incoming.silence(relay.stall);
      }
      socket.destroy();
      throw DROPPED;
    }
    say(reply(stage, kind));
    if (kind === "421" || stage === "connect") {
      socket.end();
      throw DROPPED;
    }
  };
  const ofConnection = async (stage, what) => {
    const fault = relay.faults.ofConnection(stage, what);
    if (fault) {
      relay.keep({ event: "fault", connection, stage, kind: fault.kind, at: Date.now() });
      await show(fault, stage);
    }
    return fault;
  };

  try {
    await ofConnection("connect", `${connection}`);
    say("220 sink.example ESMTP");
    for (let line = 1; ; line += 1) {
      const text = (await incoming.until("\r\n")).toString("utf8");
      const verb = text.slice(0, 4).toUpperCase();
      if (verb === "EHLO" || verb === "HELO") {
        if (!(await ofConnection("hello", `${connection} ${line}`))) {
          say(verb === "HELO" ? "250 sink.example" : "250-sink.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE 52428800");
        }
      } else if (verb === "MAIL") {
        close({ answered: null });
        const from = address(text);
        if (from === null) {
          say("501 5.5.4 no sender");
        } else if (!(await ofConnection("mail", `${connection} ${line}`))) {
          transaction = { from, to: null, began: Date.now() };
          say("250 2.1.0 fine");
        }
      } else if (verb === "RCPT") {
        const to = address(text);
        if (!transaction || !to || transaction.to) {
          say(transaction?.to ? "452 4.5.3 one at a time" : "503 5.5.1 not now");
          continue;
        }
        transaction.to = to;
        transaction.attempt = relay.attempt(to);
        const fault = relay.faults.ofMessage("rcpt", to, transaction.attempt);
        if (fault) {
          const { kind } = fault;
          close({ stage: "rcpt", fault: kind, answered: reply("rcpt", kind) ?? null });
          await show(fault, "rcpt");
        } else {
          say("250 2.1.5 fine");
        }
      } else if (verb === "DATA") {
        if (!transaction?.to) {
          say("503 5.5.1 nobody to send it to");
          continue;
        }
        const { to, attempt } = transaction;
        const refused = relay.faults.ofMessage("data", to, attempt);
        if (refused) {
          close({ stage: "data", fault: refused.kind, answered: reply("data", refused.kind) ?? null });
          await show(refused, "data");
          continue;
        }
        say("354 go ahead");
        const raw = unstuffed(await incoming.until("\r\n.\r\n"));
        if (relay.latency > 0) {
          await sleep(relay.latency);
        }
        const late = relay.faults.ofMessage("after-dot", to, attempt);
        const answered = late ? (reply("after-dot", late.kind) ?? null) : "250 2.0.0 taken";
        const stored = !late || (answered === null && (late.stored ?? true));
        close({ stage: "after-dot", fault: late?.kind ?? null, answered, stored, raw: raw.toString("base64") });
        if (late) {
          await show(late, "after-dot");
        } else {
          say(answered);
        }
      } else if (verb === "RSET") {
        close({ answered: null });
        say("250 2.0.0 fine");
      } else if (verb === "NOOP") {
        say("250 2.0.0 fine");
      } else if (verb === "QUIT") {
        say("221 2.0.0 bye");
        socket.end();
        return;
      } else {
        say("502 5.5.2 unknown");
      }
    }
  } catch (reason) {
    if (reason !== GONE && reason !== DROPPED) {
      throw reason;
    }
  } finally {
    close({ answered: null, gone: true });
  }
}

function address(text) {
  return text.match(/^[A-Z]{4} (?:FROM|TO):\s*<([^>]*)>/i)?.[1] ?? null;
}

/** A line that began with a dot was given another one. */
function unstuffed(octets) {
  const text = octets.toString("latin1");
  return Buffer.from(text.replace(/(^|\r\n)\./g, "$1"), "latin1");
}
