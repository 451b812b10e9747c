// The browser tests: a real Chromium against the built server, which each worker starts for itself
// (fixtures/battle-server.ts). Build first: `npm run e2e` does, and so does `npm test`.
import { defineConfig } from "@playwright/test";
import { ADVICE, findChromium, findShell, launchArguments } from "./chromium.ts";
import { thisMachine } from "./machine.ts";

const machine = thisMachine();
const found = findChromium(machine);
if (found === undefined) throw new Error(ADVICE);
const executablePath = findShell(machine, found);
// The workers read this file again: what was found once need not be looked for again.
process.env["CHROMIUM_PATH"] = found.path;
process.env["CHROMIUM_SHELL_PATH"] = executablePath;

const isCi = process.env["CI"] !== undefined;

export default defineConfig({
  testDir: "specs",
  outputDir: "test-results",
  fullyParallel: true,
  forbidOnly: isCi,
  // What passes only when it is tried again has failed (docs/decisions/0006).
  retries: 0,
  // A browser and a server keep two cores busy.
  workers: 2,
  // Limits for what hangs, not measures of speed.
  timeout: 240_000,
  globalTimeout: 60 * 60_000,
  expect: { timeout: 30_000 },
  reporter: "list",
  use: {
    browserName: "chromium",
    locale: "en-US",
    timezoneId: "UTC",
    // Without a graphics card every frame is drawn by the cores that serve and test: arena.spec.ts has the motion.
    contextOptions: { reducedMotion: "reduce" },
    viewport: { width: 1_280, height: 800 },
    // A trace costs a fourth of a test's processor time: for a failure that its screenshot does not explain, `--trace on`.
    trace: "off",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath,
      args: launchArguments(machine.isRoot),
      chromiumSandbox: !machine.isRoot,
    },
  },
});
