// What journeys of the elements stand on: a host with two people, a portal and a CDN, and how a portal's script speaks to an element.

import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import { Host, expect, test as base } from "../fixtures.ts";
import { type Servers, startServers } from "./servers.ts";

interface Fixtures {
  servers: Servers;
}

export const test = base.extend<object, Fixtures>({
  servers: [
    async ({}, use) => {
      const servers = await startServers();
      servers.token = randomUUID();
      const data = await mkdtemp(join(tmpdir(), "usher-widget-"));
      const host = new Host(data, { USHER_API_TOKEN: servers.token, USHER_ALLOW_ORIGIN: `${servers.portal},${servers.cdn}` });
      await host.start();
      servers.api = host.baseURL;
      servers.made.set("/favicon.ico", { type: "image/svg+xml", content: "<svg xmlns='http://www.w3.org/2000/svg'/>" });
      const people = "Email,Display Name,Status,Webex Calling\nada@example.com,Ada Byron,Not Verified,TRUE\nbo@example.com,Bo Holm,Not Verified,TRUE\n";
      const imported = await fetch(`${servers.api}/api/v1/users/import`, { method: "POST", body: people, headers: { "Content-Type": "text/csv", Authorization: `Bearer ${servers.token}` } });
      if (!imported.ok) {
        throw new Error(await imported.text());
      }
      await use(servers);
      await host.stop();
      await servers.close();
      await rm(data, { recursive: true, force: true });
    },
    { scope: "worker" },
  ],
});

/** What the portal heard. */
export const heard = (page: Page): Promise<{ name: string; element: string; detail: any; composed: boolean; cancelable: boolean }[]> => page.evaluate(() => (window as any).heard);
export const names = async (page: Page) => (await heard(page)).map(({ name }) => name);
export const title = (page: Page, name: string) => page.getByRole("heading", { name, level: 1 });

/** Calls the backend as the portal's own server would. */
export async function call(servers: Servers, method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<any> {
  const answer = await fetch(`${servers.api}/api/v1${path}`, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${servers.token}`, ...headers },
  });
  expect(answer.ok, `${method} ${path}: ${answer.status}`).toBe(true);
  return answer.json();
}

/** Puts an element into the page, as a portal's script does. */
export async function put(page: Page, name: string, attributes: Record<string, string>, provide = "async () => (await fetch('/token')).text()"): Promise<void> {
  await page.evaluate(
    ([name, attributes, provide]) => {
      const element = document.createElement(name) as any;
      for (const [attribute, value] of Object.entries(attributes)) {
        element.setAttribute(attribute, value);
      }
      element.getAccessToken = (0, eval)(provide);
      document.querySelector("main")!.append(element);
    },
    [name, attributes, provide] as const,
  );
}
