// Postfix's `smtp-sink` and `smtp-source`: the system's, or taken out of Debian's package without installing a mail server.

import { execFileSync, spawn } from "node:child_process";
import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readdirSync, readSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { delimiter, join, resolve } from "node:path";

import { freePort } from "../../.ci/free-port.mjs";

const root = resolve(import.meta.dirname, "../..");
const unpacked = join(resolve(root, process.env.USHER_TOOLS ?? ".tools"), "postfix");

/** Where they are, the environment that they need, and their version. */
export function smtpPrograms() {
  const system = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin"].find((folder) => folder && ["smtp-sink", "smtp-source"].every((name) => existsSync(join(folder, name))));
  if (system) {
    return { folder: system, env: process.env, version: versionOf("dpkg-query", ["-W", "-f", "${Version}", "postfix"]) };
  }
  const folder = join(unpacked, "usr/sbin");
  if (!existsSync(join(folder, "smtp-sink"))) {
    unpack();
  }
  const packed = readdirSync(unpacked).find((name) => name.endsWith(".deb"));
  return { folder, env: { ...process.env, LD_LIBRARY_PATH: join(unpacked, "usr/lib/postfix") }, version: versionOf("dpkg-deb", ["-f", join(unpacked, packed), "Version"]) };
}

function unpack() {
  rmSync(unpacked, { recursive: true, force: true });
  mkdirSync(unpacked, { recursive: true });
  try {
    execFileSync("apt-get", ["download", "postfix"], { cwd: unpacked, stdio: ["ignore", "ignore", "ignore"] });
    const packed = readdirSync(unpacked).find((name) => name.endsWith(".deb"));
    execFileSync("dpkg", ["-x", packed, "."], { cwd: unpacked });
  } catch (error) {
    rmSync(unpacked, { recursive: true, force: true });
    throw new Error(`smtp-sink and smtp-source are not here; install them with: apt-get install postfix (${error.message})`);
  }
}

function versionOf(program, args) {
  try {
    return execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "of unknown version";
  }
}

/** Starts a sink that counts into a file, which is looked at from time to time and costs nobody anything. */
export async function startSink({ folder, env }, file) {
  const port = await freePort();
  const out = openSync(file, "w");
  // It does not run as root.
  const user = process.getuid() === 0 ? ["-u", "nobody"] : [];
  const child = spawn(join(folder, "smtp-sink"), [...user, "-c", `127.0.0.1:${port}`, "1000"], { env, stdio: ["ignore", out, "inherit"] });
  closeSync(out);
  await reachable(port);
  const counts = openSync(file, "r");
  const tail = Buffer.alloc(200);
  return {
    port,
    /** How many messages it took. */
    taken() {
      const { size } = fstatSync(counts);
      const length = readSync(counts, tail, 0, tail.length, Math.max(0, size - tail.length));
      return Number(tail.toString("latin1", 0, length).match(/.*mesg=(\d+)\D/s)?.[1] ?? 0);
    },
    stop() {
      closeSync(counts);
      child.kill();
    },
  };
}

async function reachable(port) {
  for (const end = Date.now() + 10_000; ; ) {
    const open = await new Promise((known) => {
      const socket = connect(port, "127.0.0.1", () => socket.end() && known(true)).on("error", () => known(false));
    });
    if (open) {
      return;
    }
    if (Date.now() > end) {
      throw new Error("smtp-sink does not answer");
    }
    await new Promise((over) => setTimeout(over, 20));
  }
}
