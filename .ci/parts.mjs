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

import { withTrustedTypes } from "./trusted.mjs";

/** Number of the section that names what a program is given. */
const IMPORTS = 2;
/** Shared code of fewer octets than this lies with others of its size in one file: each request of its own would cost more. */
const SMALL = 8 * 1024;
const SMALL_ONES = "small";

/** Files that a part shows in a frame, where no hash can be given: they are checked when the part comes. */
const FRAMED = { "split_composer.wasm": ["preview.html", "preview.js"] };

/** What fetches files: some of them ahead, while the program itself is still on its way. What is not as it was built is asked for
 * once more past the browser's own copy, which would otherwise be kept for a year. */
const FETCHING = `
const early = new Map();
function get(file, integrity) {
const url = new URL(file, import.meta.url);
return fetch(url, { integrity }).catch(() => fetch(url, { integrity, cache: "reload" }));
}
function fetched(file, integrity) {
const coming = early.get(file);
early.delete(file);
return coming ?? get(file, integrity);
}
let smallOnes;
function small(begin, end) {
smallOnes ??= fetched(SMALL_ONES).then((answer) => {
if (!answer.ok) throw new Error(\`\${answer.url}: \${answer.status}\`);
return answer.arrayBuffer();
});
smallOnes.catch(() => (smallOnes = undefined));
return smallOnes.then((all) => new Response(all.slice(begin, end), { headers: { "Content-Type": "application/wasm" } }));
}
function beside(coming, others) {
const checked = others.map(async ([file, integrity]) => {
const answer = await fetched(file, integrity);
if (!answer.ok) throw new Error(\`\${answer.url}: \${answer.status}\`);
return answer.arrayBuffer();
});
return Promise.all([coming, ...checked]).then(([answer]) => answer);
}
function ahead(part) {
if (!files[part]) return;
for (const [file, integrity] of [...files[part], [SMALL_ONES]]) {
const coming = get(file, integrity);
coming.catch(() => {});
early.set(file, coming);
}
}`;

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
    const small = [];
    for (const name of readdirSync(join(work, "cut")).filter((name) => name.endsWith(".wasm") && name !== "usher-app.wasm")) {
      const part = withoutCustomSections(readFileSync(join(work, "cut", name)));
      if (part.length < SMALL && !name.startsWith("split_")) {
        parts.set(name, { begin: small.reduce((sum, { length }) => sum + length, 0), length: part.length });
        small.push(part);
        continue;
      }
      const stem = name.replace(".wasm", "").replace("split_", "part-").replace("chunk_", "shared-");
      parts.set(name, put(staging, part, (hash) => `${stem}-${hash}.wasm`));
    }
    for (const [name, framed] of Object.entries(FRAMED)) {
      const sum = (content) => `sha256-${createHash("sha256").update(content).digest("base64")}`;
      parts.get(name).framed = framed.map((file) => [`./${file}`, sum(readFileSync(join(staging, file)))]);
    }
    parts.set(SMALL_ONES, put(staging, Buffer.concat(small), (hash) => `shared-small-${hash}.bin`));
    const glue = joined(withTrustedTypes(readFileSync(join(work, "bound/usher-app.js"), "utf8")), loader(join(work, "cut/__wasm_split.js"), parts));
    const { script, program } = withShortNames(glue, withoutCustomSections(readFileSync(join(work, "bound/usher-app_bg.wasm"))));
    rename(staging, {
      script: put(staging, Buffer.from(withoutSpace(script)), (hash) => `usher-app-${hash}.js`),
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
  return { name, integrity: `sha256-${createHash("sha256").update(content).digest("base64")}` };
}

/** Names and producers are for tools; a browser needs neither. */
function withoutCustomSections(wasm) {
  return Buffer.concat([wasm.subarray(0, 8), ...sections(wasm).filter(({ id }) => id !== 0).map(({ whole }) => whole)]);
}

/** The sections of a program: number, contents, and both together. */
function sections(wasm) {
  const found = [];
  for (let at = 8; at < wasm.length; ) {
    const start = at;
    const id = wasm[at];
    const [length, begin] = number(wasm, at + 1);
    at = begin + length;
    found.push({ id, contents: wasm.subarray(begin, at), whole: wasm.subarray(start, at) });
  }
  return found;
}

/** An unsigned number (LEB128) and where it ends. */
function number(wasm, at) {
  let [value, shift, byte] = [0, 0, 0];
  do {
    byte = wasm[at++];
    value += (byte & 0x7f) * 2 ** shift;
    shift += 7;
  } while (byte & 0x80);
  return [value, at];
}

function written(value) {
  const bytes = [];
  do {
    bytes.push((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value = Math.floor(value / 128);
  } while (value > 0);
  return Buffer.from(bytes);
}

/** Glue and program call what the browser gives by names with a hash each, some six KiB that nothing can compress: they get short ones. */
function withShortNames(glue, program) {
  const names = new Map();
  const short = (name) => names.get(name) ?? names.set(name, `i${names.size.toString(36)}`).get(name);
  const parts = sections(program).map(({ id, contents, whole }) => {
    if (id !== IMPORTS) {
      return whole;
    }
    const [count, first] = number(contents, 0);
    const entries = [];
    let at = first;
    for (let entry = 0; entry < count; entry += 1) {
      const start = at;
      const [module, moduleAt] = number(contents, at);
      const [length, nameAt] = number(contents, moduleAt + module);
      const name = contents.toString("utf8", nameAt, nameAt + length);
      at = afterKind(contents, nameAt + length);
      const called = Buffer.from(/^__wb/.test(name) ? short(name) : name);
      entries.push(contents.subarray(start, moduleAt + module), written(called.length), called, contents.subarray(nameAt + length, at));
    }
    const rewritten = Buffer.concat([written(count), ...entries]);
    return Buffer.concat([Buffer.from([IMPORTS]), written(rewritten.length), rewritten]);
  });
  const script = glue.replace(/\b__wb\w+/g, (name) => names.get(name) ?? name);
  return { script, program: Buffer.concat([program.subarray(0, 8), ...parts]) };
}

/** Where an import ends whose kind begins at `at` (WebAssembly core specification, import section). */
function afterKind(contents, at) {
  const limits = (from) => {
    const [flags, least] = number(contents, from);
    const [, most] = number(contents, least);
    return flags & 1 ? number(contents, most)[1] : most;
  };
  switch (contents[at]) {
    case 0: // function
      return number(contents, at + 1)[1];
    case 1: // table
      return limits(at + 2);
    case 2: // memory
      return limits(at + 1);
    case 3: // global
      return at + 3;
    case 4: // tag
      return number(contents, at + 2)[1];
    default:
      throw new Error("an import of a kind that is not known");
  }
}

/** Without indentation, lines that are comments, and the classes of streams, which a library offers to JavaScript and nobody asks for. */
function withoutSpace(script) {
  const unused = /^export class IntoUnderlying\w+ \{[\s\S]*?^\}\n(?:if \(Symbol\.dispose\)[^\n]*\n)?/gm;
  const lines = script.replace(unused, "").split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "" && !/^(\/\/|\/\*|\*)/.test(line)).join("\n");
}

/** The loader of the parts, which fetches them by their final names and with their hashes. */
function loader(file, parts) {
  let fetched = 0;
  const asked = ({ name, integrity }) => `"./${name}", "${integrity}"`;
  const text = replaced(readFileSync(file, "utf8"), /^import \{ initSync \} from .*$/m, "")
    .replace(/fetch\(new URL\("\.\/([^"]+)", import\.meta\.url\)\)/g, (_, name) => {
      const part = parts.get(name);
      fetched += 1;
      if (part.framed) {
        return `beside(fetched(${asked(part)}), ${JSON.stringify(part.framed)})`;
      }
      return part.name ? `fetched(${asked(part)})` : `small(${part.begin}, ${part.begin + part.length})`;
    })
    .replace(/^\/\*.*\*\/$/gm, "");
  if (fetched + 1 !== parts.size) {
    throw new Error(`${parts.size - 1} parts were cut, but the loader fetches ${fetched}`);
  }
  const entries = [...text.matchAll(/^export const (\w+)/gm)].map(([, name]) => name);
  return `${FETCHING.replaceAll("SMALL_ONES", asked(parts.get(SMALL_ONES)))}
${text.replace(/^export const/gm, "const")}
const partLoaders = { ${entries.join(", ")} };
const files = ${JSON.stringify(filesOf(text))};
export { ahead };
`;
}

/** For each part the statements that fetch its files, by the name of the part. */
function filesOf(text) {
  const named = (source) => source.match(/(?:fetched|small)\(([^)]*)\)/)?.[1];
  const chunks = new Map();
  const found = {};
  for (const [, name, source, others] of text.matchAll(/^(?:export )?const (\w+) = (?:wrapAsyncCb\()?makeLoad\(([\s\S]*?)\n, \[(.*)\]\)+;$/gm)) {
    const own = named(source);
    if (!name.startsWith("__wasm_split_load_")) {
      chunks.set(name, own);
      continue;
    }
    const all = [own, ...others.split(", ").filter(Boolean).map((chunk) => chunks.get(chunk))];
    found[name.replace("__wasm_split_load_", "")] = all.filter((file) => file?.startsWith('"')).map((file) => JSON.parse(`[${file}]`));
  }
  if (Object.values(found).some((files) => files.length === 0) || Object.keys(found).length === 0) {
    throw new Error("the loader is written in another way: another version of the tools?");
  }
  return found;
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
    const integrity = link.match(/integrity="?(sha\d+-[^"\s>]+)/)?.[1];
    if (!old || !integrity) {
      throw new Error(`index.html has no ${kind} link with a hash`);
    }
    html = html.replace(link, link.replace(old, file.name).replace(integrity, file.integrity));
    rmSync(join(staging, old));
  }
  writeFileSync(page, html);
}
