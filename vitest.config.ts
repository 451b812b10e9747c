// Unit, property and contract tests of every package. Browser tests are Playwright's: e2e/playwright.config.ts.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "packages/*/test/**/*.test.{ts,tsx}",
      "apps/*/test/**/*.test.{ts,tsx}",
      "e2e/test/**/*.test.ts",
      ".ci/test/**/*.test.ts",
    ],
    setupFiles: [".ci/property-seed.ts"],
    // Tests open SQLite in worker threads, kill child processes and listen on ports: a process each, not a thread.
    pool: "forks",
    // A limit for what hangs, not a measure of speed: a shared two-core machine is slow at times.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    restoreMocks: true,
  },
});
