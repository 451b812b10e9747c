// A log-linear histogram of durations: bounded memory, constant cost an observation, percentiles within 0.4 %.
// Count, mean, least and greatest are exact. ME30–ME33.

/** Buckets an octave. Half a bucket is at most 1/256 of its value: 0.4 %, well inside the promised 1 %. */
const STEPS = 128;
/** Octaves from 1 ms to 2^32 ms (49 days); longer ones count as that long in percentiles. */
const OCTAVES = 32;
/** [0, 1) ms in STEPS equal buckets, then STEPS for each octave. */
const BUCKETS = STEPS * (OCTAVES + 1);
const LONGEST_MS = 2 ** OCTAVES;

/** A share of all observations that took at most `ms`. */
export interface EcdfPoint {
  readonly ms: number;
  /** 0 < share ≤ 1. */
  readonly share: number;
}

/** A stretch of durations and how many fell in it: `fromMs` ≤ duration < `toMs`. */
export interface DistributionBin {
  readonly fromMs: number;
  readonly toMs: number;
  readonly count: number;
}

export interface Histogram {
  readonly count: number;
  /** Exact; 0 when nothing was added. */
  readonly meanMs: number;
  readonly worstMs: number;
  /** Adds one duration, in milliseconds; a negative one counts as 0. */
  add(ms: number): void;
  /** Nearest-rank percentiles for ascending shares in (0, 1]; zeros when nothing was added. One pass. */
  percentiles(shares: readonly number[]): number[];
  /** At most `maxPoints` points, ascending, the last one (worstMs, 1); empty when nothing was added. */
  ecdf(maxPoints: number): EcdfPoint[];
  /** Counts in eight bins an octave, ascending, empty ones left out. */
  bins(): DistributionBin[];
  copy(): Histogram;
}

export function createHistogram(): Histogram {
  return histogramOf({ counts: new Uint32Array(BUCKETS), count: 0, sumMs: 0, leastMs: Infinity, worstMs: 0 });
}

interface Tally {
  readonly counts: Uint32Array;
  count: number;
  sumMs: number;
  leastMs: number;
  worstMs: number;
}

function histogramOf(tally: Tally): Histogram {
  const { counts } = tally;
  /** A bucket's middle, but never outside of what was seen. */
  const valueOf = (bucket: number): number =>
    Math.min(tally.worstMs, Math.max(tally.leastMs, middleOf(bucket)));

  return {
    get count() {
      return tally.count;
    },
    get meanMs() {
      return tally.count === 0 ? 0 : tally.sumMs / tally.count;
    },
    get worstMs() {
      return tally.worstMs;
    },
    add(ms) {
      const duration = Math.max(0, ms);
      const bucket = bucketOf(duration);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      tally.count += 1;
      tally.sumMs += duration;
      tally.leastMs = Math.min(tally.leastMs, duration);
      tally.worstMs = Math.max(tally.worstMs, duration);
    },
    percentiles(shares) {
      const values: number[] = [];
      let below = 0;
      for (let bucket = 0; bucket < BUCKETS && values.length < shares.length; bucket += 1) {
        below += counts[bucket] ?? 0;
        while (isReached(shares[values.length], below, tally.count)) values.push(valueOf(bucket));
      }
      return shares.map((_, index) => values[index] ?? 0);
    },
    ecdf: (maxPoints) => thinOut(tally, maxPoints),
    bins: () => mergeBins(counts),
    copy: () => histogramOf({ ...tally, counts: counts.slice() }),
  };
}

/** Keeps a product like 0.07 × 100, a little over 7 in binary, from asking for the eighth. */
const ROUNDING = 1e-9;

/** Nearest rank: the least observation that at least that share of all do not exceed. */
function isReached(share: number | undefined, below: number, count: number): boolean {
  return share !== undefined && below > 0 && below >= Math.min(count, Math.ceil(share * count - ROUNDING));
}

/** Which bucket a duration of 0 or more falls in. */
export function bucketOf(ms: number): number {
  if (ms < 1) return Math.floor(ms * STEPS);
  if (!(ms < LONGEST_MS)) return BUCKETS - 1;
  const octave = 31 - Math.clz32(ms);
  return STEPS * (octave + 1) + Math.floor((ms / 2 ** octave - 1) * STEPS);
}

/** What stands for all durations of a bucket, ms. */
export function middleOf(bucket: number): number {
  return (lowerEdge(bucket) + lowerEdge(bucket + 1)) / 2;
}

function lowerEdge(bucket: number): number {
  if (bucket < STEPS) return bucket / STEPS;
  const octave = Math.floor(bucket / STEPS) - 1;
  return 2 ** octave * (1 + (bucket % STEPS) / STEPS);
}

/** A point wherever another 1/maxPoints of all observations has been passed. */
function thinOut({ counts, count, worstMs }: Tally, maxPoints: number): EcdfPoint[] {
  const points: EcdfPoint[] = [];
  let below = 0;
  for (let bucket = 0; bucket < BUCKETS && below < count; bucket += 1) {
    below += counts[bucket] ?? 0;
    const share = below / count;
    if (counts[bucket] === 0 || share < (points.length + 1) / maxPoints) continue;
    points.push({ ms: share === 1 ? worstMs : Math.min(worstMs, lowerEdge(bucket + 1)), share });
  }
  return points;
}

const STEPS_A_BIN = STEPS / 8;

function mergeBins(counts: Uint32Array): DistributionBin[] {
  const bins: DistributionBin[] = [];
  for (let first = 0; first < BUCKETS; first += STEPS_A_BIN) {
    let count = 0;
    for (let bucket = first; bucket < first + STEPS_A_BIN; bucket += 1) count += counts[bucket] ?? 0;
    if (count > 0) bins.push({ fromMs: lowerEdge(first), toMs: lowerEdge(first + STEPS_A_BIN), count });
  }
  return bins;
}
