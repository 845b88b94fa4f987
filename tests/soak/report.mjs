// What is checked and what was measured, as it is printed: a line for every check, a table of figures, and the sum in the form
// that `test.mjs` counts.

export class Report {
  passed = 0;
  failed = 0;
  #columns = new Map();
  #print;

  constructor(print = console.log) {
    this.#print = print;
  }

  /** The report of one trial; of one that runs beside others the lines come together, when `done` is called. */
  of(trial, { alone }) {
    const lines = [];
    const own = new Report(alone ? this.#print : (line) => lines.push(line));
    own.line(`\n--- ${trial}`);
    const done = () => {
      lines.forEach((line) => this.#print(line));
      this.passed += own.passed;
      this.failed += own.failed;
      own.#columns.forEach((figures, trial) => this.#columns.set(trial, figures));
    };
    return { own, done };
  }

  line(text) {
    this.#print(text);
  }

  /** One thing that must hold; `detail` says what was found where it does not. */
  check(name, holds, detail = "") {
    this[holds ? "passed" : "failed"] += 1;
    this.#print(`${holds ? "✓" : "✗"} ${name}`);
    if (!holds && detail !== "") {
      this.#print(indented(detail));
    }
  }

  /** Everything that a verdict must hold, one by one. */
  verdict(trial, { figures, violations, uncertain }) {
    const of = (...kinds) => violations.filter(({ kind }) => kinds.includes(kind));
    const named = new Set();
    for (const [name, ...kinds] of PROMISES) {
      const found = of(...kinds);
      kinds.forEach((kind) => named.add(kind));
      this.check(`${trial}: ${name}`, found.length === 0, some(found.map(({ kind, what }) => `${kind}: ${what}`)));
    }
    const others = violations.filter(({ kind }) => !named.has(kind));
    this.check(`${trial}: nothing else is wrong`, others.length === 0, some(others.map(({ kind, what }) => `${kind}: ${what}`)));
    if (uncertain.length > 0) {
      this.#print(`  uncertain, each with its reason:`);
      uncertain.forEach(({ email, taken, why }) => this.#print(`    ${email} ${taken > 0 ? "has it" : "has it not"}: ${why}`));
    }
    this.#columns.set(trial, figures);
  }

  figures(trial, figures) {
    this.#columns.set(trial, figures);
  }

  /** The table, and the sum. */
  end() {
    const trials = [...this.#columns.keys()];
    if (trials.length > 0) {
      const rows = [...new Set(trials.flatMap((trial) => Object.keys(this.#columns.get(trial))))];
      const cells = [["", ...trials], ...rows.map((row) => [row, ...trials.map((trial) => number(this.#columns.get(trial)[row]))])];
      const widths = cells[0].map((_, at) => Math.max(...cells.map((row) => [...row[at]].length)));
      this.#print(`\n${cells.map((row) => row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join("  ")).join("\n")}`);
    }
    this.#print(`\ntest result: ${this.failed > 0 ? "FAILED" : "ok"}. ${this.passed} passed; ${this.failed} failed; 0 ignored`);
    return this.failed === 0 && this.passed > 0;
  }
}

/** The promise, in the words in which it is given. */
const PROMISES = [
  ["nobody twice", "duplicate", "two deliveries", "two batches"],
  ["nobody marked sent who got nothing", "sent but absent"],
  ["nobody missing", "missing"],
  ["nobody failed without a fault of the relay, or who got it", "failed for no reason", "failed but accepted", "given up too soon"],
  ["no more uncertain than can be, each explained", "too many uncertain", "uncertain for no reason"],
  ["every message whole and for whom it is", "stray message", "broken message"],
];

function some(list, most = 12) {
  return [...list.slice(0, most), ...(list.length > most ? [`and ${list.length - most} more`] : [])].join("\n");
}

function indented(text) {
  return String(text).split("\n").map((line) => `    ${line}`).join("\n");
}

function number(value) {
  return value === undefined ? "" : typeof value === "number" ? value.toLocaleString("en") : String(value);
}
