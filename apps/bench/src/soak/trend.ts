// Whether a figure grows: the Theil–Sen slope with a confidence interval from Kendall's statistic (P. K. Sen, "Estimates of the
// regression coefficient based on Kendall's tau", JASA 63, 1968). Single outliers, a collection at the wrong moment, move it little.
// Neighbours resemble each other, since a heap fills for minutes and is then collected: the interval is widened for that (S. Yue and
// C. Y. Wang, "The Mann-Kendall test modified by effective sample size", Water Resources Management 18, 2004).

export interface Point {
  /** Hours. */
  readonly x: number;
  readonly y: number;
}

/** In units of `y` an hour. */
export interface Trend {
  readonly slope: number;
  /** Both ends of the 95 % confidence interval; infinite where there are too few points for one. */
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
  const middle = slopes.length / 2;
  const slope = ((slopes[Math.ceil(middle) - 1] ?? NaN) + (slopes[Math.floor(middle)] ?? NaN)) / 2;
  const variance = ((n * (n - 1) * (2 * n + 5)) / 18) * inflation(points.map(({ x, y }) => y - slope * x));
  const width = Z * Math.sqrt(variance);
  const below = Math.floor((slopes.length - width) / 2);
  const above = Math.ceil((slopes.length + width) / 2);
  return {
    slope,
    low: slopes[below - 1] ?? -Infinity,
    high: slopes[above] ?? Infinity,
  };
}

/** Closer to 1 a series shows nothing about its trend. */
const MOST_ALIKE = 0.9;

/**
 * By how much the variance of Kendall's statistic is larger than of independent points, at least 1: of n points whose neighbours
 * correlate by r, n (1 - r) / (1 + r) count. What is estimated of a short series without its trend is too low by (2 + 4 r) / n.
 */
function inflation(residuals: readonly number[]): number {
  const n = residuals.length;
  const mean = residuals.reduce((sum, value) => sum + value, 0) / n;
  let [square, product] = [0, 0];
  for (const [index, value] of residuals.entries()) {
    square += (value - mean) ** 2;
    product += index === 0 ? 0 : (value - mean) * ((residuals[index - 1] ?? mean) - mean);
  }
  if (n <= 4 || square === 0) return 1;
  const alike = Math.min(MOST_ALIKE, Math.max(0, (n * (product / square) + 2) / (n - 4)));
  return (1 + alike) / (1 - alike);
}

/**
 * Flat: it cannot be distinguished from no growth, or is not more than what is allowed.
 * @param allowed growth an hour
 */
export function isFlat({ slope, low }: Trend, allowed: number): boolean {
  return !Number.isNaN(slope) && (low <= 0 || slope <= allowed);
}
