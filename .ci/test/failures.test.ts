import { describe, expect, it } from "vitest";
import { playwrightFailures, vitestFailures } from "../failures.ts";

describe("what failed in Vitest's report", () => {
  it("is named by file and title, with the first line of why", () => {
    const testResults = [
      {
        name: "/a.test.ts",
        status: "failed",
        assertionResults: [
          {
            status: "failed",
            fullName: "adds up",
            failureMessages: ["\u001B[31mError\u001B[39m: 1 is not 2\n    at a.test.ts:3"],
          },
          { status: "passed", fullName: "takes away", failureMessages: [] },
        ],
      },
      { name: "/b.test.ts", status: "failed", message: "no such module\n", assertionResults: [] },
    ];
    expect(vitestFailures(JSON.stringify({ testResults }))).toEqual([
      "/a.test.ts › adds up: Error: 1 is not 2",
      "/b.test.ts: no such module",
    ]);
  });

  it("is nothing where there is no report to read", () => {
    expect(vitestFailures(undefined)).toEqual([]);
    expect(vitestFailures("{")).toEqual([]);
  });
});

describe("what failed in Playwright's report", () => {
  it("is found at any depth, and so is what passed only when tried again", () => {
    const test = (status: string, ...messages: string[]) => ({
      status,
      results: messages.map((message) => ({ error: { message } })),
    });
    const suites = [
      {
        specs: [{ file: "a.spec.ts", title: "opens", tests: [test("expected")] }],
        suites: [
          {
            specs: [
              { file: "a.spec.ts", title: "closes", tests: [test("unexpected", "\nIt stays open\nsince …")] },
              { file: "a.spec.ts", title: "turns", tests: [test("flaky", "It sticks")] },
            ],
          },
        ],
      },
    ];
    expect(playwrightFailures(JSON.stringify({ suites, errors: [{ message: "no browser" }] }))).toEqual([
      "outside any test: no browser",
      "a.spec.ts › closes: It stays open",
      "a.spec.ts › turns (passed when tried again): It sticks",
    ]);
  });
});
