// Serves the peers' pages and the people: from memory and compressed beforehand, so that neither waits for a host.

import { build } from "esbuild";
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";

const here = import.meta.dirname;
const PEERS = { tanstack: "tanstack.jsx", aggrid: "aggrid.js" };

/** A running server over the pages of people, by cursor; `close` ends it. */
export async function serve(pages) {
  const files = new Map();
  const put = (path, type, text) => files.set(path, { type, body: brotliCompressSync(text), encoding: "br" });
  put("/page.css", "text/css", readFileSync(join(here, "peers/page.css")));
  for (const [name, file] of Object.entries(PEERS)) {
    put(`/${name}`, "text/html; charset=utf-8", html(name));
    put(`/${name}.js`, "text/javascript", await bundle(file));
  }
  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://localhost");
    const page = url.pathname === "/api/v1/users" ? pages.get(url.searchParams.get("cursor") ?? "") : undefined;
    const file = page ? { type: "application/json", body: page, encoding: "gzip" } : files.get(url.pathname);
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "Content-Type": file.type, "Content-Encoding": file.encoding, "Content-Length": file.body.length }).end(file.body);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, close, bytes: Object.fromEntries([...files].map(([path, { body }]) => [path, body.length])) };
}

function html(name) {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>People</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css"><div id="page"></div><script type="module" src="/${name}.js"></script></html>`;
}

async function bundle(file) {
  const { outputFiles } = await build({
    entryPoints: [join(here, "peers", file)],
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: "chrome120",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  return outputFiles[0].contents;
}
