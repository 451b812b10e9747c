// Neighbouring blocks that resemble each other are fewer repetitions than they look.

/** More than this is no series of repetitions at all; a bound for what follows. */
const MAX_CORRELATION = 0.9;

/**
 * By what an interval that takes its observations for independent is too narrow: 1 where neighbours do not resemble each other, else
 * √((1 + r) / (1 − r)) of their correlation r, as for an autoregressive series (Bayley, Hammersley 1946).
 */
export function wideningOf(series: readonly number[]): number {
  const seen = correlationOfNeighbours(series);
  // A short series shows less than there is, by about this much (Marriott, Pope 1954).
  const unseen = (1 + 3 * seen) / Math.max(1, series.length);
  const correlation = Math.min(MAX_CORRELATION, Math.max(0, seen + unseen));
  return Math.sqrt((1 + correlation) / (1 - correlation));
}

/** By ranks, so that one value far off neither makes nor hides it. */
function correlationOfNeighbours(series: readonly number[]): number {
  const ranks = ranksOf(series);
  const mean = (series.length - 1) / 2;
  let [shared, all] = [0, 0];
  for (const [at, rank] of ranks.entries()) {
    all += (rank - mean) ** 2;
    if (at > 0) shared += (rank - mean) * ((ranks[at - 1] ?? mean) - mean);
  }
  return all === 0 ? 0 : shared / all;
}

/** From 0; equal values share the mean of theirs. */
function ranksOf(series: readonly number[]): readonly number[] {
  const sorted = series.toSorted((a, b) => a - b);
  return series.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2);
}
