// `npm test`: everything, one step after the other, each to its end whatever came before it; the last line is the sum.
// Exits non-zero when anything failed, and when a runner ran nothing or died without a report.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import {
  closingLine,
  countExit,
  countPlaywright,
  countVitest,
  FAILED,
  sum,
  type Counts,
  type StepEnd,
} from "./counts.ts";
import { playwrightFailures, vitestFailures } from "./failures.ts";

interface Step {
  readonly title: string;
  /** A program of node_modules/.bin (or Node itself) and its arguments. */
  readonly command: readonly [program: string, ...args: string[]];
  readonly count: (end: StepEnd) => Counts;
  /** Names what failed, a line each; undefined: its title says it. */
  readonly failures?: (report: string | undefined) => string[];
  /** Where the runner leaves its JSON report. */
  readonly reportFile?: string;
  readonly env?: Record<string, string>;
}

const ROOT = join(import.meta.dirname, "..");
/** A bound for a step that hangs; the slowest takes a few minutes on two cores. */
const STEP_TIMEOUT_MS = 35 * 60_000;

const reports = mkdtempSync(join(tmpdir(), "hydra-test-"));
const unitReport = join(reports, "vitest.json");
const proxyReport = join(reports, "proxies.json");
const browserReport = join(reports, "playwright.json");

const CHECKS: readonly Step[] = [
  { title: "format", command: ["npm", "run", "--silent", "check:format"], count: countExit },
  { title: "lint", command: ["npm", "run", "--silent", "check:lint"], count: countExit },
  { title: "types", command: ["npm", "run", "--silent", "check:types"], count: countExit },
  { title: "unused exports", command: ["npm", "run", "--silent", "check:unused"], count: countExit },
  { title: "rules of the SPECs", command: ["npm", "run", "--silent", "check:specs"], count: countExit },
  { title: "docker-compose.yml", command: ["npm", "run", "--silent", "check:compose"], count: countExit },
];

const UNIT_TESTS: Step = {
  title: "unit, property and contract tests",
  command: ["vitest", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${unitReport}`],
  count: countVitest,
  failures: vitestFailures,
  reportFile: unitReport,
};

const NATS: Step = {
  title: "a nats-server for the tests of a cluster",
  command: ["node", ".ci/get-nats.ts"],
  count: countExit,
};

const PYTHON: Step = {
  title: "a WebSocket client in another language",
  command: ["node", ".ci/get-python-websockets.ts"],
  count: countExit,
};

const BUILD: Step = { title: "build", command: ["npm", "run", "--silent", "build"], count: countExit };

const CHROMIUM: Step = {
  title: "a Chromium for the browser tests",
  command: ["node", "e2e/get-chromium.ts"],
  count: countExit,
};

const BROWSER_TESTS: Step = {
  title: "browser tests",
  command: ["playwright", "test", "--config", "e2e/playwright.config.ts", "--reporter=list,json"],
  count: countPlaywright,
  failures: playwrightFailures,
  reportFile: browserReport,
  env: { PLAYWRIGHT_JSON_OUTPUT_FILE: browserReport },
};

/** `npm run test:proxies` has all four. */
const PROXY_NAMES = ["nginx", "caddy"] as const;

const PROXIES: Step = {
  title: "proxies for the tests through them",
  command: ["node", ".ci/get-proxies.ts", ...PROXY_NAMES],
  count: countExit,
};

const PROXY_TESTS: Step = {
  title: `browser tests through ${PROXY_NAMES.join(" and ")}`,
  command: [
    "playwright",
    "test",
    "--config",
    "e2e/proxies/playwright.config.ts",
    ...PROXY_NAMES.map((name) => `--project=${name}-*`),
    "--reporter=list,json",
  ],
  count: countPlaywright,
  failures: playwrightFailures,
  reportFile: proxyReport,
  env: { PLAYWRIGHT_JSON_OUTPUT_FILE: proxyReport },
};

/** What to read first, gathered for the end of the log. */
const failures: string[] = [];

function run(step: Step): Counts {
  console.log(`\n── ${step.title} ${"─".repeat(Math.max(0, 76 - step.title.length))}`);
  const startedAt = performance.now();
  const [program, ...args] = step.command;
  const { status, error } = spawnSync(program, args, {
    cwd: ROOT,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, PATH: binaries(), ...step.env },
    timeout: STEP_TIMEOUT_MS,
  });
  if (error) console.error(`${step.title}: ${error.message}`);
  const report = readReport(step.reportFile);
  const counts = step.count({ exitCode: status, report });
  const named = step.failures?.(report) ?? [];
  failures.push(
    ...(counts.failed > 0 && named.length === 0 ? ["see above"] : named).map(
      (one) => `${step.title}: ${one}`,
    ),
  );
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`── ${step.title}: ${closingLine(counts)} in ${seconds} s`);
  return counts;
}

function readReport(file: string | undefined): string | undefined {
  try {
    return file === undefined ? undefined : readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Node 26 and the tools stand in node_modules, also when this file was not started by npm. */
function binaries(): string {
  const folders = ["node_modules/.bin", "e2e/node_modules/.bin"].map((folder) => join(ROOT, folder));
  return [...folders, process.env["PATH"]].join(delimiter);
}

function runAll(): Counts {
  const before = [...CHECKS, NATS, PYTHON, UNIT_TESTS].map(run);
  // A browser test against yesterday's build, or without a browser, would say nothing.
  const needs = [BUILD, CHROMIUM].map(run);
  const canBrowse = needs.every(({ failed }) => failed === 0);
  const browsed = canBrowse ? run(BROWSER_TESTS) : FAILED;
  const proxies = run(PROXIES);
  const throughProxies = canBrowse && proxies.failed === 0 ? run(PROXY_TESTS) : FAILED;
  return sum([...before, ...needs, browsed, proxies, throughProxies]);
}

try {
  const total = runAll();
  process.exitCode = total.failed === 0 ? 0 : 1;
  if (failures.length > 0) console.log(`\nFailed, or tried again:\n${failures.join("\n")}`);
  console.log(`\n${closingLine(total)}`);
} finally {
  rmSync(reports, { recursive: true, force: true });
}
