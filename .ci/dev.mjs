// The edit loop: the host, and Trunk before it, which rebuilds the console on every save and reloads the page.

import { spawn, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
const dist = join(root, "target/dev-dist");
const [hostAddress, trunkPort] = ["127.0.0.1:8080", "8081"];

const built = spawnSync("cargo", ["build", "--bin", "usher-host"], { cwd: root, stdio: "inherit" });
if (built.status !== 0) {
  process.exit(1);
}
mkdirSync(dist, { recursive: true });

const children = [];
let ending = false;
function end(code) {
  if (!ending) {
    ending = true;
    children.forEach((child) => child.kill());
    process.exitCode = code;
  }
}
function start(program, args, stdio) {
  const child = spawn(program, args, { cwd: root, stdio });
  child.on("exit", (code) => end(code ?? 0));
  child.on("error", (error) => {
    console.error(`${program}: ${error.message}`);
    end(1);
  });
  children.push(child);
  return child;
}
process.on("SIGINT", () => end(0));
process.on("SIGTERM", () => end(0));

const data = process.env.DATA ?? "./data";
const host = start(join(target, "debug/usher-host"), ["--bind", hostAddress, "--data", data, "--dist", dist], [
  "ignore",
  "pipe",
  "inherit",
]);
// The page that reloads itself is Trunk's; it hands /api and /sign-in to the host.
host.stdout.setEncoding("utf8").on("data", (text) => process.stdout.write(text.replaceAll(":8080/", `:${trunkPort}/`)));
start("trunk", ["serve", "--port", trunkPort, "--dist", dist], "inherit");
