// A run in blocks of equal length, the same ones for all lanes: its own repetitions, by which its figures are judged. A version
// belongs to the block in which it was published. ME80, ME81.
import { bucketOf, middleOf } from "../histogram.ts";

/** Enough for an interval of every comparison, and each long enough for a few versions. */
const MAX_BLOCKS = 30;
const MIN_BLOCK_MS = 1_000;

export interface BlockGrid {
  /** Page-local epoch milliseconds. */
  readonly startedAt: number;
  readonly blockMs: number;
  readonly count: number;
}

/** None where the run's length is not given. */
export function gridOf(startedAt: number, durationMs: number | undefined): BlockGrid {
  const count = Math.min(MAX_BLOCKS, Math.floor((durationMs ?? 0) / MIN_BLOCK_MS));
  return { startedAt, blockMs: count === 0 ? 0 : (durationMs ?? 0) / count, count };
}

/**
 * The shortest run, in whole seconds, that has so many repetitions when blocks are put together until they are as long as a poll interval.
 * @param needed at most as many as a run has blocks
 */
export function shortestRunMs(needed: number, pollIntervalMs: number): number {
  for (let durationMs = needed * MIN_BLOCK_MS; ; durationMs += 1_000) {
    const { blockMs, count } = gridOf(0, durationMs);
    if (Math.floor(count / togetherFor(blockMs, pollIntervalMs)) >= Math.min(needed, MAX_BLOCKS))
      return durationMs;
  }
}

/** How many blocks are put together beside a lane that polls. ME83. */
export function togetherFor(blockMs: number, pollIntervalMs: number): number {
  return Math.max(1, Math.ceil(pollIntervalMs / blockMs));
}

/** What a lane's versions of one block were charged, in the buckets of a histogram. */
export type Tally = Map<number, number>;

/** One lane's. */
export class Blocks {
  readonly grid: BlockGrid;
  readonly staleness: readonly Tally[];
  readonly requests: Float64Array;
  readonly bytes: Float64Array;
  /** How much of each block's time is in `requests` and `bytes`. */
  readonly costMs: Float64Array;

  constructor(grid: BlockGrid, staleness = Array.from({ length: grid.count }, (): Tally => new Map())) {
    this.grid = grid;
    this.staleness = staleness;
    this.requests = new Float64Array(grid.count);
    this.bytes = new Float64Array(grid.count);
    this.costMs = new Float64Array(grid.count);
  }

  add(publishedAt: number, stalenessMs: number): void {
    const { startedAt, blockMs } = this.grid;
    const tally = this.staleness[Math.floor((publishedAt - startedAt) / blockMs)];
    if (tally === undefined) return;
    const bucket = bucketOf(Math.max(0, stalenessMs));
    tally.set(bucket, (tally.get(bucket) ?? 0) + 1);
  }

  /** What was spent between two times, in equal parts for each of its moments. */
  spend(
    from: number,
    to: number,
    { requests, bytes }: { readonly requests: number; readonly bytes: number },
  ): void {
    const { startedAt, blockMs, count } = this.grid;
    if (to <= from) return;
    for (let block = 0; block < count; block += 1) {
      const start = startedAt + block * blockMs;
      const ms = Math.min(to, start + blockMs) - Math.max(from, start);
      if (ms <= 0) continue;
      const share = ms / (to - from);
      this.requests[block] = (this.requests[block] ?? 0) + requests * share;
      this.bytes[block] = (this.bytes[block] ?? 0) + bytes * share;
      this.costMs[block] = (this.costMs[block] ?? 0) + ms;
    }
  }

  /** For versions that are charged for the time being. */
  copy(): Blocks {
    const copy = new Blocks(
      this.grid,
      this.staleness.map((tally) => new Map(tally)),
    );
    copy.requests.set(this.requests);
    copy.bytes.set(this.bytes);
    copy.costMs.set(this.costMs);
    return copy;
  }
}

/** Nearest-rank percentiles for ascending shares, as a histogram gives them; undefined when nothing was added. */
export function percentilesOf(
  tally: ReadonlyMap<number, number>,
  shares: readonly number[],
): number[] | undefined {
  const buckets = [...tally.keys()].sort((a, b) => a - b);
  const count = buckets.reduce((sum, bucket) => sum + (tally.get(bucket) ?? 0), 0);
  if (count === 0) return undefined;
  const values: number[] = [];
  let below = 0;
  for (const bucket of buckets) {
    below += tally.get(bucket) ?? 0;
    while (
      values.length < shares.length &&
      below >= Math.min(count, Math.ceil((shares[values.length] ?? 1) * count))
    )
      values.push(middleOf(bucket));
  }
  return values;
}
