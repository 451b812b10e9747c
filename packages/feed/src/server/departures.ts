// Which rows have gone, and at which seq: the only part of "what changed since X" that the rows themselves do not show. Exact
// for every seq, not only for those that were published, because a cursor may come from another node. Bounded: what is
// forgotten moves `completeSince` up, and older cursors get a snapshot.
import { checkNumber, whole } from "../wire/bounds.ts";

/** Departures remembered; one costs a Map entry, and a delta that names more than this is no better than a snapshot. */
const MAX_DEPARTURES = 1_000;

export interface Departures {
  /** Cursors before this seq cannot be served by a delta. */
  readonly completeSince: number;
  /** The row of this key is gone. @param seq not less than any given before */
  add(key: string, seq: number): void;
  /** The row is back. */
  remove(key: string): void;
  /** Keys of rows that have gone after `seq` and are not back, oldest first. */
  since(seq: number): string[];
  /** Forgets everything; nothing before `seq` can be reached by delta any more. */
  reset(seq: number): void;
}

/** @throws RangeError for a seq that is none */
export function createDepartures(initialSeq: number): Departures {
  checkNumber("initialSeq", initialSeq, whole(0, Number.MAX_SAFE_INTEGER));
  /** key → seq of the change by which the row went; oldest first. */
  const goneAt = new Map<string, number>();
  let completeSince = initialSeq;

  return {
    get completeSince() {
      return completeSince;
    },
    add(key, seq) {
      goneAt.set(key, seq);
      if (goneAt.size <= MAX_DEPARTURES) return;
      const [oldest] = goneAt;
      if (oldest === undefined) return;
      goneAt.delete(oldest[0]);
      completeSince = Math.max(completeSince, oldest[1]);
    },
    remove(key) {
      goneAt.delete(key);
    },
    since(seq) {
      const gone: string[] = [];
      for (const [key, goneSeq] of goneAt) if (goneSeq > seq) gone.push(key);
      return gone;
    },
    reset(seq) {
      goneAt.clear();
      completeSince = seq;
    },
  };
}
