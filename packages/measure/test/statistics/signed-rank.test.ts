import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimateShift, fewestFor } from "../../src/statistics/signed-rank.ts";

/** Every way of signs, by hand: the share of them for which the interval around the sizes leaves out 0. */
function shareExcludingZero(sizes: readonly number[], level: number): number {
  let outside = 0;
  for (let signs = 0; signs < 2 ** sizes.length; signs += 1) {
    const signed = sizes.map((size, at) => (((signs >> at) & 1) === 1 ? size : -size));
    const { low, high } = estimateShift(signed, level)!;
    if (low > 0 || high < 0) outside += 1;
  }
  return outside / 2 ** sizes.length;
}

describe("[ME83] the interval of paired differences", () => {
  // Hollander, Wolfe, Chicken, table A.4: P(T+ ≥ 47) = 0.024 for n = 10, so the 95 % interval begins at the 9th average.
  it("is the one of the tables", () => {
    const differences = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    const averages = differences
      .flatMap((a, first) => differences.slice(first).map((b) => (a + b) / 2))
      .sort((a, b) => a - b);
    expect(estimateShift(differences, 0.95)).toEqual({ estimate: 5.5, low: averages[8], high: averages[46] });
  });

  it("leaves out 0 as often as its level allows and no more, whatever the sizes", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 9, maxLength: 11 }),
        fc.constantFrom(0.9, 0.95, 0.98),
        (sizes, level) => {
          const share = shareExcludingZero(sizes, level);
          expect(share).toBeLessThanOrEqual(1 - level + 1e-12);
          // Not by never claiming anything either: the next rank would be too many.
          expect(share).toBeGreaterThan((1 - level) / 2);
        },
      ),
      { numRuns: 10 },
    );
  });

  it("needs as many differences as can be on one side by chance seldom enough", () => {
    for (const level of [0.9, 0.95, 0.99, 0.999, 1 - 0.05 / 45]) {
      const fewest = fewestFor(level);
      const ones = Array.from({ length: fewest }, (_, at) => 1 + at / 100);
      expect(estimateShift(ones, level)?.low).toBe(1);
      expect(estimateShift(ones.slice(1), level)).toBeUndefined();
    }
    expect(estimateShift([], 0.95)).toBeUndefined();
  });

  it("moves with the differences, mirrors with them, and holds its estimate", () => {
    const some = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 6, maxLength: 30 });
    fc.assert(
      fc.property(some, (differences) => {
        const { estimate, low, high } = estimateShift(differences, 0.9)!;
        expect(low).toBeLessThanOrEqual(estimate);
        expect(high).toBeGreaterThanOrEqual(estimate);
        const mirrored = estimateShift(
          differences.map((difference) => -difference),
          0.9,
        )!;
        expect(mirrored.low).toBeCloseTo(-high, 6);
        expect(mirrored.high).toBeCloseTo(-low, 6);
      }),
    );
  });

  it("is not moved by a few that are far off", () => {
    const calm = Array.from({ length: 30 }, (_, at) => Math.sin(at * 7) / 10);
    const withOutage = calm.map((difference, at) => (at === 12 || at === 13 ? 4_000 : difference));
    const { low, high } = estimateShift(withOutage, 0.999)!;
    expect(low).toBeLessThan(0);
    expect(high).toBeLessThan(1);
  });
});
