import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { replay, type LaneFigures, type MeasureEvent } from "../src/index.ts";
import { oracle, type OracleLane } from "./oracle.ts";
import { observe, steps, withoutRenewal } from "./scenario.ts";

function exactPercentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(share * values.length - 1e-9) - 1]!;
}

function expectClose(found: number, exact: number): void {
  expect(Math.abs(found - exact)).toBeLessThanOrEqual(Math.max(exact, 1) / 256 + 1e-6);
}

function expectSame(row: LaneFigures, exact: OracleLane): void {
  const { shown, skipped, unfinished, repeated, missed, unaccounted } = row;
  expect({ shown, skipped, unfinished, repeated, missed, unaccounted }).toStrictEqual({
    shown: exact.shown,
    skipped: exact.skipped,
    unfinished: exact.unfinished,
    repeated: exact.repeated,
    missed: exact.missed,
    unaccounted: exact.unaccounted,
  });
  expect(row.staleness?.count ?? 0).toBe(exact.staleness.length);
  if (row.staleness !== null) {
    expectClose(row.staleness.p50Ms, exactPercentile(exact.staleness, 0.5));
    expectClose(row.staleness.p95Ms, exactPercentile(exact.staleness, 0.95));
    expectClose(row.staleness.p99Ms, exactPercentile(exact.staleness, 0.99));
    expect(row.staleness.worstMs).toBe(Math.max(...exact.staleness));
  }
  expect(row.activeMs).toBeCloseTo(exact.activeMs, 3);
  if (exact.activeMs > 0) expect(row.meanAgeMs).toBeCloseTo(exact.areaMs2 / exact.activeMs, 3);
  expect(row.race.wins).toBe(exact.wins);
  if (exact.wins > 0) expectClose(row.race.marginP50Ms!, exactPercentile(exact.margins, 0.5));
  expect(row.leads.map(({ over, versions }) => ({ over, versions }))).toStrictEqual(
    exact.leads.map(({ over, versions }) => ({ over, versions })),
  );
  for (const [index, { meanMs }] of row.leads.entries()) {
    expect(meanMs).toBeCloseTo(exact.leads[index]!.meanMs, 6);
  }
}

function expectOracle(events: readonly MeasureEvent[], at: number): void {
  const table = replay(events).table(at);
  const exact = oracle(events, at);
  expect(table.map(({ lane }) => lane)).toStrictEqual(exact.map(({ lane }) => lane));
  for (const [index, row] of table.entries()) expectSame(row, exact[index]!);
}

describe("measure", () => {
  it("[ME23] [ME24] [ME25] [ME28] [ME41] agrees with an oracle that keeps everything", () => {
    fc.assert(
      fc.property(steps, fc.boolean(), fc.integer({ min: 0, max: 500 }), (walk, hasClockFirst, laterMs) => {
        const events = observe(withoutRenewal(walk), { hasClockFirst });
        expectOracle(events, events.at(-1)!.at + laterMs);
      }),
      { numRuns: 400 },
    );
  });
});
