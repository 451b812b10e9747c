import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createHistogram } from "../src/histogram.ts";

const durations = fc.array(
  fc.oneof(
    fc.double({ min: 0, max: 2, noNaN: true }),
    fc.double({ min: 0, max: 5_000, noNaN: true }),
    fc.double({ min: 0, max: 4e9, noNaN: true }),
    fc.constantFrom(0, 1, 2, 1024, 999.999, 2 ** 31),
  ),
  { minLength: 1, maxLength: 300 },
);

function histogramOf(values: readonly number[]): ReturnType<typeof createHistogram> {
  const histogram = createHistogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

/** Nearest rank over everything kept. */
function exactPercentile(values: readonly number[], permille: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil((permille * values.length) / 1000)) - 1]!;
}

describe("histogram", () => {
  it("[ME31] gives nearest-rank percentiles within 0.4 %, or 1/256 ms below 1 ms", () => {
    fc.assert(
      fc.property(durations, fc.uniqueArray(fc.integer({ min: 1, max: 1000 })), (values, permilles) => {
        permilles.sort((a, b) => a - b);
        const found = histogramOf(values).percentiles(permilles.map((permille) => permille / 1000));
        for (const [index, permille] of permilles.entries()) {
          const exact = exactPercentile(values, permille);
          expect(Math.abs(found[index]! - exact)).toBeLessThanOrEqual(Math.max(exact, 1) / 256);
        }
      }),
    );
  });

  it("[ME30] keeps count, mean and worst exactly", () => {
    fc.assert(
      fc.property(durations, (values) => {
        const histogram = histogramOf(values);
        expect(histogram.count).toBe(values.length);
        expect(histogram.worstMs).toBe(Math.max(...values));
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        expect(histogram.meanMs).toBeCloseTo(mean, 3);
      }),
    );
  });

  it("[ME31] never gives a percentile outside of what was seen", () => {
    expect(histogramOf([7.77]).percentiles([0.5, 0.95, 0.99])).toStrictEqual([7.77, 7.77, 7.77]);
    expect(createHistogram().percentiles([0.5])).toStrictEqual([0]);
  });

  it("[ME30] counts a negative duration as 0 and the longest as the longest", () => {
    const histogram = histogramOf([-3, 1e15]);
    const [least = -1, greatest = 0] = histogram.percentiles([0.5, 1]);
    expect(least).toBeCloseTo(0, 2);
    expect(greatest / 2 ** 32).toBeCloseTo(1, 2);
    expect(histogram.worstMs).toBe(1e15);
    expect(histogram.meanMs).toBe(5e14);
  });

  it("[ME33] draws a distribution of bounded size that ends at the worst", () => {
    fc.assert(
      fc.property(durations, (values) => {
        const points = histogramOf(values).ecdf(50);
        expect(points.length).toBeLessThanOrEqual(50);
        expect(points.at(-1)).toStrictEqual({ ms: Math.max(...values), share: 1 });
        for (const [index, { ms, share }] of points.entries()) {
          const below = values.filter((value) => value < ms).length / values.length;
          const upTo = values.filter((value) => value <= ms).length / values.length;
          expect(share).toBeGreaterThanOrEqual(below);
          expect(share).toBeLessThanOrEqual(upTo);
          expect(share).toBeGreaterThan(points[index - 1]?.share ?? 0);
        }
      }),
    );
  });

  it("[ME33] puts every duration in the one bin that holds it", () => {
    fc.assert(
      fc.property(durations, (values) => {
        const bins = histogramOf(values).bins();
        for (const { fromMs, toMs, count } of bins) {
          expect(count).toBe(values.filter((value) => value >= fromMs && value < toMs).length);
        }
        expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
      }),
    );
  });

  it("[ME41] is not changed by what is added to a copy", () => {
    const histogram = histogramOf([1, 2, 3]);
    const copy = histogram.copy();
    copy.add(1_000);
    expect(histogram.count).toBe(3);
    expect(histogram.percentiles([1])).toStrictEqual([3]);
    expect(copy.worstMs).toBe(1_000);
  });
});
