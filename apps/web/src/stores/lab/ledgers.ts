// Reads from the server what the lanes have cost so far, and reports it to the measure.
import { localNow, readLane, type ApiOptions } from "@hydra/client";
import type { LedgerRead } from "@hydra/measure";
import type { Lane } from "./lane.ts";

/** One reading a lane; a lane that cannot be read is read the next time. Never rejects. */
export async function readLedgers(
  api: ApiOptions,
  lanes: readonly Lane[],
  onEvent: (event: LedgerRead) => void,
): Promise<void> {
  await Promise.all(
    lanes.filter(({ view }) => view !== undefined).map((lane) => readOne(api, lane, onEvent)),
  );
}

async function readOne(api: ApiOptions, lane: Lane, onEvent: (event: LedgerRead) => void): Promise<void> {
  try {
    const ledger = await readLane(api, lane.laneId);
    const { requests, bytesIn, bytesOut, connections, frames, skipped } = ledger;
    const counts = { requests, bytesIn, bytesOut, connections, frames, skipped };
    onEvent({ type: "ledger", at: localNow(), lane: lane.transport, ...counts });
  } catch {
    // The server is away, or has forgotten the lane.
  }
}
