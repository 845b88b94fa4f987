// A port of this machine that nobody listens at, for a program that must be told one.

import { createServer } from "node:net";

export function freePort() {
  return new Promise((found) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}
