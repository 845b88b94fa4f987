// The trials, by name. Each gets the report and how large it is to be.

import { clicks } from "./clicks.mjs";
import { killAgainAndAgain } from "./kills.mjs";
import { startPostgres } from "./postgres.mjs";
import { resolveAll } from "./resolution.mjs";
import { TAMPERINGS, unnoticed } from "./tampering.mjs";

const SIZES = {
  small: { people: 300, kills: 8, clicks: 1_000 },
  full: { people: 10_000, kills: 50, clicks: 1_000 },
};
const FAULTS = 0.05;

let postgres;

/** A new database on a server that all trials share. */
async function database(name) {
  postgres ??= await startPostgres();
  return postgres.database(name);
}

export async function strike() {
  await postgres?.stop();
}

async function kills(report, name, size, seed, url) {
  const { evidence, verdict, host, relay, batch, home } = await killAgainAndAgain({ people: size.people, kills: size.kills, faults: FAULTS, seed, database: url });
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

export const TRIALS = {
  "killed on SQLite": async (report, size, seed) => kills(report, "killed on SQLite", size, seed),
  "killed on PostgreSQL": async (report, size, seed) => kills(report, "killed on PostgreSQL", size, seed, await database("killed")),
  "one key, many clicks": clicks,
};

export const sizeOf = (name) => SIZES[name];
