// Writes the header files of usual servers into ./dist, all from the list that the host sends (src/host/headers.txt), and sums
// of the files that the page names without a hash. `FRAME_ANCESTORS` names who may show the console in a frame, and `CONNECT`
// the origin of an API elsewhere; both hold several, with blanks between.
//
// Where two rules of a server meet, most of them send both values of a header, and two policies forbid more than either. So no
// two rules here say the same header of one file: every file has a rule of its own.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const root = join(import.meta.dirname, "..");
const LIST = join(root, "src/host/headers.txt");
export const dist = process.env.USHER_DIST ?? join(root, "dist");

/** What the build itself writes into the folder, to be read by servers. */
const FOR_SERVERS = ["_headers", "vercel.json", "staticwebapp.config.json", "firebase.json", "hosting"];
/** What the page's first script checks, since no link in the page can. */
const SUMMED = ["icons.svg", "favicon.svg", "worker.js"];

export const isHashed = (name) => /-[0-9a-f]{16}(_bg)?\.\w+$/.test(name);
export const life = (name) => (isHashed(name) ? "public, max-age=31536000, immutable" : "no-cache");

/** The headers of the list by path: `every` for all, the others in place of those. */
export function list({ frameAncestors = process.env.FRAME_ANCESTORS ?? "", connect = process.env.CONNECT ?? "" } = {}) {
  const words = (text) => text.split(/[\s,]+/).filter(Boolean);
  for (const origin of [...words(frameAncestors), ...words(connect)]) {
    if (!/^(https:\/\/[\w.-]+(:\d+)?|http:\/\/(127\.0\.0\.1|localhost)(:\d+)?|'self')$/.test(origin)) {
      throw new Error(`FRAME_ANCESTORS and CONNECT name origins such as https://portal.example.com, not ${origin}`);
    }
  }
  const frame = words(frameAncestors).join(" ") || "'none'";
  const api = words(connect).filter((origin) => origin !== "'self'");
  const blocks = {};
  let path;
  for (const line of readFileSync(LIST, "utf8").split("\n").filter((line) => line && !line.startsWith("#"))) {
    if (line.startsWith("/")) {
      path = line;
      blocks[path] = {};
      continue;
    }
    const [, name, value] = line.match(/^([\w-]+): (.+)$/);
    blocks[path][name] = value.replace("frame-ancestors 'none'", `frame-ancestors ${frame}`).replace("connect-src 'self'", ["connect-src 'self'", ...api].join(" "));
  }
  return blocks;
}

/** All headers of a file, by its name in the folder. */
export function headersOf(name, blocks = list()) {
  return { ...blocks["/*"], ...blocks[`/${name}`], "cache-control": life(name) };
}

/** Every file of the console; the compressed copies and what is for servers left out. */
export function consoleFiles() {
  return readdirSync(dist).filter((name) => !/\.(br|gz)$|^\./.test(name) && !FOR_SERVERS.includes(name)).sort();
}

