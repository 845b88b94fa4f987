// Packages what `make dist` built as elements for other pages: ./dist-widget is an npm package and a folder for a CDN. It is the
// same program, in the same parts; nothing is compiled again.
//
// The shell (src/bin/widget) and the program's glue become one script, so that one hash in the portal's page vouches for
// both; that script knows the hash of every file that it fetches.

import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { manifest, packageJson, readme, types } from "./widget-package.mjs";
import { withOwnPieces } from "./widget-pieces.mjs";
import { widgetStyles } from "./widget-styles.mjs";

const root = join(import.meta.dirname, "..");
const [dist, source, target] = [join(root, "dist"), join(root, "src/bin/widget"), join(root, "dist-widget")];
const files = join(target, "files");
/** In the order in which each needs the ones before. */
const SHELL = ["words", "token", "settings", "shell", "program", "element", "index"];
const [FRAME, INSIDE] = [["frame-protocol", "frame"], ["frame-protocol", "frame-inside"]];
const version = readFileSync(join(root, "Cargo.toml"), "utf8").match(/^version = "([^"]+)"/m)[1];

rmSync(target, { recursive: true, force: true });
mkdirSync(files, { recursive: true });

const page = readFileSync(join(dist, "index.html"), "utf8");
const glueName = linked(/<link\b[^>]*\brel="?modulepreload"?[^>]*>/);
const programName = linked(/<link\b[^>]*\brel="?preload"?[^>]*\bas="?fetch|<link\b[^>]*\bas="?fetch"?[^>]*>/, /\.wasm/);
const stylesName = linked(/<link\b[^>]*\brel="?stylesheet"?[^>]*>/);

for (const name of [programName, ...readdirSync(dist).filter((name) => /^(part|shared)-.*\.(wasm|bin)$/.test(name)), "icons.svg", "licenses.txt"]) {
  copyFileSync(join(dist, name), join(files, name));
}
preview();
const styles = named("usher-widget", "css", widgetStyles(readFileSync(join(dist, stylesName), "utf8")));
const built = { program: hashed(programName), styles: hashed(styles), icons: hashed("icons.svg") };

const script = [
  `// usher-widget ${version}. Licences of what is in it: files/licenses.txt`,
  `const VERSION = ${JSON.stringify(version)};`,
  `const FILES = ${JSON.stringify(built)};`,
  glueFunction(withOwnPieces(readFileSync(join(dist, glueName), "utf8"), files)),
  ...SHELL.map(inOne),
].join("\n");
write("usher-widget.js", script);
write("usher-frame.js", FRAME.map(inOne).join("\n"));
frame();

const integrity = { "usher-widget.js": sri("usher-widget.js"), "usher-frame.js": sri("usher-frame.js") };
write("integrity.json", `${JSON.stringify(integrity, null, 2)}\n`);
write("index.d.ts", types);
write("custom-elements.json", `${JSON.stringify(manifest, null, 2)}\n`);
write("package.json", `${JSON.stringify(packageJson(version), null, 2)}\n`);
write("README.md", readme(version, integrity["usher-widget.js"]));
console.log(`dist-widget: usher-widget ${version}, ${(script.length / 1024).toFixed(1)} KiB of script and ${readdirSync(files).length} files`);
console.log(`  <script type="module" src="…/usher-widget.js" integrity="${integrity["usher-widget.js"]}" crossorigin="anonymous"></script>`);

/** The file that a tag of the page names. */
function linked(...patterns) {
  const tags = (page.match(/<link\b[^>]*>/g) ?? []).filter((tag) => patterns.every((pattern) => pattern.test(tag)));
  const name = tags[0]?.match(/\bhref="?(?:\.\/)?([^"\s>]+)/)?.[1];
  if (!name) {
    throw new Error(`dist/index.html has no ${patterns[0]}: run make dist first`);
  }
  return name;
}

function sha(algorithm, content) {
  return `${algorithm}-${createHash(algorithm).update(content).digest("base64")}`;
}

function hashed(name) {
  return { name, integrity: sha("sha384", readFileSync(join(files, name))) };
}

function sri(name) {
  return sha("sha384", readFileSync(join(target, name)));
}

function write(name, content) {
  writeFileSync(join(target, name), content);
}

/** Writes a file that is named by its contents. */
function named(stem, extension, content) {
  const name = `${stem}-${createHash("sha256").update(content).digest("hex").slice(0, 16)}.${extension}`;
  writeFileSync(join(files, name), content);
  return name;
}

/** The document of the preview, whose one script is checked too. */
function preview() {
  const code = readFileSync(join(dist, "preview.js"));
  writeFileSync(join(files, "preview.js"), code);
  // The frame is of no origin, so its script is fetched from another one: by whoever serves it, for everybody.
  const html = readFileSync(join(dist, "preview.html"), "utf8").replace(/<script src="?preview\.js"? defer>/, `<script src="preview.js" integrity="${sha("sha384", code)}" crossorigin="anonymous" defer>`);
  if (!html.includes("integrity=")) {
    throw new Error("preview.html names its script in another way");
  }
  writeFileSync(join(files, "preview.html"), html);
}

/** A module's contents without imports and exports: all stand in one script. */
function inOne(name) {
  const alone = readFileSync(join(source, `${name}.js`), "utf8").replace(/^import [^;]*;\n/gm, "");
  return alone.replace(/^export (?=(?:async )?function |class |const )/gm, (word, at) => (exported(alone, at) ? word : "")).replace(/^export \{ setFiles \} from .*\n/m, "export { setFiles };\n");
}

/** What the package gives away; the rest is its own affair. */
function exported(text, at) {
  return /^export (?:const version\b|class Usher(?!Element)|function define\b)/.test(text.slice(at));
}

/** The glue as a function of where its files are. */
function glueFunction(text) {
  const given = text.match(/^export (?:class|function) \w+/gm)?.map((line) => line.split(" ")[2]) ?? [];
  if (!given.includes("mount")) {
    throw new Error("the program cannot be mounted: another version of dist?");
  }
  // Here the document of the preview is another one than in ./dist.
  const [there, here] = [dist, files].map((folder) => sha("sha256", readFileSync(join(folder, "preview.html"))));
  if (!text.includes(there)) {
    throw new Error("the glue does not check preview.html any more");
  }
  const body = text
    .replaceAll(there, here)
    .replace(/^export (?=class |function |const )/gm, "")
    .replace(/^export \{[^}]*\};?\n?/gm, "")
    .replaceAll("import.meta.url", "base");
  if (/^(import|export)\b|import\.meta/m.test(body)) {
    throw new Error("the glue is written in another way: another version of the tools?");
  }
  return `function glue(base) {\n${body}\nreturn { init: __wbg_init, mount${/\bfunction ahead\b/.test(body) ? ", ahead" : ""} };\n}`;
}

/** The document of the variant in a frame. FRAME_ORIGINS names the portals that may hold it. */
function frame() {
  write("frame-inside.js", INSIDE.map(inOne).join("\n"));
  const origins = (process.env.FRAME_ORIGINS ?? "").split(/\s+/).filter(Boolean);
  for (const origin of origins) {
    if (new URL(origin).origin !== origin) {
      throw new Error(`FRAME_ORIGINS: ${origin} is no origin, such as https://portal.example`);
    }
  }
  const html = readFileSync(join(source, "frame.html"), "utf8")
    .replace("ORIGINS", origins.join(" "))
    .replace("WIDGET", sri("usher-widget.js"))
    .replace("INSIDE", sri("frame-inside.js"));
  write("frame.html", html);
}
