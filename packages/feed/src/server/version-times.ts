// When the last versions were published, so that a delta can report how many it covers and since when: what an honest
// staleness charges to a watcher that skipped them.

/** Versions remembered: 51 s of frames at the default 50 ms, five times the slowest poll interval offered. */
const MAX_VERSIONS = 1_024;

export interface VersionTimes {
  add(seq: number, publishedAt: number): void;
  /** Versions after `seq`, and when the first of them was published; empty when there are none. */
  since(seq: number): { versions?: number; firstPublishedAt?: number };
}

export function createVersionTimes(): VersionTimes {
  // Two lists of numbers, 16 bytes a version; a list of pairs takes four times as much, for every family there is.
  let seqs: number[] = [];
  let times: number[] = [];

  return {
    add(seq, publishedAt) {
      seqs.push(seq);
      times.push(publishedAt);
      // Cutting half at a time keeps the cost of an add constant.
      if (seqs.length < 2 * MAX_VERSIONS) return;
      seqs = seqs.slice(-MAX_VERSIONS);
      times = times.slice(-MAX_VERSIONS);
    },
    since(seq) {
      const index = firstAfter(seqs, seq);
      const firstPublishedAt = times[index];
      return firstPublishedAt === undefined ? {} : { versions: seqs.length - index, firstPublishedAt };
    },
  };
}

/** Index of the first seq that is greater, by bisection. */
function firstAfter(seqs: readonly number[], seq: number): number {
  let low = 0;
  let high = seqs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((seqs[middle] ?? Infinity) > seq) high = middle;
    else low = middle + 1;
  }
  return low;
}
