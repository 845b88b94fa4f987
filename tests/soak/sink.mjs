// A mail relay as a process of its own: it takes everything, writes what it took to a file before it says so, and shows the
// faults that it was told. `fork`ed with its options as JSON; its parent talks to it by messages.

import { openSync, writeSync } from "node:fs";
import { createServer } from "node:net";

import { Faults } from "./faults.mjs";
import { converse } from "./session.mjs";

const options = JSON.parse(process.argv[2]);
const log = openSync(options.log, "a");
const attempts = new Map();
const sockets = new Set();
let [connections, accepted, transactions] = [0, 0, 0];

const relay = {
  faults: new Faults(options.faults),
  stall: options.stall ?? 60_000,
  latency: options.latency ?? 0,
  attempt: (to) => {
    attempts.set(to, (attempts.get(to) ?? 0) + 1);
    return attempts.get(to);
  },
  keep: (record) => {
    // In the system's hands when this returns, so it outlives this process.
    writeSync(log, `${JSON.stringify(record)}\n`);
    transactions += record.event === "transaction" ? 1 : 0;
    accepted += record.stored ? 1 : 0;
    if (record.event === "transaction") {
      process.send({ accepted, transactions });
    }
  },
};

const server = createServer({ noDelay: true }, (socket) => {
  connections += 1;
  sockets.add(socket);
  socket.on("close", () => sockets.delete(socket)).on("error", () => {});
  converse(socket, connections, relay).catch((error) => {
    console.error(error);
    process.exit(1);
  });
});
server.listen(options.port ?? 0, "127.0.0.1", () => process.send({ port: server.address().port }));

process.on("message", ({ ask, arm, hangUp, faults, latency }) => {
  if (arm) {
    relay.faults.arm(arm);
  }
  if (faults) {
    relay.faults = new Faults(faults);
  }
  relay.latency = latency ?? relay.latency;
  if (hangUp) {
    sockets.forEach((socket) => socket.destroy());
  }
  process.send({ answers: ask, left: relay.faults.left, connections, accepted });
});
process.on("disconnect", () => process.exit(0));
