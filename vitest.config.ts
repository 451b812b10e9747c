// Unit, property and contract tests of every package. Browser tests are Playwright's: e2e/playwright.config.ts.
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** What these find in the heap would be other tests' too. */
const MEASURES_MEMORY = "memory|bounds|parked|many-families|idle-families";

/**
 * Folders whose tests leave nothing behind in their process: no child, no environment, and servers only as long as a test takes. They
 * share processes; modules that a server consists of are loaded once for all of them.
 */
const TOGETHER = [
  "packages/{client,engine,lab,measure,microscope,protocol,rfc6455,what-if}/test",
  "packages/feed/test/{wire,client}",
  "packages/feed/test/server/{hub,live-feed,websocket}",
  "apps/server/test/{battle,lab,plugins,ranking,routes}",
  "apps/web/test/{i18n,wire}",
  "apps/bench/test",
  ".ci/test",
].map((folder) => `${folder}/**/!(${MEASURES_MEMORY}).test.{ts,tsx}`);

export default defineConfig({
  test: {
    setupFiles: [".ci/property-seed.ts", ".ci/patience.ts"],
    // Many wait for processes and sockets: the default, one worker on two cores, leaves more than a core idle.
    maxWorkers: availableParallelism() + 1,
    // A limit for what hangs, not a measure of speed: a shared two-core machine is slow at times.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    restoreMocks: true,
    // Tests open SQLite in worker threads, kill child processes and listen on ports: a process each, not a thread.
    pool: "forks",
    projects: [
      // A process and its modules for each file are a third to a half of the processor time of these.
      { extends: true, test: { name: "together", include: TOGETHER, isolate: false } },
      {
        extends: true,
        test: {
          name: "apart",
          include: [
            "packages/*/test/**/*.test.{ts,tsx}",
            "apps/*/test/**/*.test.{ts,tsx}",
            "e2e/test/**/*.test.ts",
          ],
          exclude: TOGETHER,
        },
      },
    ],
  },
});
