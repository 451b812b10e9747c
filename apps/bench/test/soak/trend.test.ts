import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/engine/seeded-random.ts";
import { isFlat, trendOf, type Point } from "../../src/soak/trend.ts";

/** So many samples in an hour, with noise of ±10 and a spike here and there, as memory has. */
function samples(growth: number, count = 45): Point[] {
  const draw = seededRandom(3);
  return Array.from({ length: count }, (_, index) => {
    const x = index / count;
    const noise = (draw() / 2 ** 32) * 20 - 10;
    return { x, y: 200 + growth * x + noise + (index % 15 === 14 ? 120 : 0) };
  });
}

describe("the slope", () => {
  it("of a line is the line's, however often it is looked at", () => {
    const lines = fc.record({
      slope: fc.integer({ min: -1_000, max: 1_000 }),
      xs: fc.uniqueArray(fc.integer({ min: 0, max: 10_000 }), { minLength: 2, maxLength: 30 }),
    });
    fc.assert(
      fc.property(lines, ({ slope, xs }) => {
        expect(trendOf(xs.map((x) => ({ x, y: 7 + slope * x }))).slope).toBeCloseTo(slope);
      }),
    );
  });

  it("is given with an interval that holds it, and is moved little by spikes", () => {
    for (const growth of [-60, 0, 60]) {
      const { slope, low, high } = trendOf(samples(growth));
      expect(Math.abs(slope - growth)).toBeLessThan(8);
      expect(low).toBeLessThan(growth);
      expect(high).toBeGreaterThan(growth);
    }
  });

  it("of two points may be anything", () => {
    const { slope, low, high } = trendOf(samples(5, 2));
    expect(slope).not.toBeNaN();
    expect([low, high]).toEqual([-Infinity, Infinity]);
  });
});

describe("flat", () => {
  it("is what does not grow for all that can be measured, or by no more than is allowed", () => {
    expect(isFlat(trendOf(samples(0)), 0)).toBe(true);
    expect(isFlat(trendOf(samples(-60)), 0)).toBe(true);
    expect(isFlat(trendOf(samples(60)), 100)).toBe(true);
  });

  it("is no leak of sixty an hour under noise of twenty", () => {
    expect(isFlat(trendOf(samples(60)), 30)).toBe(false);
  });

  it("is no growth of nothing at all, of which no slope can be given", () => {
    expect(isFlat(trendOf([]), 30)).toBe(false);
  });
});

describe("points that resemble their neighbours", () => {
  /** A heap that fills and is collected: 30 points, each mostly the one before. */
  function correlated(seed: number, growth: number): Point[] {
    const draw = seededRandom(seed);
    let level = 0;
    return Array.from({ length: 30 }, (_, index) => {
      level = 0.6 * level + 20 * (draw() / 2 ** 32) - 10;
      return { x: index / 30, y: 200 + growth * (index / 30) + level };
    });
  }
  const share = (growth: number, allowed: number): number => {
    const seeds = Array.from({ length: 200 }, (_, seed) => seed + 1);
    return seeds.filter((seed) => isFlat(trendOf(correlated(seed, growth)), allowed)).length / seeds.length;
  };

  it("are flat when nothing grows, in nine of ten runs", () => {
    expect(share(0, 0)).toBeGreaterThan(0.9);
  });

  it("are not when they grow by more than they waver", () => {
    expect(share(150, 0)).toBeLessThan(0.1);
  });
});
