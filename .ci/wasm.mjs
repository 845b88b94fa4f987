// The binary format of programs (WebAssembly core specification, 5), as far as the build takes them apart and writes them again.

/** Numbers of sections. */
export const CUSTOM = 0;
export const IMPORTS = 2;
export const EXPORTS = 7;
export const CODE = 10;
/** The kind of an import that is a function. */
export const FUNCTION = 0;
/** What stands before the first section: magic number and version. */
export const PREAMBLE = 8;

/** The sections of a program: number, contents, and both together. */
export function sections(program) {
  const found = [];
  for (let at = PREAMBLE; at < program.length; ) {
    const start = at;
    const id = program[at];
    const [length, begin] = number(program, at + 1);
    at = begin + length;
    found.push({ id, contents: program.subarray(begin, at), whole: program.subarray(start, at) });
  }
  return found;
}

/** An unsigned number (LEB128) and where it ends. */
export function number(bytes, at) {
  let [value, shift, byte] = [0, 0, 0];
  do {
    byte = bytes[at++];
    value += (byte & 0x7f) * 2 ** shift;
    shift += 7;
  } while (byte & 0x80);
  return [value, at];
}

export function written(value) {
  const bytes = [];
  do {
    bytes.push((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value = Math.floor(value / 128);
  } while (value > 0);
  return Buffer.from(bytes);
}

export function section(id, contents) {
  const all = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([id]), written(all.length), all]);
}

/** A section of tools, by its name. */
export function customSection(name, contents) {
  return section(CUSTOM, [written(name.length), Buffer.from(name), ...contents]);
}

/** Names and producers are for tools; a browser needs neither. */
export function withoutCustomSections(program) {
  return Buffer.concat([program.subarray(0, PREAMBLE), ...sections(program).filter(({ id }) => id !== CUSTOM).map(({ whole }) => whole)]);
}

/** What a section of a program holds; a vector without entries where it has none. */
export function contentsOf(program, id) {
  return sections(program).find((section) => section.id === id)?.contents ?? written(0);
}

/** The entries of a vector: `read` gives the one that begins at a place, and where it ends. */
function vector(contents, read) {
  const [count, first] = number(contents, 0);
  const entries = [];
  for (let at = first; entries.length < count; ) {
    const [entry, end] = read(at);
    entries.push(entry);
    at = end;
  }
  return entries;
}

/** What a program is given: where it comes from, its name, its kind, and the octets of each, of which the last tell its type. */
export function importsOf(contents) {
  return vector(contents, (at) => {
    const [module, moduleAt] = number(contents, at);
    const [length, nameAt] = number(contents, moduleAt + module);
    const kindAt = nameAt + length;
    const end = afterKind(contents, kindAt);
    const name = contents.toString("utf8", nameAt, kindAt);
    return [{ name, kind: contents[kindAt], module: contents.subarray(at, moduleAt + module), type: contents.subarray(kindAt, end) }, end];
  });
}

/** Where an import ends whose kind begins at `at`. */
function afterKind(contents, at) {
  const limits = (from) => {
    const [flags, least] = number(contents, from);
    const [, most] = number(contents, least);
    return flags & 1 ? number(contents, most)[1] : most;
  };
  switch (contents[at]) {
    case FUNCTION:
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

/** What a program gives: each name with its entry. */
export function exportsOf(contents) {
  return vector(contents, (at) => {
    const [length, begin] = number(contents, at);
    const [, end] = number(contents, begin + length + 1);
    return [{ name: contents.toString("utf8", begin, begin + length), entry: contents.subarray(at, end) }, end];
  });
}

/** The functions of a program itself: their locals and instructions. */
export function bodiesOf(contents) {
  return vector(contents, (at) => {
    const [length, begin] = number(contents, at);
    return [contents.subarray(begin, begin + length), begin + length];
  });
}
