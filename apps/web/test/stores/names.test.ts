// A person sees what is wrong with a name before the server has to refuse it.
import { expect, it } from "vitest";
import { nameProblem } from "../../src/stores/names.ts";

it.each([
  ["Ada", undefined],
  ["  小明  ", undefined],
  ["🐍".repeat(24), undefined],
  ["", "emptyName"],
  [" \t ", "emptyName"],
  ["🐍".repeat(25), "longName"],
  ["a\u202Eb", "badName"],
  ["a\u0007b", "badName"],
  ["\u200B\u200B", "badName"],
])("%j: %s", (name, problem) => {
  expect(nameProblem(name)).toBe(problem);
});
