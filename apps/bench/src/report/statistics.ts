// Figures of several measurements of the same thing.

/** The middle one, the upper of two; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

/** Least to greatest, e.g. `8.7 … 9.4`. */
export function spread(values: readonly number[], digits: number): string {
  return `${Math.min(...values).toFixed(digits)} … ${Math.max(...values).toFixed(digits)}`;
}

/**
 * The median of the quotients of what was measured in the same round, so that a disturbance which met both does not
 * count.
 */
export function medianRatio(values: readonly number[], peers: readonly number[]): number {
  return median(values.map((value, round) => value / (peers[round] ?? NaN)));
}

/** Thousands apart: `12,345`. */
export function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}

/** Likewise of the differences. */
export function medianDifference(values: readonly number[], peers: readonly number[]): number {
  return median(values.map((value, round) => value - (peers[round] ?? NaN)));
}
