// When the last versions were published, so that a delta can say how many it covers and since when: what an honest
// staleness charges to a watcher that skipped them.

/** Versions remembered: 51 s of frames at the default 50 ms, five times the slowest poll interval offered. */
const MAX_VERSIONS = 1_024;

export interface VersionTimes {
  add(seq: number, publishedAt: number): void;
  /** Versions after `seq`, and when the first of them was published; empty when there are none. */
  since(seq: number): { versions?: number; firstPublishedAt?: number };
}

export function createVersionTimes(): VersionTimes {
  let versions: { readonly seq: number; readonly publishedAt: number }[] = [];

  return {
    add(seq, publishedAt) {
      versions.push({ seq, publishedAt });
      // Cutting half at a time keeps the cost of an add constant.
      if (versions.length >= 2 * MAX_VERSIONS) versions = versions.slice(-MAX_VERSIONS);
    },
    since(seq) {
      const index = firstAfter(versions, seq);
      const first = versions[index];
      return first === undefined
        ? {}
        : { versions: versions.length - index, firstPublishedAt: first.publishedAt };
    },
  };
}

/** Index of the first version with a greater seq, by bisection. */
function firstAfter(versions: readonly { readonly seq: number }[], seq: number): number {
  let low = 0;
  let high = versions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((versions[middle]?.seq ?? Infinity) > seq) high = middle;
    else low = middle + 1;
  }
  return low;
}
