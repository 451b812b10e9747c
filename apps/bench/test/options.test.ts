import { describe, expect, it } from "vitest";
import { parseOptions } from "../src/options.ts";

describe("the command line", () => {
  it("measures everything, and for long, unless set otherwise", () => {
    expect(parseOptions([])).toMatchObject({ scenarios: [], runs: 5, seconds: 2, watchers: 1_000 });
    expect(parseOptions(["all"]).scenarios).toEqual([]);
  });

  it("takes shorter runs and files", () => {
    const argv = ["fan-out", "idle", "--runs", "3", "--watchers=10", "--json", "out.json", "--write"];
    expect(parseOptions(argv)).toMatchObject({
      scenarios: ["fan-out", "idle"],
      runs: 3,
      watchers: 10,
      json: "out.json",
      isWriting: true,
    });
  });

  it.each([
    ["--runs", "0"],
    ["--seconds", "1.5"],
    ["--watchers", "many"],
    ["--connections", "99999"],
    ["--x"],
  ])("refuses %s %s by name", (...argv) => {
    expect(() => parseOptions(argv)).toThrow(argv[0]);
  });
});
