// The platform's API, made from its own description: routes, parameters, examples and shapes all come from the document.
// A request that the document does not allow is answered with 400 and kept as a complaint; so is an answer of this mock that does
// not fit its own schema. It knows nothing of whoever calls it.
//
// node mock.mjs: prints its address, and answers until its input ends.
//   POST /__faults {path, status?, headers?, body?, drop?, times?}: fails calls of a path of the document, so many times
//   GET  /__seen: every call {method, path, query, status}; GET /__complaints: what the document does not allow
//   POST /__items {path, items}: lays fields over the items of a list; null takes a field away

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

const document = JSON.parse(readFileSync(join(import.meta.dirname, "webex-openapi.json"), "utf8"));
const prefix = new URL(document.servers[0].url).pathname;
const TOKEN = "the-token-of-the-platform";
const state = { faults: [], seen: [], complaints: [], kept: new Map(), overlays: new Map() };

/** Every operation, the paths without parameters first: `/people/me` is not somebody's. */
const operations = Object.entries(document.paths)
  .flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })))
  .sort((a, b) => a.path.split("{").length - b.path.split("{").length);

const resolve = (schema) => (schema?.$ref ? resolve(schema.$ref.slice(2).split("/").reduce((at, part) => at[part], document)) : schema);

/** Where a value does not fit its schema. */
export function misfits(value, given, at = "") {
  const schema = resolve(given);
  if (!schema) return [];
  const kinds = {
    object: (v) => v !== null && typeof v === "object" && !Array.isArray(v),
    array: Array.isArray,
    string: (v) => typeof v === "string",
    number: (v) => typeof v === "number",
    integer: Number.isInteger,
    boolean: (v) => typeof v === "boolean",
  };
  if (schema.type && !kinds[schema.type](value)) return [`${at || "/"} is no ${schema.type}`];
  if (schema.enum && !schema.enum.includes(value)) return [`${at} is none of ${schema.enum}`];
  if (schema.type === "array") return value.flatMap((item, index) => misfits(item, schema.items, `${at}/${index}`));
  if (schema.type !== "object") return [];
  const missing = (schema.required ?? []).filter((name) => !(name in value)).map((name) => `${at}/${name} is missing`);
  // The description itself has a field that is null in its example, where it is "not used".
  const inside = Object.entries(schema.properties ?? {}).filter(([name]) => value[name] !== undefined && value[name] !== null);
  return [...missing, ...inside.flatMap(([name, property]) => misfits(value[name], property, `${at}/${name}`))];
}

/** The operation of a request, with what stands in its path. */
function find(method, path) {
  for (const candidate of operations) {
    const [wanted, given] = [candidate.path.split("/"), path.split("/")];
    const fits = wanted.length === given.length && wanted.every((part, at) => part === given[at] || (part.startsWith("{") && given[at] !== ""));
    if (fits && candidate.method === method) {
      const inPath = Object.fromEntries(wanted.flatMap((part, at) => (part.startsWith("{") ? [[part.slice(1, -1), decodeURIComponent(given[at])]] : [])));
      return { ...candidate, inPath };
    }
  }
  return undefined;
}

/** What of a request the description does not allow. */
function objections({ operation }, url, headers, body) {
  const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in === "query");
  const strange = [...url.searchParams].flatMap(([name, text]) => {
    // Pages are told by `Link`, whose addresses have a parameter that the description does not name.
    if (name === "cursor") return [];
    const schema = parameters.find((parameter) => parameter.name === name)?.schema;
    if (!schema) return [`the query has ${name}`];
    const value = { number: () => (text === "" ? Number.NaN : Number(text)), boolean: () => ({ true: true, false: false })[text] }[schema.type]?.() ?? text;
    return Number.isNaN(value) ? [`${name} is no number`] : misfits(value, schema, name);
  });
  const required = parameters.filter(({ required, name }) => required && !url.searchParams.has(name)).map(({ name }) => `${name} is missing`);
  const content = operation.requestBody?.content?.["application/json"];
  if (!content) return [...strange, ...required, ...(body === "" ? [] : ["there is a body"])];
  const typed = headers["content-type"]?.startsWith("application/json") ? [] : ["the body is not said to be JSON"];
  let read;
  try {
    read = JSON.parse(body);
  } catch {
    return [...strange, ...required, ...typed, "the body is no JSON"];
  }
  return [...strange, ...required, ...typed, ...misfits(read, content.schema)];
}

