// Writes the types of a portal's backend, public/usher-backend.d.ts, from the list of the use cases and the description of the
// API. `--check` writes nothing, and fails where the file says something else.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const file = join(root, "public/usher-backend.d.ts");
const { schemas } = JSON.parse(readFileSync(join(root, "public/openapi.json"), "utf8")).components;
const list = readFileSync(join(root, "src/backend/use_cases.rs"), "utf8");

/** What has no schema, because it travels as parameters and paths. */
const byHand = {
  DeliveryFilter: `/** Which deliveries: by state, and by the code of its reason. */
export interface DeliveryFilter {
  state: "queued" | "sending" | "sent" | "failed" | "skipped" | "uncertain" | null;
  reason: string | null;
}`,
  ActivityFilter: `/** Which entries of the activity; \`until\` is the moment after the last. */
export interface ActivityFilter {
  kind: "settings" | "template" | "batch" | "directory" | "contact" | null;
  actor: string | null;
  from: Timestamp | null;
  until: Timestamp | null;
}`,
  BatchControl: `/** What is done with a batch. */
export type BatchControl = { control: "pause" | "resume" | "cancel" | "retry" } | ({ control: "resolve" } & ResolutionRequest);`,
  ImportQuery: `/** How an import is to be done. */
export interface ImportQuery {
  /** Says what would happen, and writes nothing. */
  preview: boolean;
  /** The day on which the people were added, where the file does not say. */
  added: Timestamp | null;
  /** Treats people who are new as newly added: while automatic activation emails are on, they are mailed. */
  newly_added: boolean;
  /** What each column holds, as the text of a JSON object of columns and fields. */
  mapping: string | null;
}`,
};

const needed = [];
function name(reference) {
  const called = reference.split("/").pop();
  if (!(called in schemas) && !(called in byHand)) {
    throw new Error(`no schema is called ${called}`);
  }
  if (!needed.includes(called)) {
    needed.push(called);
  }
  return called;
}

function comment(text, indent) {
  const lines = text.replaceAll("*/", "* /").split("\n").map((line) => line.trim());
  return lines.length === 1 ? `${indent}/** ${lines[0]} */\n` : `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join("")}${indent} */\n`;
}

function fields(schema, indent) {
  const inner = `${indent}  `;
  const required = new Set(schema.required);
  const one = ([key, value]) => `${value.description ? comment(value.description, inner) : ""}${inner}${/^\w+$/.test(key) ? key : JSON.stringify(key)}${required.has(key) ? "" : "?"}: ${type(value, inner)};\n`;
  return `{\n${Object.entries(schema.properties).map(one).join("")}${indent}}`;
}

function type(schema, indent = "") {
  if (schema.$ref) {
    return name(schema.$ref);
  }
  for (const [key, between] of [["oneOf", " | "], ["anyOf", " | "], ["allOf", " & "]]) {
    if (schema[key]) {
      const parts = schema[key].map((part) => type(part, indent));
      return [...new Set(parts)].map((part) => (part.includes(" | ") || part.includes(" & ") ? `(${part})` : part)).join(between);
    }
  }
  if (schema.enum) {
    return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  }
  if (Array.isArray(schema.type)) {
    return schema.type.map((one) => type({ ...schema, type: one }, indent)).join(" | ");
  }
  switch (schema.type) {
    case "null":
    case "string":
    case "boolean":
      return schema.type;
    case "integer":
    case "number":
      return "number";
    case "array": {
      const items = type(schema.items, indent);
      return `${/^\w+$/.test(items) ? items : `(${items})`}[]`;
    }
    case "object":
      if (schema.properties) {
        return fields(schema, indent);
      }
      return schema.additionalProperties ? `Record<string, ${type(schema.additionalProperties, indent)}>` : "Record<string, unknown>";
    default:
      return "unknown";
  }
}

