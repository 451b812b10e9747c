import { describe, expect, it } from "vitest";
import { createArrivals, type ArrivalRates } from "../../src/lab/arrivals.ts";

const RATES: ArrivalRates = { hitsPerSecond: 50, bots: 8 };

function take(seed: number, count: number, rates = RATES) {
  const arrivals = createArrivals(seed);
  return Array.from({ length: count }, () => arrivals.next(rates));
}

describe("seeded arrivals", () => {
  it("[PR81] are the same for the same seed, and others for another", () => {
    expect(take(7, 100)).toEqual(take(7, 100));
    expect(take(8, 100)).not.toEqual(take(7, 100));
  });

  it("come at the rate asked for, at random, from every bot", () => {
    const arrivals = take(1, 20_000);
    const meanGapMs = arrivals.reduce((sum, { gapMs }) => sum + gapMs, 0) / arrivals.length;
    expect(meanGapMs).toBeGreaterThan(19.4);
    expect(meanGapMs).toBeLessThan(20.6);
    // A Poisson process: the share of gaps above the mean is 1/e.
    const longShare = arrivals.filter(({ gapMs }) => gapMs > 20).length / arrivals.length;
    expect(longShare).toBeCloseTo(1 / Math.E, 1);
    expect(new Set(arrivals.map(({ bot }) => bot))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]));
    for (const { gapMs, bot } of arrivals) expect(gapMs >= 0 && Number.isInteger(bot)).toBe(true);
  });
});
