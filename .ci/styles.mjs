// Trunk's pre-build step: one stylesheet, styles/bundle.css, from styles/main.css and the components' own rules.
//
// The components' rules come from the build script (`build.rs`). Trunk copies stylesheets while cargo still runs, so this
// step makes the very same cargo call first; Trunk then finds its build done.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const profile = process.env.TRUNK_PROFILE === "release" ? ["--profile", "console"] : [];

const cargo = spawnSync(
  "cargo",
  [
    ...["build", "--target=wasm32-unknown-unknown", "--bin", "usher-app"],
    ...["--no-default-features", "--features", "ui", "--message-format=json-render-diagnostics", ...profile],
  ],
  { cwd: root, stdio: ["ignore", "pipe", "inherit"], encoding: "utf8", maxBuffer: 1 << 28 },
);
if (cargo.status !== 0) {
  process.exit(cargo.status ?? 1);
}
const scripts = cargo.stdout
  .split("\n")
  .filter((line) => line.startsWith("{"))
  .map((line) => JSON.parse(line))
  .filter((message) => message.reason === "build-script-executed" && /[/#]usher[@#]|usher#/.test(message.package_id));
const folder = scripts.map((script) => script.out_dir).find((out) => existsSync(join(out, "components.css")));
if (!folder) {
  console.error("build.rs wrote no components.css");
  process.exit(1);
}

const main = readFileSync(join(root, "styles/main.css"), "utf8");
const bundle = main.replaceAll(/^@import "([\w-]+\.css)" layer\(([\w-]+)\);$/gm, (_, name, layer) => {
  const file = name === "components.css" ? join(folder, name) : join(root, "styles", name);
  return `@layer ${layer} {\n${readFileSync(file, "utf8")}}`;
});
if (bundle.includes("@import")) {
  console.error('styles/main.css: every import must read `@import "NAME.css" layer(NAME);` on a line of its own');
  process.exit(1);
}
const target = join(root, "styles/bundle.css");
if (!existsSync(target) || readFileSync(target, "utf8") !== bundle) {
  writeFileSync(target, bundle);
}
