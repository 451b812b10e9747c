// Lines of charts: one x for all lanes, gaps where a lane has nothing.
import { expect, it } from "vitest";
import { distributionLines, LEAST_MS, timelineLines } from "../../../src/stores/lab/chart-lines.ts";

const point = (at: number, meanMs: number) => ({ at, meanMs, bucketMs: 250, count: 1, worstMs: meanMs });

it("puts the lanes' moments on one line of time, with gaps", () => {
  expect(timelineLines([[point(1_000, 5), point(1_500, 7)], [point(1_250, 0)], []], 1_000)).toEqual({
    x: [0, 0.25, 0.5],
    y: [
      [5, null, 7],
      [null, LEAST_MS, null],
      [null, null, null],
    ],
  });
});

it("climbs to all versions and ends there", () => {
  const fast = [
    { ms: 2, share: 0.5 },
    { ms: 4, share: 1 },
  ];
  const slow = [
    { ms: 3, share: 0.25 },
    { ms: 900, share: 1 },
  ];
  expect(distributionLines([fast, slow, []])).toEqual({
    x: [2, 3, 4, 900],
    y: [
      [0.5, 0.5, 1, null],
      [0, 0.25, 0.25, 1],
      [null, null, null, null],
    ],
  });
});

it("has points closer than an axis can show in one place, the highest", () => {
  const points = [0.1, 0.2, 0.4].map((ms, index) => ({ ms, share: (index + 1) / 3 }));
  expect(distributionLines([points])).toEqual({ x: [LEAST_MS], y: [[1]] });
});
