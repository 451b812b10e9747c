// `npm test`: everything, side by side as steps.ts has it, each step to its end whatever came before it; the last line is the sum.
// A step's output is printed whole when it has ended, so that steps do not run into each other. Exits non-zero when anything
// failed, and when a runner ran nothing or died without a report.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, closeSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { closingLine, type Counts } from "./counts.ts";
import { runSteps } from "./run-steps.ts";
import { stepsOf, type Step } from "./steps.ts";

const ROOT = join(import.meta.dirname, "..");
/** A bound for a step that hangs; the slowest takes ten minutes on two cores that are not shared, and several times that on some that are. */
const STEP_TIMEOUT_MS = 65 * 60_000;
/** Tests start Node some hundred times: with what it has compiled at hand, a server takes half the processor time to start. */
const COMPILED = join(ROOT, "node_modules/.cache/hydra/compiled");

const folder = mkdtempSync(join(tmpdir(), "hydra-test-"));
const steps = stepsOf(folder);

/** What to read first, gathered for the end of the log. */
const failures: string[] = [];

async function run(step: Step): Promise<Counts> {
  console.log(`── ${step.title}: begun`);
  const startedAt = performance.now();
  const outputFile = join(folder, `${steps.indexOf(step)}.log`);
  const exitCode = await exitOf(step, outputFile);
  const report = read(step.reportFile);
  const counts = step.count({ exitCode, report });
  const named = step.failures?.(report) ?? [];
  failures.push(
    ...(counts.failed > 0 && named.length === 0 ? ["see above"] : named).map(
      (one) => `${step.title}: ${one}`,
    ),
  );
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`\n── ${step.title} ${"─".repeat(Math.max(0, 76 - step.title.length))}`);
  process.stdout.write(read(outputFile) ?? "");
  console.log(`── ${step.title}: ${closingLine(counts)} in ${seconds} s`);
  return counts;
}

/** Null where it was killed, or could not be started. */
async function exitOf(step: Step, outputFile: string): Promise<number | null> {
  const output = openSync(outputFile, "a");
  const [program, ...args] = step.command;
  const child = spawn(program, args, {
    cwd: ROOT,
    stdio: ["ignore", output, output],
    env: { NODE_COMPILE_CACHE: COMPILED, ...process.env, PATH: binaries(), ...step.env },
    timeout: STEP_TIMEOUT_MS,
  });
  closeSync(output);
  try {
    await once(child, "exit");
  } catch (error) {
    console.error(`${step.title}: ${String(error)}`);
  }
  return child.exitCode;
}

function read(file: string | undefined): string | undefined {
  try {
    return file === undefined ? undefined : readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Node 26 and the tools stand in node_modules, also when this file was not started by npm. */
function binaries(): string {
  const folders = ["node_modules/.bin", "e2e/node_modules/.bin"].map((name) => join(ROOT, name));
  return [...folders, process.env["PATH"]].join(delimiter);
}

try {
  const total = await runSteps(steps, run);
  process.exitCode = total.failed === 0 ? 0 : 1;
  if (failures.length > 0) console.log(`\nFailed:\n${failures.join("\n")}`);
  console.log(`\n${closingLine(total)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
