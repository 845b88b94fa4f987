// The trials, by name. Each gets the report and how large it is to be.

import { cells } from "./cells.mjs";
import { clicks } from "./clicks.mjs";
import { deadDomain } from "./domain.mjs";
import { severalHosts } from "./hosts.mjs";
import { killAgainAndAgain } from "./kills.mjs";
import { poison } from "./poison.mjs";
import { startPostgres } from "./postgres.mjs";
import { resolveAll } from "./resolution.mjs";
import { TAMPERINGS, unnoticed } from "./tampering.mjs";

/** A small trial has more faults in a hundred, so that there are some of each kind. */
const SIZES = {
  small: { people: 600, kills: 8, faults: 0.1, clicks: 1_000, poisoned: 600, severalHosts: 900, domain: { living: 1_000, dead: 20, rounds: 1, ratio: 1.5 } },
  full: { people: 10_000, kills: 50, faults: 0.05, clicks: 1_000, poisoned: 10_000, severalHosts: 10_000, domain: { living: 10_000, dead: 100, rounds: 7, ratio: 1.1 } },
};

let postgres;

/** A new database on a server that all trials share. */
async function database(name) {
  postgres ??= await startPostgres();
  return postgres.database(name);
}

/** That the deliveries do lie in this database, and not in a file beside it. */
async function checkThere(report, name, people) {
  const client = await postgres.client("killed");
  const { rows } = await client.query("SELECT count(*)::int AS count FROM delivery").catch(() => ({ rows: [{ count: 0 }] }));
  await client.end();
  report.check(`${name}: the deliveries lie in PostgreSQL`, rows[0].count === people, `${rows[0].count} rows there`);
}

export async function strike() {
  await postgres?.stop();
}

async function kills(report, name, size, seed, url) {
  const { evidence, verdict, host, relay, batch, home } = await killAgainAndAgain({ people: size.people, kills: size.kills, faults: size.faults, seed, database: url });
  try {
    report.verdict(name, verdict);
    const { figures } = verdict;
    const happened = figures.kills >= size.kills && figures["faults before the dot"] > 0 && figures["faults after the dot"] > 0;
    report.check(`${name}: kills and faults did happen`, happened, JSON.stringify(figures));
    const blind = unnoticed(evidence);
    report.check(`${name}: the verdict finds each of ${TAMPERINGS} ways to tamper with it`, blind.length === 0, blind.join("\n"));
    await resolveAll({ report, name, host, relay, batch, evidence, verdict });
  } finally {
    await host.end();
    await relay.stop();
    home.remove();
  }
}

const TRIALS = {
  "killed on SQLite": async (report, size, seed) => kills(report, "killed on SQLite", size, seed),
  "killed on PostgreSQL": async (report, size, seed) => {
    const name = "killed on PostgreSQL";
    await kills(report, name, size, seed, await database("killed"));
    await checkThere(report, name, size.people);
  },
  "several hosts": async (report, size, seed) => severalHosts(report, size, seed, await database("hosts")),
  cells,
  poison,
  "dead domain": deadDomain,
  "one key, many clicks": clicks,
};

/** Those in one row run at once: they wait for delays far more than they work. What is timed runs alone. */
const ORDER = [["killed on SQLite"], ["killed on PostgreSQL"], ["several hosts", "cells", "poison"], ["dead domain"], ["one key, many clicks"]];

/** The trials whose name contains one of these words, or all of them, row by row. */
export function trials(words) {
  const wanted = (name) => words.length === 0 || words.some((word) => name.includes(word));
  return ORDER.map((row) => row.filter(wanted).map((name) => [name, TRIALS[name]])).filter((row) => row.length > 0);
}

export const sizeOf = (name) => SIZES[name];
