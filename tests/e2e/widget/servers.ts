// A portal and a CDN, each an origin of its own, that serve the examples and the package as `make widget` wrote it.

import { createServer, type Server } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize, resolve } from "node:path";

const here = import.meta.dirname;
const built = resolve(here, "../../../dist-widget");
const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".svg": "image/svg+xml", ".json": "application/json" };

export interface Servers {
  portal: string;
  cdn: string;
  /** Answers, but lets no other origin read what. */
  closed: string;
  /** Where the examples' backend is, once it runs. */
  api: string;
  /** What the portal gives for access. */
  token: string;
  /** Files of pages that are made by a test: path and contents. */
  made: Map<string, { type: string; content: string | Buffer }>;
  close(): Promise<void>;
}

export async function startServers(): Promise<Servers> {
  const servers = { api: "", token: "", made: new Map() } as Servers;
  const running: Server[] = [];
  const open = async (cross: boolean) => {
    const server = createServer((request, response) => {
      void answer(servers, decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname)).then(
        ({ type, content }) => {
          const origin: Record<string, string> = cross ? { "Access-Control-Allow-Origin": "*" } : {};
          response.writeHead(200, { "Content-Type": type, "Cache-Control": "no-cache", ...origin }).end(content);
        },
        () => response.writeHead(404, { "Content-Type": "text/plain" }).end("nothing here"),
      );
    });
    running.push(server);
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const address = server.address();
    return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  };
  // The package is asked for by frames of no origin too, as it is from a CDN.
  servers.portal = await open(true);
  servers.cdn = await open(true);
  servers.closed = await open(false);
  servers.close = async () => {
    await Promise.all(running.map((server) => (server.closeAllConnections(), new Promise((done) => server.close(done)))));
  };
  return servers;
}

async function answer(servers: Servers, path: string): Promise<{ type: string; content: string | Buffer }> {
  const made = servers.made.get(path);
  if (made) {
    return made;
  }
  if (path === "/token") {
    return { type: "text/plain", content: servers.token };
  }
  const [folder, name] = path.startsWith("/package/") ? [built, path.slice("/package/".length)] : [here, path.slice(1)];
  const file = join(folder, normalize(`/${name}`));
  const type = TYPES[extname(file)] ?? "application/octet-stream";
  const content = await readFile(file);
  if (folder === here && type === "text/html") {
    return { type, content: await filled(servers, content.toString()) };
  }
  if (path === "/package/frame.html") {
    // As `make widget FRAME_ORIGINS=…` writes it.
    return { type, content: content.toString().replace('name="usher-origins" content=""', `name="usher-origins" content="${servers.portal}"`) };
  }
  return { type, content };
}

async function filled(servers: Servers, html: string): Promise<string> {
  const integrity = JSON.parse(await readFile(join(built, "integrity.json"), "utf8"));
  const values: Record<string, string> = { API: servers.api, CDN: servers.cdn, INTEGRITY: integrity["usher-widget.js"], FRAME_INTEGRITY: integrity["usher-frame.js"] };
  return html.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? "");
}
