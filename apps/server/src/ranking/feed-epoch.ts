// The epoch of cursors and frames: names the log, and whatever else shapes what is computed from it (invariant 5). With another
// ranking size, or by another engine, the same place in the same log is another state; a cursor of the one is a stranger to
// the other, and gets a snapshot.
import { createHash } from "node:crypto";
import { STATE_FORMAT } from "@hydra/engine";

/** To be raised with whatever changes what a delta leaves out: its rows, its fields, when they are sent. */
const FRAME_FORMAT = 1;
const SHAPE_LENGTH = 6;
/** PR10. */
const MAX_LENGTH = 32;

/** @param logEpoch 1 to 32 of `[A-Za-z0-9]`; @returns the same of the feed, that of the log first */
export function feedEpoch(logEpoch: string, rankingSize: number): string {
  const shape = createHash("sha256").update(
    JSON.stringify([logEpoch, STATE_FORMAT, FRAME_FORMAT, rankingSize]),
  );
  return logEpoch.slice(0, MAX_LENGTH - SHAPE_LENGTH) + shape.digest("hex").slice(0, SHAPE_LENGTH);
}
