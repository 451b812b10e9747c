// The steps of `npm test`, and what each comes after. Two cores are kept busy: checks run two by two, beside what is downloaded;
// then unit tests, then browser tests, which keep a core busy each (docs/decisions/0012).
import { join } from "node:path";
import { countExit, countPlaywright, countVitest, type Counts, type StepEnd } from "./counts.ts";
import { playwrightFailures, vitestFailures } from "./failures.ts";
import type { Ordered } from "./run-steps.ts";

export interface Step extends Ordered<Step> {
  readonly title: string;
  /** A program of node_modules/.bin (or Node itself) and its arguments. */
  readonly command: readonly [program: string, ...args: string[]];
  readonly count: (end: StepEnd) => Counts;
  /** Names what failed, a line each; undefined: its title names it. */
  readonly failures?: (report: string | undefined) => string[];
  /** Where the runner leaves its JSON report. */
  readonly reportFile?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** `npm run test:proxies` has all four. */
const PROXY_NAMES = ["nginx", "caddy"] as const;

function check(title: string, script: string, after: readonly Step[] = []): Step {
  return { title, command: ["npm", "run", "--silent", script], count: countExit, after };
}

function get(title: string, command: readonly string[], after: readonly Step[] = []): Step {
  return { title, command: ["node", ...command], count: countExit, after };
}

function playwright(title: string, config: string, args: readonly string[] = []) {
  return (reportFile: string, order: Ordered<Step>): Step => ({
    title,
    command: ["playwright", "test", "--config", config, ...args, "--reporter=list,json"],
    count: countPlaywright,
    failures: playwrightFailures,
    reportFile,
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile },
    ...order,
  });
}

const browserTests = playwright("browser tests", "e2e/playwright.config.ts");
const hostTests = playwright("browser tests from another host", "e2e/hosts/playwright.config.ts");
const proxyTests = playwright(
  `browser tests through ${PROXY_NAMES.join(" and ")}`,
  "e2e/proxies/playwright.config.ts",
  PROXY_NAMES.map((name) => `--project=${name}-*`),
);

/** @param reports folder for the runners' reports */
export function stepsOf(reports: string): readonly Step[] {
  const format = check("format", "check:format");
  const unused = check("unused exports", "check:unused", [format]);
  const specs = check("rules of the SPECs", "check:specs", [unused]);
  const links = check("links of the documents", "check:links", [specs]);
  const compose = check("docker-compose.yml", "check:compose", [links]);
  const lint = check("lint", "check:lint");
  const types = check("types", "check:types", [lint]);
  const build = check("build", "build", [types]);
  // One after the other: a system's package manager runs once at a time.
  const nats = get("a nats-server for the tests of a cluster", [".ci/get-nats.ts"]);
  const python = get("a WebSocket client in another language", [".ci/get-python-websockets.ts"], [nats]);
  const chromium = get("a Chromium for the browser tests", ["e2e/get-chromium.ts"], [python]);
  const proxies = get(
    "proxies for the tests through them",
    [".ci/get-proxies.ts", ...PROXY_NAMES],
    [chromium],
  );
  const brokers = get("a broker for the messaging lane", [".ci/get-brokers.ts"], [proxies]);
  const checks = [format, unused, specs, links, compose, lint, types, build];
  const prepared = [...checks, nats, python, chromium, proxies, brokers];

  const unitReport = join(reports, "vitest.json");
  const unit: Step = {
    title: "unit, property and contract tests",
    command: ["vitest", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${unitReport}`],
    count: countVitest,
    failures: vitestFailures,
    reportFile: unitReport,
    after: prepared,
  };
  // A browser test against yesterday's build, or without a browser, would show nothing.
  const browser = browserTests(join(reports, "playwright.json"), {
    after: [...prepared, unit],
    needs: [build, chromium],
  });
  const fromHosts = hostTests(join(reports, "hosts.json"), { after: [browser], needs: [build, chromium] });
  const throughProxies = proxyTests(join(reports, "proxies.json"), {
    after: [fromHosts],
    needs: [build, chromium, proxies],
  });
  return [...prepared, unit, browser, fromHosts, throughProxies];
}
