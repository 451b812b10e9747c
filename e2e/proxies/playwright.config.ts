// Every proxy with its default and with the documented configuration: a project each, all through one real Chromium. The browser finds
// the proxy by a name that is not loopback.
import { defineConfig } from "@playwright/test";
import { PROXIES } from "../../.ci/proxy-programs.ts";
import base from "../playwright.config.ts";
import { HOST_NAME } from "./proxy.ts";
import type { ProxyFixtures } from "./test.ts";

const { launchOptions } = base.use ?? {};

export default defineConfig<object, ProxyFixtures>({
  ...base,
  testDir: "specs",
  outputDir: "../test-results/proxies",
  // Idle connections, of which many tests consist, keep no core busy.
  workers: 3,
  use: {
    ...base.use,
    ignoreHTTPSErrors: true,
    launchOptions: {
      ...launchOptions,
      args: [...(launchOptions?.args ?? []), `--host-resolver-rules=MAP ${HOST_NAME} 127.0.0.1`],
    },
  },
  projects: [
    ...PROXIES.flatMap((name) =>
      (["default", "documented"] as const).map((configuration) => ({
        name: `${name}-${configuration}`,
        testMatch: [`${configuration}.spec.ts`, "delay.spec.ts", "mqtt.spec.ts"],
        use: { setup: { name, configuration } },
      })),
    ),
    { name: "nginx-without-host", testMatch: "without-host.spec.ts" },
  ],
});
