// Staleness over time for a chart: the last buckets of equal width, each with mean and greatest. A version belongs
// to the time it was published, so that a lane that falls silent shows a slope and not a hole. ME34.

/** Enough points for a chart as wide as a screen. */
export const TIMELINE_BUCKETS = 480;
/** Two minutes are in sight then, with some versions in each bucket. */
const FINEST_BUCKET_MS = 250;

export interface TimelinePoint {
  /** Where the bucket begins, page-local epoch milliseconds. */
  readonly at: number;
  readonly bucketMs: number;
  readonly count: number;
  readonly meanMs: number;
  readonly worstMs: number;
}

export interface Timeline {
  /** Constant cost. What is older than the buckets kept is left out. */
  add(publishedAt: number, stalenessMs: number): void;
  /** Oldest first, buckets without a version left out. */
  points(): TimelinePoint[];
}

/** Wide enough buckets that a whole run of `durationMs` stays in sight. */
export function bucketWidth(durationMs: number | undefined): number {
  return Math.max(FINEST_BUCKET_MS, Math.ceil((durationMs ?? 0) / TIMELINE_BUCKETS));
}

export function createTimeline(bucketMs: number): Timeline {
  /** Number of the bucket in each slot, counted from the epoch. */
  const numbers = new Float64Array(TIMELINE_BUCKETS).fill(-1);
  const counts = new Uint32Array(TIMELINE_BUCKETS);
  const sums = new Float64Array(TIMELINE_BUCKETS);
  const worsts = new Float64Array(TIMELINE_BUCKETS);

  function pointOf(slot: number): TimelinePoint {
    const count = counts[slot] ?? 0;
    const at = (numbers[slot] ?? 0) * bucketMs;
    return { at, bucketMs, count, meanMs: (sums[slot] ?? 0) / count, worstMs: worsts[slot] ?? 0 };
  }

  return {
    add(publishedAt, stalenessMs) {
      const number = Math.floor(publishedAt / bucketMs);
      const slot = number % TIMELINE_BUCKETS;
      const held = numbers[slot] ?? -1;
      if (number < 0 || number < held) return;
      if (number > held) {
        numbers[slot] = number;
        counts[slot] = 0;
        sums[slot] = 0;
        worsts[slot] = 0;
      }
      const staleness = Math.max(0, stalenessMs);
      counts[slot] = (counts[slot] ?? 0) + 1;
      sums[slot] = (sums[slot] ?? 0) + staleness;
      worsts[slot] = Math.max(worsts[slot] ?? 0, staleness);
    },
    points() {
      const newest = numbers.reduce((greatest, number) => Math.max(greatest, number), -1);
      return Array.from(numbers, (_, slot) => slot)
        .filter((slot) => (counts[slot] ?? 0) > 0 && (numbers[slot] ?? -1) > newest - TIMELINE_BUCKETS)
        .map(pointOf)
        .sort((a, b) => a.at - b.at);
    },
  };
}
