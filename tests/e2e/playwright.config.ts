// Whole journeys in a real browser, each against a host of its own. `make test` builds the host and the console first.

import { defineConfig, devices } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  outputDir: "results/artifacts",
  // Each has a host and a folder of its own, and mostly waits for its page.
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: true,
  // Only what hangs ends by these: a busy machine is slow, and not wrong.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [["list"], ["json", { outputFile: "results/report.json" }]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    actionTimeout: 20_000,
    locale: "en-GB",
    timezoneId: "Europe/Warsaw",
    screenshot: "only-on-failure",
    // `--trace retain-on-failure` keeps what led to a failure, and takes a tenth of the time.
    trace: "off",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
