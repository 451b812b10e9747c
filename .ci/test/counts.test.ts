import { describe, expect, it } from "vitest";
import { closingLine, countExit, countPlaywright, countVitest, sum } from "../counts.ts";

const vitest = (report: object, exitCode: number | null = 0) =>
  countVitest({ exitCode, report: JSON.stringify(report) });
const playwright = (stats: object, exitCode = 0, errors: object[] = []) =>
  countPlaywright({ exitCode, report: JSON.stringify({ stats, errors }) });

describe("a step without a report", () => {
  it("counts as one test", () => {
    expect(countExit({ exitCode: 0, report: undefined })).toEqual({ passed: 1, failed: 0, skipped: 0 });
    expect(countExit({ exitCode: 2, report: undefined })).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(countExit({ exitCode: null, report: undefined })).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe("Vitest's report", () => {
  it("is taken as it is when the run ended well", () => {
    expect(vitest({ numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1 })).toEqual({
      passed: 5,
      failed: 0,
      skipped: 2,
    });
  });

  it("counts a file that could not be loaded as one failure", () => {
    const testResults = [
      { status: "failed", assertionResults: [] },
      { status: "passed", assertionResults: [{}] },
    ];
    expect(vitest({ numPassedTests: 1, numFailedTests: 0, testResults }, 1).failed).toBe(1);
  });

  it("is a failure when nothing ran, though the exit code is 0", () => {
    expect(vitest({ numPassedTests: 0, numFailedTests: 0, numPendingTests: 3 })).toEqual({
      passed: 0,
      failed: 1,
      skipped: 3,
    });
  });

  it("is a failure when the runner ended badly and names none", () => {
    expect(vitest({ numPassedTests: 5, numFailedTests: 0 }, 1).failed).toBe(1);
    expect(vitest({ numPassedTests: 5, numFailedTests: 0 }, null).failed).toBe(1);
  });

  it("is a failure when it is missing or cannot be read", () => {
    expect(countVitest({ exitCode: 0, report: undefined }).failed).toBe(1);
    expect(countVitest({ exitCode: 0, report: '{"numPassedTests": 5' }).failed).toBe(1);
    expect(countVitest({ exitCode: 0, report: "null" }).failed).toBe(1);
  });
});

describe("Playwright's report", () => {
  it("is taken as it is when the run ended well", () => {
    expect(playwright({ expected: 7, unexpected: 0, flaky: 0, skipped: 2 })).toEqual({
      passed: 7,
      failed: 0,
      skipped: 2,
    });
  });

  it("counts what passed only when it was tried again as a failure", () => {
    expect(playwright({ expected: 7, unexpected: 0, flaky: 1, skipped: 0 })).toEqual({
      passed: 7,
      failed: 1,
      skipped: 0,
    });
  });

  it("counts an error outside any test as a failure", () => {
    expect(playwright({ expected: 7, unexpected: 1, flaky: 0, skipped: 0 }, 1, [{}]).failed).toBe(2);
  });

  it("is a failure when nothing ran", () => {
    expect(playwright({ expected: 0, unexpected: 0, flaky: 0, skipped: 0 }).failed).toBe(1);
    // A machine that can run none of them.
    expect(playwright({ expected: 0, unexpected: 0, flaky: 0, skipped: 1 })).toEqual({
      passed: 0,
      failed: 0,
      skipped: 1,
    });
  });
});

describe("the closing line", () => {
  it("names passed and failed, and skipped where there are any", () => {
    expect(closingLine({ passed: 3, failed: 0, skipped: 0 })).toBe("3 passed, 0 failed");
    expect(closingLine({ passed: 3, failed: 1, skipped: 2 })).toBe("3 passed, 1 failed, 2 skipped");
  });

  it("adds up every step", () => {
    expect(
      sum([
        { passed: 1, failed: 2, skipped: 3 },
        { passed: 10, failed: 20, skipped: 30 },
      ]),
    ).toEqual({ passed: 11, failed: 22, skipped: 33 });
  });
});
