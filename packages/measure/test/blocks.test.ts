// A run's blocks: what belongs to which, and the intervals that come from them.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRecorder, parseRecording, replay } from "../src/index.ts";
import { Page } from "./page.ts";

const LEDGER = { connections: 0, frames: 0, skipped: 0 };

/** A version every 100 ms, shown after what `late` gives. */
function runOf(seconds: number, late: (tick: number) => number, durationMs?: number): Page {
  const page = new Page("a", "b");
  page.publish("a", "b");
  page.wait(10).see({ type: "run-started", ...(durationMs === undefined ? {} : { durationMs }) });
  for (let tick = 0; tick < seconds * 10; tick += 1) {
    page.wait(40);
    const version = page.publish("b");
    page.wait(late(tick)).show("a", version);
    page.wait(60 - late(tick));
  }
  return page.see({ type: "run-ended" });
}

describe("[ME80] blocks", () => {
  it.each([
    [60, 30, 2_000],
    [30, 30, 1_000],
    [5, 5, 1_000],
    [7.5, 7, 7_500 / 7],
    [600, 30, 20_000],
    [0.9, 0, 0],
  ])("of a run of %d s are %d of %d ms", (seconds, count, blockMs) => {
    const page = runOf(1, () => 5, seconds * 1_000);
    const { blockMs: length, lanes } = page.measure.blocks();
    expect([lanes[0]?.blocks.length, length]).toEqual([count, blockMs]);
  });

  it("are none where the run's length is not known, or none has begun", () => {
    expect(runOf(3, () => 5).measure.blocks().lanes[0]?.blocks).toEqual([]);
    expect(new Page("a").measure.blocks()).toMatchObject({
      blockMs: 0,
      lanes: [{ blocks: [], intervals: null }],
    });
  });

  it("have the versions that were published in them, also one that was never shown", () => {
    // In the third second 30 ms, else 5; and the last version of all is not shown by a.
    const page = runOf(10, (tick) => (tick >= 20 && tick < 30 ? 30 : 5), 10_000);
    const of = (lane: string, at = page) =>
      at.measure.blocks().lanes.find((row) => row.lane === lane)?.blocks ?? [];
    expect(of("a").map(({ p95Ms }) => Math.round(p95Ms ?? -1))).toEqual([5, 5, 30, 5, 5, 5, 5, 5, 5, 5]);
    const open = runOf(9, () => 5, 10_000);
    open.events.pop();
    open.wait(50).publish("b");
    open.wait(400).see({ type: "run-ended" });
    open.wait(16_000).see({ type: "page-visible" });
    expect(of("a", open).at(-1)?.p95Ms).toBeGreaterThan(390);
  });

  it("[ME81] have what the ledger grew by while they lasted, where it was read", () => {
    const page = new Page("a", "b");
    page.publish("a", "b");
    page.see({ type: "ledger", lane: "a", requests: 7, bytesIn: 100, bytesOut: 900, ...LEDGER });
    page.wait(10).see({ type: "run-started", durationMs: 4_000 });
    page.wait(990).see({ type: "ledger", lane: "a", requests: 9, bytesIn: 200, bytesOut: 1_800, ...LEDGER });
    page
      .wait(2_000)
      .see({ type: "ledger", lane: "a", requests: 9, bytesIn: 200, bytesOut: 3_800, ...LEDGER });
    page.wait(500).see({ type: "run-ended" });
    const [a, b] = page.measure.blocks().lanes;
    // The first began 10 ms before the run did; the last was read to its half.
    expect(a?.blocks.map(({ requestsPerSecond }) => requestsPerSecond?.toFixed(2) ?? null)).toEqual([
      "1.98",
      "0.00",
      "0.00",
      null,
    ]);
    expect(a?.blocks[2]?.bytesPerSecond).toBeCloseTo(1_000, 6);
    expect(b?.blocks.every(({ bytesPerSecond }) => bytesPerSecond === null)).toBe(true);
  });
});

describe("[ME82] intervals", () => {
  it("hold the figure that they belong to, whatever the blocks", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 55 }), { minLength: 10, maxLength: 10 }), (late) => {
        const page = runOf(10, (tick) => late[Math.floor(tick / 10)] ?? 0, 10_000);
        const staleness = page.row("a").staleness!;
        const { intervals } = page.measure.blocks().lanes[0]!;
        for (const figure of ["p50Ms", "p95Ms", "p99Ms"] as const) {
          const [low, high] = intervals![figure];
          expect(low).toBeLessThanOrEqual(staleness[figure] * 1.01 + 0.01);
          expect(high).toBeGreaterThanOrEqual(staleness[figure] * 0.99 - 0.01);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("are narrow where the blocks are alike, and wide where one is not", () => {
    const width = (page: Page): number => {
      const [low, high] = page.measure.blocks().lanes[0]!.intervals!.p95Ms;
      return high - low;
    };
    expect(width(runOf(10, (tick) => 5 + (tick % 3), 10_000))).toBeLessThan(1);
    expect(width(runOf(10, (tick) => (tick > 90 ? 50 : 5), 10_000))).toBeGreaterThan(30);
  });

  it("[ME60] come out the same of a recording, bit for bit", () => {
    const { events } = runOf(10, (tick) => (tick * 7) % 40, 10_000);
    const recorder = createRecorder();
    for (const event of events) recorder.apply(event);
    const read = parseRecording(JSON.parse(JSON.stringify(recorder.recording())));
    expect(replay(read.events).blocks()).toEqual(recorder.measure.blocks());
    expect(JSON.parse(JSON.stringify(recorder.measure.blocks()))).toEqual(recorder.measure.blocks());
  });
});
