// Unit, property and contract tests of every package. Browser tests are Playwright's: e2e/playwright.config.ts.
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "packages/*/test/**/*.test.{ts,tsx}",
      "apps/*/test/**/*.test.{ts,tsx}",
      "e2e/test/**/*.test.ts",
      ".ci/test/**/*.test.ts",
    ],
    setupFiles: [".ci/property-seed.ts", ".ci/patience.ts"],
    // Tests open SQLite in worker threads, kill child processes and listen on ports: a process each, not a thread.
    pool: "forks",
    // Many wait for processes and sockets: the default, one worker on two cores, leaves a core idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // A limit for what hangs, not a measure of speed: a shared two-core machine is slow at times.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    restoreMocks: true,
  },
});
