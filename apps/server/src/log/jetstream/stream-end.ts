// Where a stream ends when it is opened: which entry is the newest, what time it is after that, and whether it is the end that was
// there (SPEC EL35, EL41).
import { setTimeout as wait } from "node:timers/promises";
import { LogOpenError } from "../event-log.ts";
import { decodeMessage } from "./message.ts";
import { seqAt } from "./numbering.ts";
import type { StreamStart } from "./retention-record.ts";
import type { SnapshotStore } from "./snapshot-store.ts";
import type { StreamAccess } from "./stream-access.ts";
import { subjectsOf } from "./stream-layout.ts";
import { adviceFor, lackingMessages } from "./stream-damage.ts";
import { readMessage, readNewest, readState, type StreamState } from "./stream.ts";

/** What is looked at. */
export interface StreamEnd {
  readonly access: StreamAccess;
  readonly start: StreamStart;
  readonly snapshots: SnapshotStore;
}

/** A new leader may be a moment behind: so often it is asked again, and after such a wait. */
const MAX_TRIES = 10;
const RETRY_MS = 200;

/** @throws LogOpenError when the newest message cannot be read, there was a later one, or there were others before the oldest. */
export async function requireEnds(
  { access, start, snapshots }: StreamEnd,
  { firstPlace, lastPlace }: StreamState,
): Promise<void> {
  const { name } = access;
  const { numbering } = start;
  if (firstPlace > start.place + 1) throw lackingMessages(name, start.place + 1, firstPlace - 1);
  const canBeRead = async (): Promise<boolean> => (await readMessage(access, lastPlace)) !== undefined;
  if (lastPlace > 0 && !(await holdsSoon(canBeRead))) {
    throw new LogOpenError(
      `The stream ${name} is damaged: its message ${lastPlace} cannot be read. ${adviceFor(name)}`,
    );
  }
  const snapshotSeq = await snapshots.newestSeqOfAny();
  const holdsIt = async (): Promise<boolean> =>
    snapshotSeq < seqAt(numbering, (await readState(access)).lastPlace + 1, 0);
  if (await holdsSoon(holdsIt)) return;
  throw new LogOpenError(
    `The stream ${name} has lost its end: there is a snapshot of entry ${snapshotSeq}, which it does not hold. ${adviceFor(name)}`,
  );
}

async function holdsSoon(condition: () => Promise<boolean>): Promise<boolean> {
  for (let tries = 1; tries < MAX_TRIES; tries += 1) {
    if (await condition()) return true;
    await wait(RETRY_MS);
  }
  return condition();
}

/** Seq of the newest entry in the stream, 0 for none. */
export async function newestSeq({ access, start: { numbering } }: StreamEnd): Promise<number> {
  const newest = await readNewest(access, subjectsOf(access.name).entries);
  if (newest === undefined) return 0;
  const { content } = decodeMessage(newest.text);
  if (content.type === "events") return seqAt(numbering, newest.place, content.events.length - 1);
  if (content.type === "imported") return content.entries.at(-1)?.seq ?? 0;
  return 0;
}

/**
 * How far the time at which a log goes on is ahead of the machine's clock, milliseconds. Two clocks show for how long its newest
 * message has been that, this machine's and the stream's leader's: the one that shows less is followed, so that either may have
 * been set ahead.
 * @param lastAt time of the newest entry
 */
export function resumeAheadMs(lastAt: number, { lastPlace, restedMs = Infinity }: StreamState): number {
  if (lastPlace === 0) return 0;
  const wall = Date.now();
  return Math.max(lastAt, Math.min(wall, lastAt + restedMs)) - wall;
}
