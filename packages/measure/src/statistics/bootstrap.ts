// How far a lane's percentiles would be elsewhere if the run's blocks had come in other numbers: each resample draws as many of its
// blocks as there are, with replacement (Künsch 1989; Efron, Tibshirani: An Introduction to the Bootstrap, §8.5). Drawn by a generator
// of a fixed seed, so that a replay gives the same intervals.
import { middleOf } from "../histogram.ts";
import type { Tally } from "./blocks.ts";

const RESAMPLES = 400;
const LEVEL = 0.95;
const SEED = 20_261_129;

export type Interval = readonly [low: number, high: number];

/**
 * One interval for each share, at a level of 95 %.
 * @param tallies a lane's blocks
 * @returns undefined when fewer than two blocks have a version
 */
export function percentileIntervals(
  tallies: readonly Tally[],
  shares: readonly number[],
): readonly Interval[] | undefined {
  const blocks = tallies.filter(({ size }) => size > 0);
  if (blocks.length < 2) return undefined;
  const buckets = [...new Set(blocks.flatMap((block) => [...block.keys()]))].sort((a, b) => a - b);
  const places = new Map(buckets.map((bucket, place) => [bucket, place]));
  const sparse = blocks.map((block) =>
    [...block].map(([bucket, count]) => [places.get(bucket) ?? 0, count] as const),
  );
  const random = seededRandom();
  const drawn = shares.map(() => new Float64Array(RESAMPLES));
  const counts = new Float64Array(buckets.length);
  for (let resample = 0; resample < RESAMPLES; resample += 1) {
    counts.fill(0);
    for (let n = 0; n < sparse.length; n += 1)
      for (const [place, count] of sparse[Math.floor(random() * sparse.length)] ?? [])
        counts[place] = (counts[place] ?? 0) + count;
    for (const [at, place] of placesOf(counts, shares).entries())
      drawn[at]?.fill(middleOf(buckets[place] ?? 0), resample, resample + 1);
  }
  return drawn.map((values) => {
    values.sort();
    const outside = Math.floor((RESAMPLES * (1 - LEVEL)) / 2);
    return [values[outside] ?? 0, values[RESAMPLES - 1 - outside] ?? 0];
  });
}

/** Nearest rank: for each share the first place up to which there is so much. */
function placesOf(counts: Float64Array, shares: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const places: number[] = [];
  let below = 0;
  for (const [place, count] of counts.entries()) {
    below += count;
    while (places.length < shares.length && below >= Math.ceil((shares[places.length] ?? 1) * total))
      places.push(place);
  }
  return places;
}

/** mulberry32 */
function seededRandom(): () => number {
  let state = SEED;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