/** Writes the sums of what the page names without a hash into the page. */
export function writeSums() {
  const page = join(dist, "index.html");
  const sums = SUMMED.map((name) => `${name}|sha256-${createHash("sha256").update(readFileSync(join(dist, name))).digest("base64")}`);
  const html = readFileSync(page, "utf8").replace(/ data-sums=("[^"]*"|[^\s>]*)/, "");
  if (!/<main [^>]*data-boot=/.test(html)) {
    throw new Error("index.html has no element for the start");
  }
  writeFileSync(page, html.replace(/(<main [^>]*?data-boot=)/, (found) => found.replace("data-boot=", `data-sums="${sums.join(" ")}" data-boot=`)));
}

export function writeHeaders() {
  const blocks = list();
  const files = ["", ...consoleFiles()];
  // What the page is when it is asked for by its folder.
  const of = (name) => headersOf(name || "index.html", blocks);
  const pairs = (name) => Object.entries(of(name)).map(([key, value]) => ({ key, value }));

  put("_headers", files.map((name) => `/${name}\n${pairs(name).map(({ key, value }) => `  ${key}: ${value}\n`).join("")}`).join("\n"));
  const rule = (name) => ({ source: `/${name.replaceAll(/[.()]/g, "\\$&")}`, headers: pairs(name) });
  put("vercel.json", json({ headers: files.map(rule) }));
  const routes = files.map((name) => ({ route: `/${name}`, headers: of(name) }));
  put("staticwebapp.config.json", json({ routes, mimeTypes: { ".wasm": "application/wasm", ".bin": "application/octet-stream" } }));
  const ignore = ["firebase.json", "_headers", "vercel.json", "staticwebapp.config.json", "hosting/**", "**/*.br", "**/*.gz"];
  put("firebase.json", json({ hosting: { public: ".", ignore, headers: files.map((name) => ({ source: `/${name}`, headers: pairs(name) })) } }));
  mkdirSync(join(dist, "hosting"), { recursive: true });
  put("hosting/nginx.conf", nginx(blocks));
  put("hosting/Caddyfile", caddy(blocks));
}

function put(name, text) {
  writeFileSync(join(dist, name), text);
}

function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The headers with the values that a file has in place of the one for all. */
function varying(blocks) {
  const own = Object.entries(blocks).filter(([path]) => path !== "/*");
  return Object.entries(blocks["/*"]).map(([name, value]) => ({ name, value, own: own.flatMap(([path, headers]) => (headers[name] ? [[path, headers[name]]] : [])) }));
}

/** Maps by the end of the path, so that the same lines hold at the root and below any other path. */
function nginx(blocks) {
  const variable = (name) => `$usher_${name.replaceAll("-", "_")}`;
  const pattern = (path) => path.replaceAll(".", "\\.");
  const maps = varying(blocks).map(({ name, value, own }) => {
    const lines = own.map(([path, other]) => `    "~${pattern(path)}$" "${other}";\n`).join("");
    return `map $uri ${variable(name)} {\n${lines}    default "${value}";\n}\n`;
  });
  const adds = [...Object.keys(blocks["/*"]), "cache-control"].map((name) => `    add_header ${name} ${variable(name)} always;\n`);
  return `# Usher's console on nginx 1.22 or newer, with the modules gzip_static and brotli_static (Debian: libnginx-mod-http-brotli-static;
# without it, remove the line that names it). Include this file in http { }, after putting the console into /srv/usher.
# For another path than the root: location /tools/usher/ { alias /srv/usher/; … } with the lines from gzip_static on.

${maps.join("\n")}
map $uri $usher_cache_control {
    "~-[0-9a-f]{16}(_bg)?\\.[a-z]+$" "${life("a-0123456789abcdef.js")}";
    default "no-cache";
}

server {
    listen 8080;
    root /srv/usher;
    index index.html;
    server_tokens off;
    charset utf-8;

    gzip_static on;
    brotli_static on;
${adds.join("")}    location ~ \\.(br|gz)$|/hosting/|/_headers$ { return 404; }
    # The API, where it is behind the same address:
    # location /api/ { proxy_pass http://127.0.0.1:8081; }
}
`;
}

/** By the end of the path too; Caddy compresses nothing itself here. */
function caddy(blocks) {
  const matcher = (path) => `@${path.slice(1).replaceAll(".", "_")}`;
  const lines = varying(blocks).flatMap(({ name, value, own }) => [
    `        header ${name} \`${value}\`\n`,
    ...own.map(([path, other]) => `        header ${matcher(path)} ${name} \`${other}\`\n`),
  ]);
  const paths = Object.keys(blocks).filter((path) => path !== "/*");
  // In a route, what is said last holds.
  return `# Usher's console on Caddy 2.6 or newer: put the console into /srv/usher, and the name of the site in place of :8080.
# For another path than the root: handle_path /tools/usher/* { import usher }, beside redir /tools/usher /tools/usher/

(usher) {
    root * /srv/usher
${paths.map((path) => `    ${matcher(path)} path *${path}\n`).join("")}    @hashed path_regexp -[0-9a-f]{16}(_bg)?\\.[a-z]+$
    route {
        header -Server
${lines.join("")}        header cache-control "${life("index.html")}"
        header @hashed cache-control "${life("a-0123456789abcdef.js")}"
    }
    @not_for_browsers path *.br *.gz */hosting/* */_headers
    respond @not_for_browsers 404
    file_server {
        precompressed br gzip
    }
}

:8080 {
    import usher
    # The API, where it is behind the same address:
    # reverse_proxy /api/* 127.0.0.1:8081
}
`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeHeaders();
}
