// Takes the release build of the console apart: the program that the first page loads, and the parts that it fetches when a
// page, or the demonstration, is first opened. Trunk runs it when its own files stand in the staging folder.
//
// `wasm-split-cli` cuts the linked program at the functions that `part!` marks; wasm-bindgen then makes the glue for what is
// left. Each piece is made small to compress. The loader of the parts goes into that glue, so that one file knows every name
// and hash: the program's files are named by their contents, and each is refused if it is not what was built.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { withTrustedTypes } from "./trusted.mjs";
import { CUSTOM, EXPORTS, exportsOf, IMPORTS, importsOf, number, PREAMBLE, section, sections, withoutCustomSections, written } from "./wasm.mjs";

/** What a library offers to JavaScript, each with its code, and nobody asks for: streams of its own. */
const UNASKED = /intounderlying/i;
/** Shared code of fewer octets than this lies with others of its size in one file: each request of its own would cost more. */
const SMALL = 20 * 1024;
/** Small code that so many parts share lies together; other small code with the first of these that uses it, or with the rest. */
const MANY = 3;
const WITH = ["composer", "composer_on_demand"];
/** What follows the first page at once brings nothing but what it uses itself. */
const SOON = "people_columns";
/** Parts that only come after others: what those bring is there already. */
const AFTER = { composer_on_demand: "composer", starters: "composer" };

/** Files that a part shows in a frame, where no hash can be given: they are checked when the part comes. */
const FRAMED = { composer: ["preview.html", "preview.js"] };

/** How a value reads in an error for developers: as wasm-bindgen writes it where it is an error, briefly where it is not. */
const READABLE = `function debugString(val) {
if (val instanceof Error) return \`\${val.name}: \${val.message}\\n\${val.stack}\`;
try {
return String(val);
} catch {
return typeof val;
}
}`;

/** What fetches files: some of them ahead, while the program itself is still on its way. A place is a file, or a piece of it. What
 *  is not as it was built is asked for once more past the browser's own copy, which would otherwise be kept for a year. */
const FETCHING = `
function request(file) {
const [name, integrity] = files[file];
const url = new URL(name, import.meta.url);
return fetch(url, { integrity }).catch(() => fetch(url, { integrity, cache: "reload" }));
}
const early = new Map();
function fetched(file) {
const coming = early.get(file);
early.delete(file);
return coming ?? request(file);
}
const bundles = new Map();
function sliced(file, begin, end) {
if (!bundles.has(file)) {
const coming = fetched(file).then((answer) => {
if (!answer.ok) throw new Error(\`\${answer.url}: \${answer.status}\`);
return answer.arrayBuffer();
});
coming.catch(() => bundles.delete(file));
bundles.set(file, coming);
}
return bundles.get(file).then((all) => new Response(all.slice(begin, end), { headers: { "Content-Type": "application/wasm" } }));
}
function beside(coming, others) {
const checked = others.map(async (file) => {
const answer = await fetched(file);
if (!answer.ok) throw new Error(\`\${answer.url}: \${answer.status}\`);
return answer.arrayBuffer();
});
return Promise.all([coming, ...checked]).then(([answer]) => answer);
}
function from({ file, begin, end }) {
return () => {
const source = end ? sliced(file, begin, end) : beside(fetched(file), framed[file] ?? []);
source.catch(() => {});
return async (imports) => WebAssembly.instantiateStreaming(source, imports);
};
}
const ends = [];
const shared = pieces.map(([file, length, users]) => {
const begin = ends[file] ?? 0;
ends[file] = begin + length;
const place = { file, begin, end: length && begin + length };
return { file, users, load: makeLoad(from(place), []) };
});
const usedBy = (part) => shared.filter(({ users }) => users & (1 << part));
function ahead(...names) {
const known = names.map((name) => parts.indexOf(name)).filter((part) => part >= 0);
for (const file of new Set(known.flatMap((part) => [part, ...usedBy(part).map(({ file }) => file)]))) {
const coming = request(file);
coming.catch(() => {});
early.set(file, coming);
}
}
const load = (part) => wrapAsyncCb(makeLoad(from({ file: part }), usedBy(part).map(({ load }) => load)));
const partLoaders = Object.fromEntries(parts.map((name, part) => [\`__wasm_split_load_\${name}\`, load(part)]));
export { ahead };
`;

if (process.env.TRUNK_PROFILE === "release") {
  // Only a release needs the tool behind it.
  const { compact } = await import("./compact.mjs");
  takeApart(process.env.TRUNK_STAGING_DIR, compact);
}

