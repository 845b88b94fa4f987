// The static files on real servers, set up from what `make dist` writes: at the root and below another path.

import { request as ask } from "node:http";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

import { consoleFiles, dist, headersOf, list } from "../../.ci/headers.mjs";
import { expect, test } from "./fixtures.ts";
import { RealServer } from "./static-servers.ts";

/** One plain request, with nothing decoded on the way. */
function get(url: string, encoding: string): Promise<{ status: number; headers: Record<string, string>; body: Buffer }> {
  return new Promise((done, failed) => {
    const request = ask(url, { headers: { "accept-encoding": encoding } }, (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece) => pieces.push(piece));
      response.on("end", () => done({ status: response.statusCode ?? 0, headers: response.headers as Record<string, string>, body: Buffer.concat(pieces) }));
    });
    request.on("error", failed).end();
  });
}

const DECODED: Record<string, (body: Buffer) => Buffer> = { br: brotliDecompressSync, gzip: gunzipSync };

for (const kind of ["nginx", "caddy"] as const) {
  for (const base of ["/", "/tools/usher/"]) {
    test(`${kind} serves the console at ${base}, every file with its headers and compressed as it was built`, async ({ page }) => {
      const server = new RealServer(kind, base);
      try {
        await server.start();
        for (const name of ["", ...consoleFiles()]) {
          const built = readFileSync(join(dist, name || "index.html"));
          for (const encoding of ["br", "gzip", "identity"]) {
            const { status, headers, body } = await get(server.url + name, encoding);
            const where = `${name || "the page"} as ${encoding}`;
            expect(status, where).toBe(200);
            expect(headers, where).toMatchObject(headersOf(name || "index.html"));
            const decoded = DECODED[headers["content-encoding"] ?? ""];
            // The configuration alone is not compressed: it may be changed where it lies.
            expect(Boolean(decoded), where).toBe(encoding !== "identity" && name !== "config.json");
            expect((decoded?.(body) ?? body).equals(built), where).toBe(true);
          }
        }
        expect((await get(`${server.url}part-gone-0123456789abcdef.wasm`, "br")).status).toBe(404);
        for (const hidden of ["index.html.br", "hosting/Caddyfile", "_headers"]) {
          expect((await get(server.url + hidden, "identity")).status, hidden).toBe(404);
        }
        const program = consoleFiles().find((name) => name.endsWith("_bg.wasm"));
        expect((await get(`${server.url}${program}`, "br")).headers["content-type"]).toBe("application/wasm");

        // A deep link, and from there another page; whatever the policy forbids is a complaint.
        await page.goto(`${server.url}?demo#/tracker`);
        await expect(page.getByRole("heading", { level: 1 })).toContainText("people have not signed in yet");
        await page.getByRole("link", { name: "Composer" }).click();
        await expect(page.getByRole("heading", { level: 1 })).toContainText("Composer");
        await page.reload();
        await expect(page.getByRole("heading", { level: 1 })).toContainText("Composer");
      } finally {
        // Nothing may be on its way when the server stops.
        await page.goto("about:blank");
        await server.stop();
      }
    });
  }
}

test("the header files of other servers say the same of every file, and no header of it twice", () => {
  const written = (name: string) => readFileSync(join(dist, name), "utf8");
  const blocks = new Map<string, Record<string, string>>();
  for (const block of written("_headers").trim().split("\n\n")) {
    const [path = "", ...lines] = block.split("\n");
    expect(blocks.has(path), path).toBe(false);
    blocks.set(path, Object.fromEntries(lines.map((line) => line.trim().split(/: (.*)/s).slice(0, 2))));
  }
  const pairs = (headers: { key: string; value: string }[]) => Object.fromEntries(headers.map(({ key, value }) => [key, value]));
  const vercel = new Map<string, Record<string, string>>();
  for (const { source, headers } of JSON.parse(written("vercel.json")).headers) {
    vercel.set(source, pairs(headers));
  }
  const firebase = new Map(JSON.parse(written("firebase.json")).hosting.headers.map((rule: any) => [rule.source, pairs(rule.headers)]));
  const azure = new Map(JSON.parse(written("staticwebapp.config.json")).routes.map((rule: any) => [rule.route, rule.headers]));
  for (const name of ["", ...consoleFiles()]) {
    const expected = headersOf(name || "index.html");
    expect(blocks.get(`/${name}`), name).toEqual(expected);
    expect(vercel.get(`/${name.replaceAll(".", "\\.")}`), name).toEqual(expected);
    expect(firebase.get(`/${name}`), name).toEqual(expected);
    expect(azure.get(`/${name}`), name).toEqual(expected);
  }
  expect(blocks.size).toBe(consoleFiles().length + 1);
  // Netlify and Cloudflare take at most so many rules, and lines so long.
  expect(blocks.size).toBeLessThan(100);
  expect(Math.max(...written("_headers").split("\n").map((line) => line.length))).toBeLessThan(2000);
});

test("who may show the console in a frame, and where its API is, are named when the header files are written", () => {
  const policy = list({ frameAncestors: "'self' https://portal.example.com", connect: "https://api.example.com" })["/*"]["content-security-policy"];
  expect(policy).toContain("frame-ancestors 'self' https://portal.example.com;");
  expect(policy).toContain("connect-src 'self' https://api.example.com;");
  expect(list({ frameAncestors: "", connect: "" })["/*"]["content-security-policy"]).toContain("frame-ancestors 'none';");
  for (const wrong of ["*", "https://portal.example.com; script-src *", "http://portal.example.com", "portal.example.com/page"]) {
    expect(() => list({ frameAncestors: wrong, connect: "" }), wrong).toThrow(/FRAME_ANCESTORS/);
  }
});
