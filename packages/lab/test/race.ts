// A small race for tests: three versions, a push lane that shows each and a poll that shows the last of them.
import type { MeasureEvent } from "@hydra/measure";

const LEDGER = { requests: 1, bytesIn: 600, bytesOut: 400, connections: 1, frames: 1, skipped: 0 };

export const RACE: readonly MeasureEvent[] = [
  { type: "clock", at: 1_000, offsetMs: 0, uncertaintyMs: 1 },
  { type: "lane-opened", at: 1_000, lane: "sse" },
  { type: "lane-opened", at: 1_000, lane: "polling" },
  ...["sse", "polling"].flatMap((lane): MeasureEvent[] => [
    { type: "shown", at: 1_010, lane, frame: "snapshot", epoch: "e", seq: 1, publishedAt: 900 },
    { type: "ledger", at: 1_020, lane, ...LEDGER },
  ]),
];

/** After the run was started at 2,000. */
export const RUN: readonly MeasureEvent[] = [
  { type: "run-started", at: 2_000, durationMs: 5_000 },
  { type: "repaired", at: 2_005, lane: "sse", count: 2 },
  { type: "discarded", at: 2_005, lane: "sse", count: 3 },
  ...[1, 2, 3].map((step): MeasureEvent => ({
    type: "shown",
    at: 2_000 + step * 100 + 10,
    lane: "sse",
    frame: "delta",
    epoch: "e",
    from: step,
    seq: step + 1,
    versions: 1,
    publishedAt: 2_000 + step * 100,
  })),
  {
    type: "shown",
    at: 3_000,
    lane: "polling",
    frame: "delta",
    epoch: "e",
    from: 1,
    seq: 4,
    versions: 3,
    publishedAt: 2_300,
  },
  { type: "run-ended", at: 7_000 },
  { type: "ledger", at: 7_010, lane: "sse", ...LEDGER, bytesOut: 1_400, frames: 4 },
  { type: "ledger", at: 7_010, lane: "polling", ...LEDGER, requests: 3, bytesIn: 1_800, bytesOut: 1_000 },
];
