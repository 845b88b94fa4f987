// Which fault a relay shows at which moment. Everything follows from the seed, the recipient and the number of the attempt,
// not from the order in which connections happen to come.

import { chanceOf } from "./randomness.mjs";

export const STAGES = ["connect", "hello", "mail", "rcpt", "data", "after-dot"];
export const KINDS = ["4xx", "5xx", "421", "drop", "stall"];

/** What is answered at a stage, by kind. */
const REPLIES = {
  connect: { "4xx": "450 4.3.2 busy", "5xx": "554 5.3.2 no service here" },
  hello: { "4xx": "451 4.3.0 not now", "5xx": "550 5.7.1 not you" },
  mail: { "4xx": "451 4.3.0 not now", "5xx": "553 5.1.8 not this sender" },
  rcpt: { "4xx": "450 4.2.1 mailbox busy", "5xx": "550 5.1.1 no such person" },
  data: { "4xx": "451 4.3.0 not now", "5xx": "554 5.6.0 no message" },
  "after-dot": { "4xx": "451 4.3.0 not now", "5xx": "554 5.7.1 not this message" },
};

export function reply(stage, kind) {
  return kind === "421" ? "421 4.3.2 closing" : REPLIES[stage][kind];
}

/**
 * `rates` says how likely a fault is at each stage, `kinds` which ones; `script` gives the faults of one address, attempt by
 * attempt (the last of them for ever where it says `always`); `domains` those of everybody in a domain.
 */
export class Faults {
  #armed = [];

  constructor({ seed = 1, rates = {}, kinds = KINDS, script = {}, domains = {} } = {}) {
    Object.assign(this, { seed, rates, kinds, script, domains });
  }

  /** The next connection, greeting or sender meets these, one after the other. */
  arm(faults) {
    this.#armed.push(...faults);
  }

  /** What nobody met. */
  get left() {
    return this.#armed.length;
  }

  /** A stage that belongs to a connection; `what` tells one time from another. */
  ofConnection(stage, what) {
    const at = this.#armed.findIndex((fault) => fault.stage === stage);
    return at >= 0 ? this.#armed.splice(at, 1)[0] : this.#byChance(stage, what);
  }

  /** A stage that belongs to a message. */
  ofMessage(stage, to, attempt) {
    const scripted = this.script[to];
    if (scripted) {
      const fault = scripted[Math.min(attempt, scripted.length) - 1];
      return fault.stage === stage && (attempt <= scripted.length || fault.always) ? fault : null;
    }
    const ofDomain = this.domains[to.split("@").at(-1)];
    if (ofDomain) {
      return ofDomain.stage === stage ? ofDomain : null;
    }
    return this.#byChance(stage, `${to} ${attempt}`);
  }

  #byChance(stage, what) {
    const [happens, which] = chanceOf(this.seed, stage, what);
    if (happens >= (this.rates[stage] ?? 0)) {
      return null;
    }
    const kind = this.kinds[Math.floor(which * this.kinds.length)];
    // A relay that breaks off after the dot has the message, or has lost it: both are seen.
    return { stage, kind, stored: happens * 2 < (this.rates[stage] ?? 0) };
  }
}

/** The same chance at every stage, so that so many attempts of a hundred meet one. */
export function everywhere(share) {
  return Object.fromEntries(STAGES.map((stage) => [stage, share / STAGES.length]));
}
