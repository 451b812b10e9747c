// Reads from the server what the lanes have cost so far, and reports it to the measure.
import { localNow, readLane, type ApiOptions } from "@hydra/client";
import type { LedgerRead } from "@hydra/measure";
import type { TransportName } from "@hydra/protocol";

/** What of a lane is read. */
export interface LedgerLane {
  readonly transport: TransportName;
  readonly laneId: string;
  /** Undefined before its first update: the ledger does not have it. */
  readonly view: object | undefined;
}

/** One reading a lane; a lane that cannot be read is read the next time. Never rejects. */
export async function readLedgers(
  api: ApiOptions,
  lanes: readonly LedgerLane[],
  onEvent: (event: LedgerRead) => void,
): Promise<void> {
  await Promise.all(
    lanes.filter(({ view }) => view !== undefined).map((lane) => readOne(api, lane, onEvent)),
  );
}

async function readOne(
  api: ApiOptions,
  lane: LedgerLane,
  onEvent: (event: LedgerRead) => void,
): Promise<void> {
  try {
    const ledger = await readLane(api, lane.laneId);
    const { requests, bytesIn, bytesOut, connections, frames, skipped } = ledger;
    const counts = { requests, bytesIn, bytesOut, connections, frames, skipped };
    onEvent({ type: "ledger", at: localNow(), lane: lane.transport, ...counts });
  } catch {
    // The server is away, or has forgotten the lane.
  }
}
