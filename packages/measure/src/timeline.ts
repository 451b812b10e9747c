// Staleness over time for a chart: the last buckets of equal width, each with mean and greatest. A version belongs
// to the time it was published, so that a lane that falls silent shows a slope and not a hole. ME34.

/** Enough points for a chart as wide as a screen. */
const TIMELINE_BUCKETS = 480;
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
  copy(): Timeline;
}

/** Wide enough buckets that a whole run of `durationMs` stays in sight. */
export function bucketWidth(durationMs: number | undefined): number {
  return Math.max(FINEST_BUCKET_MS, Math.ceil((durationMs ?? 0) / TIMELINE_BUCKETS));
}

export function createTimeline(bucketMs: number): Timeline {
  return timelineOf({
    bucketMs,
    numbers: new Float64Array(TIMELINE_BUCKETS).fill(-1),
    counts: new Uint32Array(TIMELINE_BUCKETS),
    sums: new Float64Array(TIMELINE_BUCKETS),
    worsts: new Float64Array(TIMELINE_BUCKETS),
  });
}

/** A ring of buckets, by slot. */
interface Ring {
  readonly bucketMs: number;
  /** Number of the bucket in each slot, counted from the epoch; -1 while it is empty. */
  readonly numbers: Float64Array;
  readonly counts: Uint32Array;
  readonly sums: Float64Array;
  readonly worsts: Float64Array;
}

function timelineOf(ring: Ring): Timeline {
  const { bucketMs, numbers, counts, sums, worsts } = ring;
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
    points: () => pointsOf(ring),
    copy: () =>
      timelineOf({
        bucketMs,
        numbers: numbers.slice(),
        counts: counts.slice(),
        sums: sums.slice(),
        worsts: worsts.slice(),
      }),
  };
}

function pointsOf({ bucketMs, numbers, counts, sums, worsts }: Ring): TimelinePoint[] {
  const newest = numbers.reduce((greatest, number) => Math.max(greatest, number), -1);
  const points: TimelinePoint[] = [];
  for (const [slot, number] of numbers.entries()) {
    const count = counts[slot] ?? 0;
    if (count === 0 || number <= newest - TIMELINE_BUCKETS) continue;
    const meanMs = (sums[slot] ?? 0) / count;
    points.push({ at: number * bucketMs, bucketMs, count, meanMs, worstMs: worsts[slot] ?? 0 });
  }
  return points.sort((a, b) => a.at - b.at);
}
