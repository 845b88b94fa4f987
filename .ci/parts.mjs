// Takes the release build of the console apart: the program that the first page loads, and the parts that it fetches when a
// page, or the demonstration, is first opened. Trunk runs it when its own files stand in the staging folder.
//
// `wasm-split-cli` cuts the linked program at the functions that `part!` marks; wasm-bindgen then makes the glue for what is
// left. The loader of the parts goes into that glue, so that one file knows every name and hash: the program's files are
// named by their contents, and each is refused if it is not what was built.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

if (process.env.TRUNK_PROFILE === "release") {
  takeApart(process.env.TRUNK_STAGING_DIR);
}

function takeApart(staging) {
  const target = process.env.CARGO_TARGET_DIR ?? join(import.meta.dirname, "..", "target");
  const linked = join(target, "wasm32-unknown-unknown/console/usher-app.wasm");
  const work = mkdtempSync(join(tmpdir(), "usher-parts-"));
  try {
    run("wasm-split-cli", [linked, join(work, "cut"), "--out-name", "usher-app"]);
    const bindgen = ["--target", "web", "--keep-lld-exports", "--no-typescript", "--out-dir", join(work, "bound")];
    run("wasm-bindgen", [...bindgen, "--out-name", "usher-app", join(work, "cut/usher-app.wasm")]);

    const parts = new Map();
    for (const name of readdirSync(join(work, "cut")).filter((name) => name.endsWith(".wasm") && name !== "usher-app.wasm")) {
      const part = withoutCustomSections(readFileSync(join(work, "cut", name)));
      const stem = name.replace(".wasm", "").replace("split_", "part-").replace("chunk_", "shared-");
      parts.set(name, put(staging, part, (hash) => `${stem}-${hash}.wasm`));
    }
    const glue = joined(readFileSync(join(work, "bound/usher-app.js"), "utf8"), loader(join(work, "cut/__wasm_split.js"), parts));
    const program = withoutCustomSections(readFileSync(join(work, "bound/usher-app_bg.wasm")));
    rename(staging, {
      script: put(staging, Buffer.from(glue), (hash) => `usher-app-${hash}.js`),
      program: put(staging, program, (hash) => `usher-app-${hash}_bg.wasm`),
    });
  } finally {
    rmSync(work, { recursive: true });
  }
}

function run(tool, args) {
  execFileSync(tool, args, { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, RUST_LOG: "warn" } });
}

/** Writes a file named by its contents; says its name and its integrity. */
function put(staging, content, named) {
  const name = named(createHash("sha256").update(content).digest("hex").slice(0, 16));
  writeFileSync(join(staging, name), content);
  return { name, integrity: `sha384-${createHash("sha384").update(content).digest("base64")}` };
}

/** Names and producers are for tools; a browser needs neither. */
function withoutCustomSections(wasm) {
  const kept = [wasm.subarray(0, 8)];
  for (let at = 8; at < wasm.length; ) {
    const start = at;
    const id = wasm[at++];
    let [length, shift, byte] = [0, 0, 0];
    do {
      byte = wasm[at++];
      length += (byte & 0x7f) * 2 ** shift;
      shift += 7;
    } while (byte & 0x80);
    at += length;
    if (id !== 0) {
      kept.push(wasm.subarray(start, at));
    }
  }
  return Buffer.concat(kept);
}

/** The loader of the parts, which fetches them by their final names and with their hashes. */
function loader(file, parts) {
  let fetched = 0;
  const text = replaced(readFileSync(file, "utf8"), /^import \{ initSync \} from .*$/m, "")
    .replace(/fetch\(new URL\("\.\/([^"]+)", import\.meta\.url\)\)/g, (_, name) => {
      const { name: final, integrity } = parts.get(name);
      fetched += 1;
      return `fetch(new URL("./${final}", import.meta.url), { integrity: "${integrity}" })`;
    })
    .replace(/^\/\*.*\*\/$/gm, "");
  if (fetched !== parts.size) {
    throw new Error(`${parts.size} parts were cut, but the loader fetches ${fetched}`);
  }
  const entries = [...text.matchAll(/^export const (\w+)/gm)].map(([, name]) => name);
  return `${text.replace(/^export const/gm, "const")}\nconst partLoaders = { ${entries.join(", ")} };\n`;
}

/** Glue and loader in one file. */
function joined(glue, loader) {
  const imports = /^import \* as import\d+ from "\.\/__wasm_split\.js";?\n/gm;
  const uses = /^ *"\.\/__wasm_split\.js": import\d+,\n/gm;
  const once = replaced(glue.replace(imports, ""), uses, '"./__wasm_split.js": partLoaders,\n').replace(uses, "");
  if (/^import |: import[1-9]/m.test(once)) {
    throw new Error("the glue imports a file that is not built");
  }
  return `${once}\n${loader}`;
}

function replaced(text, pattern, replacement) {
  if (text.search(pattern) < 0) {
    throw new Error(`nothing matches ${pattern}: another version of the tools?`);
  }
  return text.replace(new RegExp(pattern, pattern.flags.replace("g", "")), replacement);
}

/** Puts the new names into the page in place of what Trunk wrote, and takes those files away. */
function rename(staging, { script, program }) {
  const page = join(staging, "index.html");
  let html = readFileSync(page, "utf8");
  for (const [kind, file] of [["modulepreload", script], ["preload", program]]) {
    const link = html.match(new RegExp(`<link[^>]*rel="?${kind}"?[^>]*>`))?.[0] ?? "";
    const old = link.match(/href="?\.?\/?([^"\s>]+)/)?.[1];
    const integrity = link.match(/integrity="?(sha384-[^"\s>]+)/)?.[1];
    if (!old || !integrity) {
      throw new Error(`index.html has no ${kind} link with a hash`);
    }
    html = html.replace(link, link.replace(old, file.name).replace(integrity, file.integrity));
    rmSync(join(staging, old));
  }
  writeFileSync(page, html);
}
