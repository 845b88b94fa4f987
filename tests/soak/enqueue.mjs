// How long a click to a million people takes until it is answered, beside a raw `INSERT … SELECT` of as many rows into an equal
// table of the same SQLite file. The relay behind the host accepts connections and says nothing, so nothing is sent meanwhile.

import { cpSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

import Database from "libsql";

import { Host } from "./host.mjs";
import { addresses } from "./people.mjs";
import { click, folder, importPeople, prepare } from "./stage.mjs";

/** Below what the host reads in one file. */
const AT_ONCE = 100_000;

/** Milliseconds of both, as many times as there are rounds. */
export async function enqueue(people, rounds) {
  const home = folder();
  const silent = createServer((socket) => socket.on("error", () => {}));
  await new Promise((listening) => silent.listen(0, "127.0.0.1", listening));
  const env = { SMTP_URL: `smtp://127.0.0.1:${silent.address().port}`, USHER_BATCH_CEILING: "0" };
  const [base, copy] = [join(home.path, "base"), join(home.path, "copy")];
  const times = { usher: [], raw: [] };
  try {
    const all = addresses(people);
    const filled = new Host(base, env);
    for (let at = 0; at < people; at += AT_ONCE) {
      importPeople(filled, home.path, all.slice(at, at + AT_ONCE));
    }
    await filled.start();
    const template = await prepare(filled);
    await filled.end("SIGTERM");
    for (let round = 0; round < rounds; round += 1) {
      cpSync(base, copy, { recursive: true });
      const host = new Host(copy, env);
      await host.start();
      const { body, headers } = await click(host, template);
      const begun = performance.now();
      await host.ask("POST", "/send-batches", body, headers);
      times.usher.push(performance.now() - begun);
      await host.end();
      times.raw.push(rawInsert(join(copy, "usher.db"), people));
      rmSync(copy, { recursive: true, force: true });
    }
    return times;
  } finally {
    silent.close();
    home.remove();
  }
}

/** As many rows into a new table that is declared as the deliveries' is, indexes included, in one transaction as durable as theirs. */
function rawInsert(file, people) {
  const database = new Database(file);
  try {
    database.pragma("journal_mode = WAL");
    database.pragma("synchronous = FULL");
    const renamed = (sql) => sql.replace(/\bdelivery\b/, "raw_delivery");
    const [{ sql }] = database.prepare("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'delivery'").all();
    database.exec(renamed(sql));
    const indexes = database.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'delivery' AND sql IS NOT NULL").all();
    indexes.forEach(({ name, sql }) => database.exec(renamed(sql.replace(name, `raw_${name}`))));
    // What the host put in for this very batch says what a row is made of.
    const columns = database.prepare("SELECT name FROM pragma_table_info('delivery')").all().map(({ name }) => name);
    const row = database.prepare("SELECT * FROM delivery WHERE state = 'queued' LIMIT 1").get();
    const values = columns.map((name) => ({ position: "row_number() OVER (ORDER BY seq) - 1", user: "seq" })[name] ?? literal(row[name]));
    const insert = `INSERT INTO raw_delivery (${columns.map((name) => `"${name}"`).join(", ")}) SELECT ${values.join(", ")} FROM directory_user`;
    const begun = performance.now();
    database.exec(`BEGIN IMMEDIATE; ${insert}; COMMIT`);
    const took = performance.now() - begun;
    const { count } = database.prepare("SELECT count(*) AS count FROM raw_delivery").get();
    const { count: queued } = database.prepare("SELECT count(*) AS count FROM delivery").get();
    if (count !== people || queued !== people) {
      throw new Error(`${count} raw rows and ${queued} deliveries of ${people} people`);
    }
    return took;
  } finally {
    database.close();
  }
}

function literal(value) {
  return value === null ? "NULL" : typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value);
}
