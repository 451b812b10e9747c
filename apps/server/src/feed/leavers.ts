// Who fell out of the top N, and at which seq: the only part of "what changed since X" that the entries themselves
// cannot tell. Exact for every seq, not only for those that were published, because a cursor may come from another
// node. Bounded: what is forgotten moves `completeSince` up, and older cursors get a snapshot.

/** Leavers remembered; one costs a Map entry, and a delta that names more than this is no better than a snapshot. */
const MAX_LEAVERS = 1_000;

export interface Leavers {
  /** Cursors before this seq cannot be served by a delta. */
  readonly completeSince: number;
  leave(playerId: string, seq: number): void;
  comeBack(playerId: string): void;
  /** Players who left after `seq` and are not back, oldest first. */
  since(seq: number): string[];
  /** Forgets everything; nothing before `seq` can be reached by delta any more. */
  reset(seq: number): void;
}

export function createLeavers(initialSeq: number): Leavers {
  /** playerId → seq of the entry that pushed the player out; oldest first. */
  const leftAt = new Map<string, number>();
  let completeSince = initialSeq;

  return {
    get completeSince() {
      return completeSince;
    },
    leave(playerId, seq) {
      leftAt.set(playerId, seq);
      if (leftAt.size <= MAX_LEAVERS) return;
      const [oldest] = leftAt;
      if (oldest === undefined) return;
      leftAt.delete(oldest[0]);
      completeSince = Math.max(completeSince, oldest[1]);
    },
    comeBack(playerId) {
      leftAt.delete(playerId);
    },
    since(seq) {
      const left: string[] = [];
      for (const [playerId, leftSeq] of leftAt) if (leftSeq > seq) left.push(playerId);
      return left;
    },
    reset(seq) {
      leftAt.clear();
      completeSince = seq;
    },
  };
}
