// Lays the small code that the part of the element shares with other parts into a file of its own. In ./dist it lies in the files
// of those others, since the console's own page has no element; here every page begins with one, and would fetch a hundred KiB
// for the sake of some three.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Every element needs it before anything else. */
const PART = "element";

/** Writes that file into the folder; gives the glue that fetches it. */
export function withOwnPieces(glue, folder) {
  const [files, pieces, parts] = ["files", "pieces", "parts"].map((name) => listed(glue, name));
  const part = parts.indexOf(PART);
  if (part < 0) {
    throw new Error(`the glue has no part ${PART}: another version of dist?`);
  }
  const ends = [];
  const moved = [];
  // A piece names its file, its length where it is not all of it, and the parts that use it; pieces of a file follow each other.
  const left = pieces.map(([file, length, users]) => {
    const begin = ends[file] ?? 0;
    ends[file] = begin + length;
    if (length === 0 || !(users & (1 << part))) {
      return [file, length, users];
    }
    moved.push({ users, code: readFileSync(join(folder, files[file][0])).subarray(begin, begin + length) });
    // It keeps its place among the others, and nobody asks for it there.
    return [file, length, 0];
  });
  if (moved.length === 0) {
    return glue;
  }
  const code = Buffer.concat(moved.map(({ code }) => code));
  const sum = createHash("sha256").update(code);
  const name = `shared-small-${PART}-${sum.copy().digest("hex").slice(0, 16)}.bin`;
  writeFileSync(join(folder, name), code);
  const own = moved.map(({ users, code }) => [files.length, code.length, users]);
  return rewritten(rewritten(glue, "files", [...files, [`./${name}`, `sha256-${sum.digest("base64")}`]]), "pieces", [...left, ...own]);
}

function line(name) {
  return new RegExp(`^const ${name} = (.*);$`, "m");
}

function listed(glue, name) {
  const found = glue.match(line(name))?.[1];
  if (!found) {
    throw new Error(`the glue lists no ${name}: another version of dist?`);
  }
  return JSON.parse(found);
}

function rewritten(glue, name, list) {
  return glue.replace(line(name), () => `const ${name} = ${JSON.stringify(list)};`);
}
