// Finishes ./dist: the sums of files, the header files of usual servers, and a brotli and a gzip copy beside every file, so
// that no server compresses anything at run time.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { consoleFiles, dist, writeHeaders, writeSums } from "./headers.mjs";
import { brotli, report } from "./sizes.mjs";

rmSync(join(dist, ".trunk-lock"), { force: true });
writeSums();
writeHeaders();

// index.html last: its copy tells make that all is done.
const files = consoleFiles().sort((a, b) => Number(a === "index.html") - Number(b === "index.html"));
// Who runs the server changes this one, and a copy beside it would then say what it said before.
for (const name of files.filter((name) => name !== "config.json")) {
  const file = join(dist, name);
  const content = readFileSync(file);
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
  writeFileSync(`${file}.br`, brotli(content));
}
report();
