import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { createMeasure, MAX_LANES, VERSION_WINDOW, type Measure } from "../src/index.ts";
import { Page } from "./page.ts";

const LANES = ["polling", "long-polling", "sse", "websocket", "extra"];
const START = 1_795_000_000_000;

/** Five lanes at 40 updates a second, each skipping some, one of them slow, with pauses, outages and new epochs. */
function feed(measure: Measure, from: number, to: number): void {
  for (let seq = from; seq < to; seq += 1) {
    const at = START + seq * 25;
    if (seq % 5_000 === 0) measure.apply({ type: seq % 10_000 === 0 ? "page-hidden" : "page-visible", at });
    if (seq % 700 === 0) measure.apply({ type: "reconnect-began", at, lane: "sse" });
    if (seq % 700 === 40) measure.apply({ type: "reconnect-ended", at, lane: "sse" });
    const versions = { from: seq - 2, versions: 2 };
    const epoch = `e${Math.floor(seq / 60_000)}`;
    for (const [index, lane] of LANES.entries()) {
      if (seq % (index + 1) !== 0) continue;
      const shown = Math.max(0, seq - (index === 4 ? 100 : 0));
      const publishedAt = START + shown * 25;
      measure.apply({ type: "shown", frame: "delta", at, lane, epoch, seq: shown, publishedAt, ...versions });
    }
  }
}

/** Bytes in use after a collection. */
function heapUsed(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc()");
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
}

describe("bounds", () => {
  it("[ME50] [ME51] keeps memory flat over a million events", { timeout: 120_000 }, () => {
    const measure = createMeasure();
    for (const lane of LANES) measure.apply({ type: "lane-opened", at: START, lane });
    measure.apply({ type: "clock", at: START, offsetMs: 0, uncertaintyMs: 1 });
    feed(measure, 1, 40_000);
    const early = heapUsed();
    feed(measure, 40_000, 450_000);
    const grown = heapUsed() - early;
    expect(measure.table(0)[0]?.shown).toBeGreaterThan(400_000);
    // Between two trims the window itself may grow by half; a leak of one number an event would be 8 MB.
    expect(grown).toBeLessThan(4_000_000);
  });

  it("[ME50] has a bounded number of lanes", () => {
    const page = new Page(...Array.from({ length: MAX_LANES + 3 }, (_, index) => `lane-${index}`));
    expect(page.measure.table(page.now)).toHaveLength(MAX_LANES);
    expect(page.measure.overview().ignored).toBe(3);
  });

  it("[ME51] charges a lane that is too far behind the age of what is forgotten", () => {
    const page = new Page("sse", "stuck");
    const measure = createMeasure();
    const first = page.publish("sse", "stuck");
    for (let index = 1; index < 2 * VERSION_WINDOW; index += 1) page.wait(10).publish("sse");
    for (const event of page.events) measure.apply(event);
    const [, stuck] = measure.table(page.now);
    // All but the first, which was its first update, of the older half.
    expect(stuck).toMatchObject({ unfinished: VERSION_WINDOW - 1, skipped: 0 });
    expect(stuck?.staleness?.worstMs).toBe((2 * VERSION_WINDOW - 2) * 10);
    expect(stuck?.ageMs).toBe((2 * VERSION_WINDOW - 2) * 10);
    const newest = page.wait(10).publish();
    page.show("stuck", newest);
    expect(page.row("stuck")).toMatchObject({ unfinished: VERSION_WINDOW - 1, skipped: VERSION_WINDOW });
    expect(page.row("stuck").staleness?.count).toBe(2 * VERSION_WINDOW);
    // Too late: no lane can be charged for what is forgotten.
    const before = page.measure.overview().versions.known;
    page.see({ type: "lane-opened", lane: "late" }).show("late", { ...first, seq: first.seq + 1 });
    expect(page.measure.overview().versions.known).toBe(before);
    expect(page.row("sse").staleness?.count).toBe(2 * VERSION_WINDOW - 1);
  });
});
