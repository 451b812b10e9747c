import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { replay, type LaneFigures, type MeasureEvent } from "../src/index.ts";
import { Page } from "./page.ts";
import { SKEW_MS, observe, steps } from "./scenario.ts";

/** The same page with a clock that is `aheadMs` further ahead, and an estimate of it that is `errorMs` wrong. */
function withOtherClock(events: readonly MeasureEvent[], aheadMs: number, errorMs: number): MeasureEvent[] {
  return events.map((event) => {
    const at = event.at + aheadMs;
    return event.type === "clock"
      ? { ...event, at, offsetMs: event.offsetMs - aheadMs + errorMs }
      : { ...event, at };
  });
}

/** Polling, long-polling with a delay, SSE: 20 versions a second for 20 s. */
function race(uncertaintyMs: number): Page {
  const page = new Page("polling", "long-polling", "sse");
  page.events.length = 3;
  page.see({ type: "clock", offsetMs: -250, uncertaintyMs });
  for (let tick = 0; tick < 400; tick += 1) {
    const version = page.publish();
    page.wait(4 + (tick % 5)).show("sse", version);
    page.wait(15).show("long-polling", version);
    if (tick % 60 === 0) page.wait(2).show("polling", version);
    page.wait(20);
  }
  return page;
}

/** Every figure that is an absolute time; what only lanes of one page decide; and counts. */
function figuresOf({ staleness, meanAgeMs, leads, race: wins }: LaneFigures): {
  absolute: number[];
  relative: number[];
} {
  return {
    absolute: [staleness?.p50Ms, staleness?.p95Ms, staleness?.p99Ms, staleness?.worstMs, meanAgeMs].map(
      (ms) => ms ?? -1,
    ),
    relative: [...leads.map(({ meanMs }) => meanMs), wins.marginMeanMs ?? -1],
  };
}

describe("the server's clock", () => {
  it("[ME20] changes nothing by being 90 s off, when it is estimated rightly", () => {
    fc.assert(
      fc.property(steps, fc.constantFrom(-SKEW_MS, SKEW_MS, 3_600_000), (walk, aheadMs) => {
        const events = observe(walk, { hasClockFirst: true });
        const { at } = events.at(-1)!;
        const other = replay(withOtherClock(events, aheadMs, 0));
        expect(other.table(at + aheadMs)).toStrictEqual(replay(events).table(at));
      }),
      { numRuns: 60 },
    );
  });

  it("[ME22] changes no figure by more than the uncertainty shown, however wrong within it the estimate is", () => {
    const uncertaintyMs = 6;
    const page = race(uncertaintyMs);
    const table = page.measure.table(page.now);
    for (const errorMs of [-6, -2.5, 3, 6]) {
      const other = replay(withOtherClock(page.events, 90_000, errorMs)).table(page.now + 90_000);
      for (const [index, row] of table.entries()) {
        const { absolute, relative } = figuresOf(row);
        const wrong = figuresOf(other[index]!);
        expect(other[index]?.uncertaintyMs).toBe(uncertaintyMs);
        for (const [place, figure] of absolute.entries()) {
          // Two percentiles, each 0.4 % off at most (ME31).
          const allowed = uncertaintyMs + (figure * 2) / 128;
          expect(Math.abs(wrong.absolute[place]! - figure)).toBeLessThanOrEqual(allowed);
        }
        for (const [place, figure] of relative.entries())
          expect(wrong.relative[place]).toBeCloseTo(figure, 6);
      }
    }
  });

  it("[ME20] measures nothing before its first estimate", () => {
    const page = new Page();
    page.events.length = 0;
    page.see({ type: "lane-opened", lane: "sse" });
    page.publish("sse");
    page.wait(100).publish("sse");
    expect(page.row("sse")).toMatchObject({
      state: "waiting",
      shown: 2,
      staleness: null,
      uncertaintyMs: null,
    });
    page.see({ type: "clock", offsetMs: -250, uncertaintyMs: 3 });
    expect(page.row("sse")).toMatchObject({ state: "active", uncertaintyMs: null });
    const version = page.wait(100).publish();
    page.wait(8).show("sse", version);
    expect(page.row("sse")).toMatchObject({
      activeMs: 108,
      staleness: { count: 1, worstMs: 8 },
      uncertaintyMs: 3,
    });
  });

  it("[ME21] takes a more certain estimate, not a less certain one", () => {
    const page = new Page("sse");
    page.publish("sse");
    page.see({ type: "clock", offsetMs: -249.5, uncertaintyMs: 1 });
    page.see({ type: "clock", offsetMs: -246, uncertaintyMs: 4 });
    page.wait(10).publish("sse");
    expect(page.row("sse").staleness?.worstMs).toBe(0.5);
    expect(page.measure.overview().clock).toStrictEqual({ offsetMs: -249.5, uncertaintyMs: 1 });
  });

  it("[ME21] takes an estimate that contradicts the one in force: a clock has moved", () => {
    const page = new Page("sse");
    page.publish("sse");
    page.wait(10).publish("sse");
    page.see({ type: "clock", offsetMs: 9_750, uncertaintyMs: 5 });
    const version = { epoch: "k3v9", seq: 100, publishedAt: page.now + 9_740 };
    page.wait(10).show("sse", version);
    expect(page.row("sse").staleness).toMatchObject({ count: 2, worstMs: 20 });
    expect(page.row("sse").uncertaintyMs).toBe(5);
  });

  it("[ME22] shows the greatest uncertainty by which a version of the run was dated", () => {
    const page = new Page("sse");
    page.publish("sse");
    page.see({ type: "clock", offsetMs: -250, uncertaintyMs: 0.5 });
    page.wait(10).publish("sse");
    expect(page.row("sse").uncertaintyMs).toBe(2);
    page.see({ type: "run-started" });
    page.wait(10).publish("sse");
    expect(page.row("sse").uncertaintyMs).toBe(0.5);
  });
});
