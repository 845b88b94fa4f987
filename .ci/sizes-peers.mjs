// Prints how large all files of the console are together, beside what would otherwise be taken for such a console: the minimal
// list of react-admin, and GrapesJS for the messages. The peers are built from npm as the other peers are, and every file is
// compressed as the console's are. `make bench` calls it.

import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { consoleFiles, dist } from "./headers.mjs";
import { brotli, firstPageFiles } from "./sizes.mjs";

const bench = join(import.meta.dirname, "../tests/bench");
const packages = createRequire(join(bench, "package.json"));
const { devDependencies } = JSON.parse(readFileSync(join(bench, "package.json"), "utf8"));

/** At most so much of both peers together. */
const ASKED = 0.5;
/** What people or programs read, and no page of the console fetches. */
const NOT_FETCHED = ["licenses.txt", "openapi.json", "usher-backend.d.ts"];
/** The peers, and the packages that they are made of. The last two are told, and nothing is judged by them. */
const REACT_ADMIN = { file: "react-admin.jsx", names: ["react-admin", "ra-data-simple-rest", "react", "react-dom"] };
const GRAPES = { file: "grapesjs.js", names: ["grapesjs"] };
const NEWSLETTER = { file: "grapesjs-newsletter.js", names: ["grapesjs", "grapesjs-preset-newsletter"] };
const MJML = { file: "grapesjs-mjml.js", names: ["grapesjs", "grapesjs-mjml"] };

needPackages([...REACT_ADMIN.names, ...GRAPES.names, ...NEWSLETTER.names, ...MJML.names, "esbuild"]);

const whole = ours(consoleFiles().filter((name) => !NOT_FETCHED.includes(name)));
const admin = await peer(REACT_ADMIN);
const grapes = await peer(GRAPES);
const both = sum([admin, grapes]);
const ratio = whole.brotli / both.brotli;

console.log(`\n${"All files together, KiB".padEnd(56)} files      raw   brotli`);
line("Usher, every page, part and language", whole);
line("  of that what the first page loads", ours(firstPageFiles()));
line(`react-admin ${versions(REACT_ADMIN)}, its minimal list`, admin);
line(`GrapesJS ${versions(GRAPES)}, with its styles`, grapes);
line("both peers together", both);
line(`for comparison: GrapesJS, newsletter ${versions(NEWSLETTER, 1)}`, await peer(NEWSLETTER));
line(`for comparison: GrapesJS, mjml ${versions(MJML, 1)}`, await peer(MJML));
console.log(`Usher is ${ratio.toFixed(3)} of both peers together; asked: at most ${ASKED}: ${ratio <= ASKED ? "✓" : "✗"}`);
console.log(`${[...REACT_ADMIN.names, ...GRAPES.names, "esbuild"].map((name) => `${name} ${devDependencies[name]}`).join(", ")}, Node.js ${process.version}\n`);

/** Without the very versions that are pinned there is nothing to compare with. */
function needPackages(names) {
  const missing = names.filter((name) => {
    const file = join(bench, "node_modules", name, "package.json");
    return !existsSync(file) || JSON.parse(readFileSync(file, "utf8")).version !== devDependencies[name];
  });
  if (missing.length > 0) {
    console.error(`The sizes of the peers cannot be told: ${[...new Set(missing)].join(", ")} could not be had from npm. Run "npm ci --ignore-scripts" in tests/bench.`);
    process.exit(1);
  }
}

/** Files of the console, each with the copy that the build laid beside it. */
function ours(names) {
  return sum(
    names.map((name) => {
      const [file, copy] = [join(dist, name), join(dist, `${name}.br`)];
      const raw = statSync(file).size;
      // What changes without a build has no copy.
      return { files: 1, raw, brotli: existsSync(copy) ? statSync(copy).size : raw };
    }),
  );
}

/** A peer's files, built for production: its script, its styles, and the page that names them. */
async function peer({ file }) {
  const { outputFiles } = await packages("esbuild").build({
    entryPoints: [join(bench, "size", file)],
    bundle: true,
    write: false,
    outdir: "size",
    minify: true,
    legalComments: "none",
    format: "esm",
    target: "chrome120",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "error",
  });
  const links = outputFiles.map(({ path }) => (path.endsWith(".css") ? '<link rel="stylesheet" href="page.css">' : '<script type="module" src="page.js"></script>'));
  const page = Buffer.from(`<!doctype html><html lang="en"><meta charset="utf-8"><title>People</title>${links.join("")}<div id="page"></div></html>`);
  return sum([page, ...outputFiles.map(({ contents }) => contents)].map((content) => ({ files: 1, raw: content.length, brotli: brotli(content).length })));
}

function sum(all) {
  return all.reduce((total, one) => ({ files: total.files + one.files, raw: total.raw + one.raw, brotli: total.brotli + one.brotli }), { files: 0, raw: 0, brotli: 0 });
}

function versions({ names }, at = 0) {
  return devDependencies[names[at]];
}

function line(title, { files, raw, brotli }) {
  const kib = (bytes) => (bytes / 1024).toFixed(1).padStart(9);
  console.log(`${title.padEnd(56)}${String(files).padStart(6)}${kib(raw)}${kib(brotli)}`);
}
