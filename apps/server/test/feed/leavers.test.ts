import { expect, it } from "vitest";
import { createLeavers } from "../../src/feed/leavers.ts";

/** Kept by the implementation; one more and the oldest is forgotten. */
const MAX_LEAVERS = 1_000;

it("names who left after a seq and is not back, oldest first", () => {
  const leavers = createLeavers(10);
  leavers.leave("a", 11);
  leavers.leave("b", 12);
  leavers.leave("c", 13);
  leavers.comeBack("b");
  expect(leavers.since(10)).toEqual(["a", "c"]);
  expect(leavers.since(11)).toEqual(["c"]);
  expect(leavers.since(13)).toEqual([]);
});

it("puts who leaves again at the end", () => {
  const leavers = createLeavers(0);
  leavers.leave("a", 1);
  leavers.leave("b", 2);
  leavers.comeBack("a");
  leavers.leave("a", 3);
  expect(leavers.since(0)).toEqual(["b", "a"]);
  expect(leavers.since(2)).toEqual(["a"]);
});

it("[PR12] forgets the oldest beyond its bound, and says from when on it is complete", () => {
  const leavers = createLeavers(5);
  for (let n = 0; n < MAX_LEAVERS; n += 1) leavers.leave(`p${n}`, 10 + n);
  expect(leavers.completeSince).toBe(5);
  leavers.leave("one more", 10 + MAX_LEAVERS);
  expect(leavers.completeSince).toBe(10);
  expect(leavers.since(10)).toHaveLength(MAX_LEAVERS);
});

it("[PR24] forgets everybody with a new round", () => {
  const leavers = createLeavers(0);
  leavers.leave("a", 1);
  leavers.reset(7);
  expect(leavers.since(0)).toEqual([]);
  expect(leavers.completeSince).toBe(7);
});
