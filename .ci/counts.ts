// Counts of passed, failed and skipped tests, read from what the runners report. Pure: text in, numbers out.
// A runner that prints nothing, counts nothing, or exits badly without naming a failure is itself one failure.
import { arrayOf, parse, recordOf } from "./reports.ts";

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** How a step ended: its exit code (null when it was killed or never started) and the report it left, if any. */
export interface StepEnd {
  readonly exitCode: number | null;
  readonly report: string | undefined;
}

const PASSED: Counts = { passed: 1, failed: 0, skipped: 0 };
export const FAILED: Counts = { passed: 0, failed: 1, skipped: 0 };

/** A step without a report of its own counts as one test. */
export function countExit({ exitCode }: StepEnd): Counts {
  return exitCode === 0 ? PASSED : FAILED;
}

/** Reads Vitest's JSON report. A file that could not be loaded counts as one failure. */
export function countVitest(end: StepEnd): Counts {
  return trusted(end, (report) => {
    const files = arrayOf(report["testResults"]);
    const unloaded = files.filter(
      (file) => file["status"] === "failed" && arrayOf(file["assertionResults"]).length === 0,
    ).length;
    return {
      passed: countOf(report["numPassedTests"]),
      failed: countOf(report["numFailedTests"]) + unloaded,
      skipped: countOf(report["numPendingTests"]) + countOf(report["numTodoTests"]),
    };
  });
}

/**
 * Reads Playwright's JSON report. What passed only when it was tried again has failed; an error outside any test (a fixture, a
 * config) counts as one failure. A machine may be able to run none of a configuration's tests: that they skip themselves is no failure.
 */
export function countPlaywright(end: StepEnd): Counts {
  return trusted(
    end,
    (report) => {
      const stats = recordOf(report["stats"]);
      return {
        passed: countOf(stats["expected"]),
        failed: countOf(stats["unexpected"]) + countOf(stats["flaky"]) + arrayOf(report["errors"]).length,
        skipped: countOf(stats["skipped"]),
      };
    },
    everything,
  );
}

export function sum(all: readonly Counts[]): Counts {
  return all.reduce((total, one) => ({
    passed: total.passed + one.passed,
    failed: total.failed + one.failed,
    skipped: total.skipped + one.skipped,
  }));
}

/** `N passed, N failed`, and `, N skipped` where there are any. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`;
}

const judged = ({ passed, failed }: Counts): number => passed + failed;
const everything = ({ passed, failed, skipped }: Counts): number => passed + failed + skipped;

/** @param ran how many of the tests show that the runner ran */
function trusted(
  end: StepEnd,
  read: (report: Record<string, unknown>) => Counts,
  ran: (counts: Counts) => number = judged,
): Counts {
  const report = parse(end.report);
  if (report === undefined) return FAILED;
  const counts = read(report);
  const ranSomething = ran(counts) > 0;
  const isExplained = end.exitCode === 0 || counts.failed > 0;
  return ranSomething && isExplained ? counts : { ...counts, failed: counts.failed + 1 };
}

function countOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