function argument(kind) {
  const optional = kind.match(/^Option<(.*)>$/);
  if (optional) {
    return `${argument(optional[1])} | null`;
  }
  const plain = kind.replace(/^&'a /, "");
  return plain === "str" ? "string" : /^u\d+$/.test(plain) ? "number" : name(plain);
}

const camel = (snake) => snake.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
const pattern = /\/\/\/ (.*)\n\s+(\w+)\((.*)\) -> (\w+);/g;
const methods = [...list.matchAll(pattern)].map(([, sentence, method, given, answer]) => {
  const parts = given.split(/, (?=\w+:)/).filter(Boolean).map((part) => part.match(/^(\w+): (.*)$/).slice(1));
  const typed = parts.map(([called, kind]) => `${camel(called)}: ${argument(kind)}`);
  const optional = method === "capabilities" ? "" : "?";
  return `  /** ${sentence} */\n  ${camel(method)}${optional}(${[...typed, "options: Options"].join(", ")}): Answer<${name(answer)}>;\n`;
});
// Every line that ends like a use case is one, or the list is written in another way than it is read here.
if (methods.length !== list.match(/-> \w+;/g).length) {
  throw new Error(`of the use cases only ${methods.length} were understood`);
}
methods.push(`  /** Imports people from a CSV file, or says what would happen; tells with \`progress\` which part of the file, from 0 to 1, was read. */
  importUsers?(file: Blob, query: ${name("ImportQuery")}, options: Options & { progress(part: number): void }): Answer<${name("ImportReport")}>;\n`);
name("Problem");

const declared = new Map();
for (let at = 0; at < needed.length; at += 1) {
  const called = needed[at];
  const schema = schemas[called];
  if (called in byHand) {
    byHand[called].match(/\b(Timestamp|ResolutionRequest)\b/g)?.forEach(name);
    declared.set(called, byHand[called]);
  } else {
    const body = type(schema);
    const head = schema.description ? comment(schema.description, "") : "";
    const plain = schema.type === "object" && schema.properties;
    declared.set(called, plain ? `${head}export interface ${called} ${body}` : `${head}export type ${called} = ${body};`);
  }
}

const text = `// Generated from the list of the use cases and public/openapi.json by \`node .ci/backend-types.mjs\`; do not edit.

/**
 * What a portal hands to the console as its backend: an object with a method for each use case.
 *
 * A method answers the payload, or a promise of it. Payloads are plain objects, the JSON of \`/api/v1\`; surplus fields do no harm,
 * but in drafts of settings and templates, which come back as they were saved. It refuses by throwing, or by a rejection with, a
 * problem document (\`Problem\`, RFC 9457), as it is or as the \`problem\` of an Error; the console knows its kind by the end of its
 * \`type\`: \`/problems/stale\`, \`/problems/not-found\`, \`/problems/invalid\` …, or else by its \`status\`.
 *
 * Pages: \`cursor\` is the \`next_cursor\` of the page before, which only the backend understands, and null for the first; \`limit\` is
 * how many entries the page has at most, never above \`largest_page\` of the capabilities. \`version\` is the one that was read: where
 * another is kept meanwhile, refuse with \`/problems/stale\`. The same \`key\`, or the same \`id\` of a note, never does the work twice,
 * and is answered as before.
 *
 * The last argument carries a \`signal\`, aborted when nobody waits any more: when the page was left, or after 60 seconds. What a
 * write did by then stays done; the console asks again with the same key or version.
 *
 * Only \`capabilities\` must be there. Where another method is missing, the administrator is told that this backend cannot do that. A
 * method that throws something else, or answers what cannot be read, is named to them. All of this is named in the browser's
 * console; nothing else fails with it.
 */
export interface UsherBackend {
  /** false where nothing is known any more after the page was loaded again. */
  readonly outlivesReload?: boolean;
${methods.join("")}}

/** A payload, or a promise of it. */
export type Answer<T> = T | Promise<T>;

/** What every method gets last. */
export interface Options {
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

${[...declared.keys()].sort().map((called) => declared.get(called)).join("\n\n")}
`;

if (process.argv.includes("--check")) {
  if (readFileSync(file, "utf8") !== text) {
    console.error("public/usher-backend.d.ts says something else than the use cases and the API; run node .ci/backend-types.mjs");
    process.exit(1);
  }
} else {
  writeFileSync(file, text);
}
