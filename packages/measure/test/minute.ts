// A minute of four lanes, the context in which it is judged, and what it might have been instead.
import type { LaneFigures, LaneTraits, RunBlocks, VerdictContext } from "../src/index.ts";
import { Page } from "./page.ts";

export const TRAITS: readonly LaneTraits[] = [
  { lane: "polling", holdsConnection: false, pollIntervalMs: 3_000, effort: 0 },
  { lane: "long-polling", holdsConnection: true, effort: 2 },
  { lane: "sse", holdsConnection: true, effort: 1 },
  { lane: "websocket", holdsConnection: true, effort: 3 },
];

/** Requests, bytes in and bytes out in a minute. */
const COSTS = {
  polling: [20, 8_000, 60_000],
  "long-polling": [1_200, 480_000, 900_000],
  sse: [0, 0, 620_000],
  websocket: [0, 0, 600_000],
} as const;

const LATENESS = { websocket: 12, sse: 14, "long-polling": 140 } as const;

/** A minute of 20 versions a second: WebSocket after 12 ms, SSE after 14, long-polling 140, polling every 3 s. */
function minute(): Page {
  const page = new Page("polling", "long-polling", "sse", "websocket");
  page.publish("polling", "long-polling", "sse", "websocket");
  page.wait(10).see({ type: "run-started", durationMs: 60_000 });
  for (const lane of Object.keys(COSTS)) page.see({ type: "ledger", lane, ...reading(0, 0, 0) });
  const due: { at: number; show: () => void }[] = [];
  for (let tick = 1; tick <= 1_200; tick += 1) {
    page.now += 50;
    const version = page.publish();
    for (const [lane, ms] of Object.entries(LATENESS)) {
      due.push({ at: page.now + ms, show: () => page.show(lane, version) });
    }
    if (tick % 60 === 0) due.push({ at: page.now + 1, show: () => page.show("polling", version) });
  }
  const end = page.now;
  for (const { at, show } of due.sort((a, b) => a.at - b.at)) {
    page.now = at;
    show();
  }
  page.now = Math.max(page.now, end);
  page.see({ type: "run-ended" });
  for (const [lane, [requests, bytesIn, bytesOut]] of Object.entries(COSTS)) {
    page.see({ type: "ledger", lane, ...reading(requests, bytesIn, bytesOut) });
  }
  return page;
}

function reading(
  requests: number,
  bytesIn: number,
  bytesOut: number,
): Record<"requests" | "bytesIn" | "bytesOut" | "connections" | "frames" | "skipped", number> {
  return { requests, bytesIn, bytesOut, connections: 0, frames: 0, skipped: 0 };
}

const page = minute();
export const table = page.measure.table(page.now);
export const CONTEXT: VerdictContext = {
  hitsPerSecond: 20,
  weather: "4g",
  roundTripMs: 100,
  lanes: TRAITS,
  blocks: page.measure.blocks(),
};

/** The blocks of a run in which a lane has a multiple of the bytes. */
export function withBytes(lane: string, factor: number): RunBlocks {
  const { blockMs, lanes } = CONTEXT.blocks;
  const dearer = lanes.map((row) =>
    row.lane !== lane
      ? row
      : {
          ...row,
          blocks: row.blocks.map((block) => ({
            ...block,
            bytesPerSecond: block.bytesPerSecond === null ? null : block.bytesPerSecond * factor,
          })),
        },
  );
  return { blockMs, lanes: dearer };
}

/** The blocks of a run in which a lane is now much fresher, now much staler than the freshest other one. */
export function withSwings(lane: string): RunBlocks {
  const { blockMs, lanes } = CONTEXT.blocks;
  const swinging = lanes.map((row) =>
    row.lane !== lane
      ? row
      : { ...row, blocks: row.blocks.map((block, at) => ({ ...block, p95Ms: at % 2 === 0 ? 74 : -46 })) },
  );
  return { blockMs, lanes: swinging };
}

/** The table with one lane's figures changed. */
export function withLane(lane: string, changes: Partial<LaneFigures>): LaneFigures[] {
  return table.map((row) => (row.lane === lane ? { ...row, ...changes } : row));
}