function takeApart(staging, compact) {
  const target = process.env.CARGO_TARGET_DIR ?? join(import.meta.dirname, "..", "target");
  const linked = join(target, "wasm32-unknown-unknown/console/usher-app.wasm");
  const work = mkdtempSync(join(tmpdir(), "usher-parts-"));
  try {
    const asked = join(work, "linked.wasm");
    writeFileSync(asked, withoutUnasked(readFileSync(linked)));
    run("wasm-split-cli", [asked, join(work, "cut"), "--out-name", "usher-app"]);
    const bindgen = ["--target", "web", "--keep-lld-exports", "--no-typescript", "--out-dir", join(work, "bound")];
    run("wasm-bindgen", [...bindgen, "--out-name", "usher-app", join(work, "cut/usher-app.wasm")]);

    const cut = readFileSync(join(work, "cut/__wasm_split.js"), "utf8");
    const parts = new Map();
    for (const [bundle, names] of bundled(work, usersOf(cut))) {
      const modules = names.map((name) => compact(readFileSync(join(work, "cut", name))));
      if (modules.length === 1) {
        parts.set(names[0], put(staging, modules[0], (hash) => `${bundle}-${hash}.wasm`));
        continue;
      }
      const file = put(staging, Buffer.concat(modules), (hash) => `${bundle}-${hash}.bin`);
      let begin = 0;
      for (const [at, name] of names.entries()) {
        parts.set(name, { ...file, begin, end: begin + modules[at].length });
        begin += modules[at].length;
      }
    }
    const framed = new Map([...new Set(Object.values(FRAMED).flat())].map((name) => [name, { name, integrity: integrityOf(readFileSync(join(staging, name))) }]));
    const bound = replaced(readFileSync(join(work, "bound/usher-app.js"), "utf8"), /^function debugString\(val\) \{\n[^]*?^\}$/m, () => READABLE);
    const glue = joined(withTrustedTypes(bound), loader(cut, parts, framed));
    const { script, program } = withShortNames(glue, compact(readFileSync(join(work, "bound/usher-app_bg.wasm"))));
    rename(staging, {
      script: put(staging, Buffer.from(withoutSpace(script)), (hash) => `usher-app-${hash}.js`),
      program: put(staging, program, (hash) => `usher-app-${hash}_bg.wasm`),
    });
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** The modules that lie in one file, by the beginning of its name: a part alone, shared code with what the very same parts share. */
function bundled(work, users) {
  const groups = new Map();
  const add = (bundle, name) => groups.set(bundle, [...(groups.get(bundle) ?? []), name]);
  const sizeOf = (name) => withoutCustomSections(readFileSync(join(work, "cut", name))).length;
  const names = readdirSync(join(work, "cut")).filter((name) => name.endsWith(".wasm") && name !== "usher-app.wasm");
  const shared = new Map();
  for (const name of names) {
    if (name.startsWith("split_")) {
      add(name.replace("split_", "part-").replace(".wasm", ""), name);
      continue;
    }
    const all = users.get(name);
    const by = all.filter((part) => !all.includes(AFTER[part]));
    shared.set(by.join(), [...(shared.get(by.join()) ?? []), name]);
  }
  for (const [key, same] of shared) {
    const by = key.split(",");
    const small = same.reduce((sum, name) => sum + sizeOf(name), 0) < SMALL;
    const whose = by.includes(SOON) ? SOON : by.length >= MANY ? "many" : (WITH.find((part) => by.includes(part)) ?? "few");
    const bundle = small ? `shared-small-${whose}` : `shared-${same[0].match(/\d+/)[0]}`;
    same.forEach((name) => add(bundle, name));
  }
  return groups;
}

function run(tool, args) {
  execFileSync(tool, args, { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, RUST_LOG: "warn" } });
}

/** Writes a file named by its contents; says its name and its integrity. */
function put(staging, content, named) {
  const name = named(createHash("sha256").update(content).digest("hex").slice(0, 16));
  writeFileSync(join(staging, name), content);
  return { name, integrity: integrityOf(content) };
}

function integrityOf(content) {
  return `sha256-${createHash("sha256").update(content).digest("base64")}`;
}

/** Without what nobody asks for: neither given, nor described to wasm-bindgen, so that the tools drop its code. */
function withoutUnasked(program) {
  let dropped = 0;
  const parts = sections(program).map(({ id, contents, whole }) => {
    if (id === EXPORTS) {
      const kept = exportsOf(contents).filter(({ name }) => !UNASKED.test(name));
      return section(EXPORTS, [written(kept.length), ...kept.map(({ entry }) => entry)]);
    }
    const [length, name] = number(contents, 0);
    if (id !== CUSTOM || contents.toString("utf8", name, name + length) !== "__wasm_bindgen_unstable") {
      return whole;
    }
    // Pairs of a version and a description, each behind its length.
    const kept = [contents.subarray(0, name + length)];
    for (let at = name + length; at < contents.length; ) {
      const description = at + 4 + contents.readUInt32LE(at);
      const end = description + 4 + contents.readUInt32LE(description);
      const unasked = UNASKED.test(contents.toString("latin1", description, end));
      dropped += unasked ? 1 : 0;
      kept.push(contents.subarray(at, unasked ? at : end));
      at = end;
    }
    return section(CUSTOM, kept);
  });
  if (dropped === 0) {
    throw new Error("no streams are described to wasm-bindgen: another version of it, or the library has changed");
  }
  return Buffer.concat([program.subarray(0, PREAMBLE), ...parts]);
}

/** Glue and program call what the browser gives by names with a hash each, some six KiB that nothing can compress: they get short ones. */
function withShortNames(glue, program) {
  const names = new Map();
  const short = (name) => names.get(name) ?? names.set(name, `i${names.size.toString(36)}`).get(name);
  const parts = sections(program).map(({ id, contents, whole }) => {
    if (id !== IMPORTS) {
      return whole;
    }
    const imports = importsOf(contents);
    const entries = imports.flatMap(({ name, module, type }) => {
      const called = Buffer.from(/^__wb/.test(name) ? short(name) : name);
      return [module, written(called.length), called, type];
    });
    return section(IMPORTS, [written(imports.length), ...entries]);
  });
  const script = glue.replace(/\b__wb\w+/g, (name) => names.get(name) ?? name);
  return { script, program: Buffer.concat([program.subarray(0, PREAMBLE), ...parts]) };
}

/** Without indentation and lines that are comments, without names for what is returned in the next line, and without spaces around
 * signs. Lines that others look for stay as they are, and those with a text over several lines, an escape or a division in them. */
function withoutSpace(script) {
  const signs = (code) => code.replace(/ ?([=,{}()<>&|?:*;]+) ?/g, "$1").replace(/([\w)\]]) ([+-]) (?=[\w(])/g, "$1$2");
  const tight = (line) => line.split(/("[^"]*"|'[^']*')/).map((part, at) => (at % 2 === 0 ? signs(part) : part)).join("");
  const isKept = (line) => /[`/\\]|^(export|import) |^const \w+ = \[/.test(line);
  const lines = script.split("\n").map((line) => line.trim());
  const kept = lines.filter((line) => line !== "" && !/^(\/\/|\/\*|\*)/.test(line)).join("\n");
  const named = kept.replace(/^const ret = (.*);\nreturn ret;$/gm, "return $1;").replace(/\barg(\d+)\b/g, "a$1");
  return named.split("\n").map((line) => (isKept(line) ? line : tight(line))).join("\n");
}

/** The loader of the parts, which fetches them by their final names and with their hashes. */
function loader(cut, modules, framed) {
  const made = replaced(cut.slice(0, cut.search(/^(?:\/\* .* \*\/$|const __chunk_)/m)), /^import \{ initSync \} from .*$/m, "");
  const loads = loadsOf(cut);
  const shared = [...modules.keys()].filter((name) => !name.startsWith("split_"));
  if (loads.length + shared.length !== modules.size) {
    throw new Error(`${modules.size} modules were cut, but the loader fetches ${loads.length + shared.length}`);
  }
  // The files of the parts come first, in the order of the parts; a piece names its file, its length, and the parts that use it.
  const own = loads.map(({ part }) => modules.get(`split_${part}.wasm`));
  const files = [...new Map([...own, ...modules.values(), ...framed.values()].map((module) => [module.name, module])).values()];
  const placeOf = (name) => files.findIndex((known) => known.name === name);
  const shown = Object.entries(FRAMED).map(([part, names]) => [loads.findIndex((load) => load.part === part), names.map(placeOf)]);
  if (shown.some(([part, places]) => part < 0 || places.includes(-1))) {
    throw new Error("a part that shows files in a frame is not cut any more");
  }
  const pieces = shared.map((name) => {
    const { name: file, begin, end } = modules.get(name);
    const users = loads.reduce((sum, { uses }, part) => sum + (uses.includes(name) ? 2 ** part : 0), 0);
    return [placeOf(file), end ? end - begin : 0, users];
  });
  return `${made}
const files = ${JSON.stringify(files.map(({ name, integrity }) => [`./${name}`, integrity]))};
const pieces = ${JSON.stringify(pieces)};
const framed = ${JSON.stringify(Object.fromEntries(shown))};
const parts = ${JSON.stringify(loads.map(({ part }) => part))};
${FETCHING}`;
}

/** Each part with the shared modules that it uses, by the names of their files. */
function loadsOf(cut) {
  const loads = [...cut.matchAll(/^export const __wasm_split_load_(\w+) = [\s\S]*?\n, \[(.*)\]\)+;$/gm)];
  const found = loads.map(([, part, uses]) => ({ part, uses: (uses.match(/chunk_\d+/g) ?? []).map((chunk) => `${chunk}.wasm`) }));
  if (found.length === 0 || found.every(({ uses }) => uses.length === 0) || /^const __chunk_\d+ = [\s\S]*?\n, \[[^\]]/m.test(cut.split("export const")[0])) {
    throw new Error("the loader is written in another way: another version of the tools?");
  }
  return found;
}

/** The parts that use each shared module, by the name of its file. */
function usersOf(cut) {
  const users = new Map();
  for (const { part, uses } of loadsOf(cut)) {
    for (const name of uses) {
      users.set(name, [...(users.get(name) ?? []), part]);
    }
  }
  return users;
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
