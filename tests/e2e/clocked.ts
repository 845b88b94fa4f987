// A host whose clock is a file, and a page whose clock goes with it: days pass when the journey says so.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import { Host } from "./fixtures.ts";

/** Runs a journey with such a host, in Warsaw, which begins at `time`. */
export async function clocked(page: Page, time: string, journey: (host: Host, setClock: (time: string) => Promise<void>) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "usher-clocked-"));
  const clock = join(folder, "clock");
  const setClock = async (time: string) => {
    await writeFile(clock, time);
    await page.clock.setFixedTime(time);
  };
  const host = new Host(join(folder, "data"), { USHER_CLOCK: clock, ORGANIZATION_TIME_ZONE: "Europe/Warsaw" });
  try {
    await setClock(time);
    await host.start();
    await journey(host, setClock);
  } finally {
    await host.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
