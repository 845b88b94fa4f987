// Puts the people into a host's folder, and gives the same people as the API's pages, compressed.

import Database from "libsql";
import { execFileSync } from "node:child_process";
import { createWriteStream, rmSync } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

import { CSV_HEADER, csvRow, expectations, people } from "./people.mjs";

const compress = promisify(gzip);
/** Below what the host reads in one file. */
const FILE_BYTES = 14 * 1024 * 1024;
const FIRST_PAGE = 100;
const PAGE = 1000;

/** Fills a folder and says what pages over it must show when this word is typed. */
export async function fill(folder, program, env, count, word) {
  const data = join(folder, "data");
  for await (const file of csvFiles(folder, count)) {
    execFileSync(program, ["--data", data, "import", file], { env, stdio: ["ignore", "ignore", "inherit"] });
    rmSync(file);
  }
  const database = new Database(join(data, "usher.db"));
  const { least, most, held } = database.prepare("SELECT min(seq) AS least, max(seq) AS most, count(*) AS held FROM directory_user").get();
  if (held !== count || most - least + 1 !== count) {
    throw new Error(`of ${count} people the import took ${held}`);
  }
  // What was mailed cannot be imported.
  const update = database.prepare("UPDATE directory_user SET mail = ? WHERE seq = ? AND document ->> '$.email' = ?");
  const expected = expectations(word);
  let seq = least;
  database.exec("BEGIN");
  for (const person of people(count)) {
    expected.take(person);
    if (update.run(JSON.stringify(person.mail), seq, person.email).changes !== 1) {
      throw new Error(`person ${seq} is not where the file had them`);
    }
    seq += 1;
  }
  database.exec("COMMIT");
  const pages = await pagesOf(database, count);
  database.pragma("wal_checkpoint(TRUNCATE)");
  database.close();
  return { pages, expected };
}

/** The people in as many files as needed. */
async function* csvFiles(folder, count) {
  const rows = people(count);
  for (let file = 0, done = false; !done; file += 1) {
    const path = join(folder, `people-${file}.csv`);
    const stream = createWriteStream(path);
    let size = 0;
    stream.write(`${CSV_HEADER}\n`);
    while (size < FILE_BYTES) {
      const next = rows.next();
      if (next.done) {
        done = true;
        break;
      }
      const row = `${csvRow(next.value)}\n`;
      size += Buffer.byteLength(row);
      if (!stream.write(row)) {
        await once(stream, "drain");
      }
    }
    stream.end();
    await once(stream, "finish");
    yield path;
  }
}

/** The pages by cursor, as `UserPage` of the API. */
async function pagesOf(database, count) {
  const pages = new Map();
  const begun = [];
  let cursor = "";
  let records = [];
  let seen = 0;
  const finish = (next) => {
    const body = `{"users":[${records.join(",")}],"next_cursor":${next === null ? null : JSON.stringify(next)},"total":${count}}`;
    const at = cursor;
    begun.push(compress(body).then((packed) => pages.set(at, packed)));
    [cursor, records] = [next, []];
  };
  for (const { document, mail } of database.prepare("SELECT document, mail FROM directory_user ORDER BY seq").iterate()) {
    records.push(`{"user":${document},"mail":${mail}}`);
    seen += 1;
    if (records.length === (cursor === "" ? FIRST_PAGE : PAGE) && seen < count) {
      finish(String(seen));
      if (begun.length % 16 === 0) {
        await Promise.all(begun);
      }
    }
  }
  finish(null);
  await Promise.all(begun);
  return pages;
}
