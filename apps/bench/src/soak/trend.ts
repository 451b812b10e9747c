// Whether a figure grows: the Theil–Sen slope with a confidence interval from Kendall's statistic (P. K. Sen, "Estimates of the
// regression coefficient based on Kendall's tau", JASA 63, 1968). Single outliers, a collection at the wrong moment, move it little.

export interface Point {
  /** Hours. */
  readonly x: number;
  readonly y: number;
}

/** In units of `y` an hour. */
export interface Trend {
  readonly slope: number;
  /** Both ends of the 95 % confidence interval; infinite where there are too few points to tell. */
  readonly low: number;
  readonly high: number;
}

/** Of a normal distribution, for 95 %. */
const Z = 1.96;

/** NaN of fewer than two points. O(n² log n). */
export function trendOf(points: readonly Point[]): Trend {
  const slopes: number[] = [];
  for (const [index, a] of points.entries())
    for (const b of points.slice(index + 1)) if (b.x !== a.x) slopes.push((b.y - a.y) / (b.x - a.x));
  slopes.sort((a, b) => a - b);
  const n = points.length;
  const width = Z * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const below = Math.floor((slopes.length - width) / 2);
  const above = Math.ceil((slopes.length + width) / 2);
  const middle = slopes.length / 2;
  return {
    slope: ((slopes[Math.ceil(middle) - 1] ?? NaN) + (slopes[Math.floor(middle)] ?? NaN)) / 2,
    low: slopes[below - 1] ?? -Infinity,
    high: slopes[above] ?? Infinity,
  };
}

/** One point for each `width` of x, the medians of both: neighbours that are nearly the same count once. */
export function thinOut(points: readonly Point[], width: number): Point[] {
  const groups = Map.groupBy(points, ({ x }) => Math.floor(x / width));
  return [...groups.values()].map((group) => ({
    x: medianOf(group.map(({ x }) => x)),
    y: medianOf(group.map(({ y }) => y)),
  }));
}

/**
 * Flat: it cannot be told from no growth, or is not more than what is allowed.
 * @param allowed growth an hour
 */
export function isFlat({ slope, low }: Trend, allowed: number): boolean {
  return !Number.isNaN(slope) && (low <= 0 || slope <= allowed);
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}