/** The answer that the description gives as its example, with what was kept and laid over it. */
function example({ path, method, operation, inPath }, body) {
  const [status, response] = Object.entries(operation.responses).find(([code]) => code.startsWith("2"));
  const content = Object.values(response.content)[0];
  const value = structuredClone(content.example);
  // A setting that was written is read as it was written.
  if (method === "POST" && body !== "") {
    const written = JSON.parse(body);
    state.kept.set(written.key, written);
    Object.assign(value, written);
  } else if (inPath.settingKey) {
    Object.assign(value, { key: inPath.settingKey }, state.kept.get(inPath.settingKey));
  }
  const named = inPath.jobId ?? inPath.personId;
  if (named && "id" in value) value.id = named;
  return { status: Number(status), value, schema: content.schema, paged: Boolean(response.headers?.Link), path };
}

/** As many items as there are to be, each the example's with another identifier, in pages by `Link`. */
function page(answer, url, origin) {
  const { value, path } = answer;
  if (!Array.isArray(value.items)) return { ...answer, headers: {} };
  const overlays = state.overlays.get(path);
  const [model] = value.items;
  const all = overlays ? overlays.map((overlay, at) => laid(numbered(model, at), overlay)) : value.items;
  if (!answer.paged) return { ...answer, value: { ...value, items: all }, headers: {} };
  const max = Number(url.searchParams.get("max") ?? 100);
  const from = Number(url.searchParams.get("cursor") ?? 0);
  const items = all.slice(from, from + max);
  const next = new URL(`${origin}${prefix}${url.pathname.slice(prefix.length)}`);
  for (const [name, text] of url.searchParams) next.searchParams.set(name, text);
  next.searchParams.set("cursor", String(from + max));
  const headers = from + max < all.length ? { Link: `<${next}>; rel="next"` } : {};
  return { ...answer, value: { ...value, items }, headers };
}

const numbered = (model, at) => ({ ...model, ...("id" in model ? { id: `${model.id}${at}` } : {}) });

function laid(model, overlay) {
  const whole = { ...model, ...overlay };
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== null));
}

async function answer(request, response) {
  const origin = `http://${request.headers.host}`;
  const url = new URL(request.url, origin);
  let body = "";
  for await (const piece of request) body += piece;
  const say = (status, value, headers = {}) => {
    if (!url.pathname.startsWith("/__")) state.seen.push({ method: request.method, path: url.pathname, query: url.search, status });
    response.writeHead(status, { "Content-Type": "application/json", ...headers });
    response.end(typeof value === "string" ? value : JSON.stringify(value));
  };
  switch (url.pathname) {
    case "/__faults":
      state.faults.push({ times: 1, ...JSON.parse(body) });
      return say(200, {});
    case "/__items": {
      const { path, items } = JSON.parse(body);
      state.overlays.set(path, items);
      return say(200, {});
    }
    case "/__seen":
      return say(200, state.seen);
    case "/__complaints":
      return say(200, state.complaints);
    default:
  }
  const complain = (status, message) => {
    state.complaints.push(`${request.method} ${request.url}: ${message}`);
    return say(status, { message, errors: [{ description: message }], trackingId: "NA_mock" });
  };
  const found = url.pathname.startsWith(`${prefix}/`) ? find(request.method, url.pathname.slice(prefix.length)) : undefined;
  if (!found) return complain(404, "the description has no such call");
  if (request.headers.authorization !== `Bearer ${TOKEN}`) return say(401, { message: "the token is missing or wrong" });
  const wrong = objections(found, url, request.headers, body);
  if (wrong.length > 0) return complain(400, wrong.join("; "));
  const fault = state.faults.find(({ path, times }) => path === found.path && times > 0);
  if (fault) {
    fault.times -= 1;
    if (fault.skip > 0) {
      fault.skip -= 1;
      fault.times += 1;
    } else if (fault.drop) {
      // Half of a page, and then the line breaks.
      const whole = JSON.stringify(example(found, body).value);
      response.writeHead(200, { "Content-Type": "application/json", "Content-Length": whole.length });
      response.write(whole.slice(0, whole.length / 2), () => response.destroy());
      return undefined;
    } else {
      if (!(String(fault.status) in found.operation.responses)) state.complaints.push(`${found.path} never answers ${fault.status}`);
      return say(fault.status, fault.body ?? { message: found.operation.responses[fault.status]?.description ?? "" }, fault.headers);
    }
  }
  const { status, value, schema, headers } = page(example(found, body), url, origin);
  // Where an example of the description does not fit its own schema, that is not this mock's fault.
  const known = misfits(example(found, body).value, schema);
  const unfit = misfits(value, schema).filter((misfit) => !known.includes(misfit));
  if (unfit.length > 0) state.complaints.push(`the answer to ${request.method} ${found.path}: ${unfit.join("; ")}`);
  return say(status, value, headers);
}

const server = createServer((request, response) => {
  answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}${prefix}`));
process.stdin.on("end", () => process.exit(0)).resume();
