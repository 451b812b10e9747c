// Durations of which count, sum, greatest and last are kept: outages and switches. ME35.

export interface DurationFigures {
  /** How often it happened. */
  readonly count: number;
  /** How many of these were timed; the others were touched by a pause or a hidden page. */
  readonly timed: number;
  readonly totalMs: number;
  readonly worstMs: number;
  /** Of the last one that was timed; null when none was. */
  readonly lastMs: number | null;
}

export const NO_DURATIONS: DurationFigures = { count: 0, timed: 0, totalMs: 0, worstMs: 0, lastMs: null };

/** The figures with one more; undefined when it could not be timed. */
export function withDuration(figures: DurationFigures, ms: number | undefined): DurationFigures {
  if (ms === undefined) return { ...figures, count: figures.count + 1 };
  return {
    count: figures.count + 1,
    timed: figures.timed + 1,
    totalMs: figures.totalMs + ms,
    worstMs: Math.max(figures.worstMs, ms),
    lastMs: ms,
  };
}
