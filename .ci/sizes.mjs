// Prints the size of every file that the first page loads, of the others, and what each part brings with it when it is opened.
// `sizes.mjs --limit KIB` fails above so many KiB of brotli of the first page with what follows it at once.

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const dist = process.env.USHER_DIST ?? join(import.meta.dirname, "..", "dist");

/** Ways to write distances (RFC 7932, 4): how many stand for themselves, and by how many last bits the others are told apart.
 * Programs are smaller by one than by another; brotli does not look which. */
const DISTANCES = [[0, 0], [15, 0], [4, 1]];

/** As small as brotli makes a file. */
export function brotli(content) {
  const tried = DISTANCES.map(([direct, postfix]) => {
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      [constants.BROTLI_PARAM_NDIRECT]: direct,
      [constants.BROTLI_PARAM_NPOSTFIX]: postfix,
    };
    return brotliCompressSync(content, { params });
  });
  return tried.reduce((smallest, one) => (one.length < smallest.length ? one : smallest));
}

/** What index.html names, itself, the configuration, and the icons, which the page names once it runs. */
export function firstPageFiles() {
  const html = readFileSync(join(dist, "index.html"), "utf8");
  const tags = html.match(/<(?:link|script|img)\b[^>]*>/g) ?? [];
  const named = tags.map((tag) => tag.match(/\s(?:href|src)=["']?([^"'\s>]+)/)?.[1]).filter(Boolean);
  return ["index.html", "icons.svg", "config.json", ...new Set(named.map((name) => name.replace(/^\.\//, "")))];
}

/** What follows the first page at once: the reading of people, whom it counts. */
export function followingFiles() {
  const { files, pieces, parts } = loader();
  const part = parts.indexOf("people_columns");
  const shared = pieces.filter(([, , users]) => users & (1 << part)).map(([file]) => file);
  return [...new Set([part, ...shared])].map((file) => files[file][0].replace(/^\.\//, ""));
}

/** Prints all of it; gives the KiB of the first page with what follows it at once. */
export function report() {
  const first = table("First page, KiB", firstPageFiles());
  const following = table("Follows the first page at once, KiB", followingFiles());
  const together = (first + following) / 1024;
  console.log(`Both together: ${together.toFixed(1)} KiB of brotli`);
  opened();
  table("Fetched with a later page, KiB", readdirSync(dist).filter((name) => /^(part|shared)-.*\.(wasm|bin)$/.test(name)));
  return together;
}

/** What a part fetches that the first page has not: its own file, and what it shares with others, as the loader in the glue lists them. */
function opened() {
  const { files, pieces, parts } = loader();
  const kib = (file) => statSync(join(dist, `${files[file][0]}.br`)).size / 1024;
  const sum = (all) => [...all].reduce((total, file) => total + kib(file), 0).toFixed(1).padStart(9);
  console.log(`\n${"Opening a part fetches, KiB of brotli".padEnd(44)}      own   shared    files`);
  for (const [part, name] of parts.entries()) {
    const shared = new Set(pieces.filter(([, , users]) => users & (1 << part)).map(([file]) => file));
    console.log(`${name.padEnd(44)}${sum([part])}${sum(shared)}${String(shared.size + 1).padStart(9)}`);
  }
}

function loader() {
  const glue = readFileSync(join(dist, firstPageFiles().find((name) => /^usher-app.*\.js$/.test(name))), "utf8");
  const listed = (name) => JSON.parse(glue.match(new RegExp(`^const ${name} = (.*);$`, "m"))[1]);
  return { files: listed("files"), pieces: listed("pieces"), parts: listed("parts") };
}

function table(title, files) {
  const kib = (bytes) => (bytes / 1024).toFixed(1).padStart(9);
  console.log(`\n${title.padEnd(44)}      raw   brotli`);
  let raw = 0;
  let brotli = 0;
  for (const name of files) {
    const size = statSync(join(dist, name)).size;
    const copy = join(dist, `${name}.br`);
    const small = existsSync(copy) ? statSync(copy).size : size;
    console.log(`${name.padEnd(44)}${kib(size)}${kib(small)}`);
    raw += size;
    brotli += small;
  }
  console.log(`${"total".padEnd(44)}${kib(raw)}${kib(brotli)}\n`);
  return brotli;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const together = report();
  const limit = Number(process.argv[process.argv.indexOf("--limit") + 1]);
  if (process.argv.includes("--limit") && !(together <= limit)) {
    console.error(`The first page loads ${together.toFixed(1)} KiB of brotli with what follows it at once; the limit is ${limit} KiB.`);
    process.exitCode = 1;
  }
}
