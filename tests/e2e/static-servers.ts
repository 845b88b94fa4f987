// Servers for the static files: one in this process that can be made to go wrong, and the real nginx and Caddy, set up from the
// files that `make dist` writes.

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";

import { freePort } from "../../.ci/free-port.mjs";
import { dist, headersOf } from "../../.ci/headers.mjs";

const TYPES: Record<string, string> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** What a file is in place of what was built: other contents, or an answer without any. */
export type Change = Buffer | string | number;

/** Serves the folder below a path, with the headers of the list, and what is changed in place of what is there. */
export class StaticServer {
  /** By name, or for every file of a kind. */
  readonly changes = new Map<string, Change>();
  readonly asked: string[] = [];
  /** What is served; another folder is another deployment. */
  folder = dist;
  #server: Server | undefined;

  constructor(readonly base = "/") {}

  get url(): string {
    return `http://127.0.0.1:${(this.#server?.address() as AddressInfo).port}${this.base}`;
  }

  async start(port = 0): Promise<this> {
    this.#server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? "/", "http://x");
      this.asked.push(pathname);
      const name = pathname.startsWith(this.base) ? pathname.slice(this.base.length) || "index.html" : "";
      const change = this.changes.get(name);
      const file = join(this.folder, name);
      if (typeof change === "number" || (change === undefined && (name === "" || name.includes("/") || !existsSync(file)))) {
        response.writeHead(typeof change === "number" ? change : 404).end();
        return;
      }
      response.writeHead(200, { ...headersOf(name), "content-type": TYPES[extname(name)] ?? "application/octet-stream" });
      response.end(change ?? readFileSync(file));
    });
    await new Promise<void>((done) => this.#server?.listen(port, "127.0.0.1", done));
    return this;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server?.listening) {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
  }

  /** One byte other than it was built: in the middle, where a file is longest. */
  flip(name: string, at?: number): void {
    const content = Buffer.from(readFileSync(join(this.folder, name)));
    const place = at ?? content.length >> 1;
    content[place] = (content[place] ?? 0) ^ 1;
    this.changes.set(name, content);
  }
}

/** nginx or Caddy on the loopback, from the generated configuration. */
export class RealServer {
  readonly #work = mkdtempSync(join(tmpdir(), "usher-static-"));
  #process: ChildProcess | undefined;
  #output = "";
  #port = 0;

  constructor(
    readonly kind: "nginx" | "caddy",
    readonly base: string,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.#port}${this.base}`;
  }

  async start(): Promise<void> {
    this.#port = await freePort();
    const [program, args] = this.kind === "nginx" ? this.#nginx() : this.#caddy();
    const home = { HOME: this.#work, XDG_DATA_HOME: this.#work, XDG_CONFIG_HOME: this.#work };
    const child = spawn(program, args, { env: { ...process.env, ...home }, stdio: ["ignore", "pipe", "pipe"] });
    this.#process = child;
    child.stdout?.on("data", (text) => (this.#output += text));
    child.stderr?.on("data", (text) => (this.#output += text));
    let failed = "";
    child.on("error", (error) => (failed = `${program}: ${error.message}; .ci/tools.sh installs it`));
    child.on("exit", (code) => (failed ||= `${program} ended with ${code}`));
    const until = Date.now() + 15_000;
    while (!(await listens(this.#port))) {
      if (failed || Date.now() > until) {
        throw new Error(`${failed || `${program} does not listen`}\n${this.#output}`);
      }
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  async stop(): Promise<void> {
    const child = this.#process;
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((done) => child.once("exit", done));
      child.kill("SIGTERM");
      await ended;
    }
    rmSync(this.#work, { recursive: true, force: true });
  }

  #nginx(): [string, string[]] {
    let site = readFileSync(join(dist, "hosting/nginx.conf"), "utf8").replace("listen 8080;", `listen 127.0.0.1:${this.#port};`);
    if (this.base === "/") {
      site = site.replace("/srv/usher;", `${dist};`);
    } else {
      // As the file says of another path than the root.
      const below = `location ${this.base} {\n    alias ${dist}/;\n    gzip_static on;`;
      site = site.replace("    root /srv/usher;\n", "").replace("gzip_static on;", below).replace(/}\n$/, "}\n}\n");
    }
    writeFileSync(join(this.#work, "site.conf"), site);
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `  ${kind}_temp_path ${this.#work}/${kind};`);
    const modules = "/etc/nginx/modules-enabled";
    const whole = [
      ...(process.getuid?.() === 0 ? ["user root;"] : []),
      ...(existsSync(modules) ? [`include ${modules}/*.conf;`] : []),
      `pid ${this.#work}/pid;`,
      "error_log stderr;",
      "events {}",
      "http {",
      "  include /etc/nginx/mime.types;",
      "  access_log off;",
      ...temporary,
      `  include ${this.#work}/site.conf;`,
      "}",
    ];
    const file = join(this.#work, "nginx.conf");
    writeFileSync(file, `${whole.join("\n")}\n`);
    const program = existsSync("/usr/sbin/nginx") ? "/usr/sbin/nginx" : "nginx";
    return [program, ["-c", file, "-g", "daemon off;"]];
  }

  #caddy(): [string, string[]] {
    let site = readFileSync(join(dist, "hosting/Caddyfile"), "utf8").replace("/srv/usher\n", `${dist}\n`);
    site = site.replace("\n:8080 {", `\nhttp://127.0.0.1:${this.#port} {`);
    if (this.base !== "/") {
      site = site.replace("    import usher\n", `    handle_path ${this.base}* {\n        import usher\n    }\n`);
    }
    const file = join(this.#work, "Caddyfile");
    writeFileSync(file, `{\n    admin off\n    auto_https off\n}\n${site}`);
    return ["caddy", ["run", "--config", file, "--adapter", "caddyfile"]];
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      answer(true);
    });
    socket.on("error", () => answer(false));
  });
}
