// Finishes ./dist: the sums of files, the header files of usual servers, and a brotli and a gzip copy beside every file, so
// that no server compresses anything at run time.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { consoleFiles, dist, writeHeaders, writeSums } from "./headers.mjs";
import { report } from "./sizes.mjs";

rmSync(join(dist, ".trunk-lock"), { force: true });
writeSums();
writeHeaders();

// index.html last: its copy tells make that all is done.
const files = consoleFiles().sort((a, b) => Number(a === "index.html") - Number(b === "index.html"));
// Who runs the server changes this one, and a copy beside it would then say what it said before.
for (const name of files.filter((name) => name !== "config.json")) {
  const file = join(dist, name);
  const content = readFileSync(file);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  };
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
  writeFileSync(`${file}.br`, brotliCompressSync(content, { params }));
}
report();
