// The state that a start goes on from: the newest snapshot of today's format, or else of an older one that the engine reads. A log
// that has dropped its oldest entries may have no other than an older server's.
import { READABLE_FORMATS } from "@hydra/engine";
import type { EventLog, StateSnapshot } from "./event-log.ts";

/** Undefined when there is none. */
export async function loadState(log: Pick<EventLog, "loadSnapshot">): Promise<StateSnapshot | undefined> {
  for (const format of READABLE_FORMATS) {
    const snapshot = await log.loadSnapshot(format);
    if (snapshot !== undefined) return snapshot;
  }
  return undefined;
}
