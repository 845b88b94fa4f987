// A test of the static files has a server for them, which can be made to go wrong.

import { test as base } from "./fixtures.ts";
import { StaticServer } from "./static-servers.ts";

export const test = base.extend<{ server: StaticServer }>({
  server: async ({ page }, use) => {
    const server = await new StaticServer().start();
    await use(server);
    await page.goto("about:blank");
    await server.stop();
  },
});
