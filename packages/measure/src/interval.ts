// The time from one update of a lane to the next, and what of it counts: which versions are due in it and how long
// what the screen showed was out of date. ME24, ME25, ME28.

export interface Interval {
  /** Since when the lane is measured without a break: a version published before is not due. Infinity: it is not. */
  readonly since: number;
  /** Where this interval begins: at the update before, or `since`. */
  readonly start: number;
  /** Where it stops counting early: a pause, a hidden page or the run's end; Infinity when nothing of that happened. */
  readonly until: number;
  /** False once a pause or a hidden page touched it: what the next update covers is not charged. */
  readonly isCharged: boolean;
}

/** Nothing is measured. */
export const IDLE: Interval = { since: Infinity, start: Infinity, until: Infinity, isCharged: false };

/** A lane is measured from now on. */
export function openedAt(at: number): Interval {
  return { since: at, start: at, until: Infinity, isCharged: true };
}

export function isIdle(interval: Interval): boolean {
  return interval.since === Infinity;
}

/** Whether a version that the interval's lane had not shown before is charged to it. */
export function isDue({ since, until, isCharged }: Interval, publishedAt: number): boolean {
  return isCharged && publishedAt >= since && publishedAt <= until;
}

/** How much of the interval up to `end` counts, milliseconds. */
export function activeMs({ start, until }: Interval, end: number): number {
  return Math.max(0, Math.min(end, until) - start);
}

/**
 * The integral over that time of the age of what is on the screen, in ms², when the oldest version not yet shown was
 * published then: 0 before, then rising by one millisecond a millisecond.
 */
export function agedArea({ start, until }: Interval, end: number, publishedAt: number): number {
  const to = Math.min(end, until);
  const from = Math.max(start, publishedAt);
  return to > from ? ((to - from) * (from - publishedAt + (to - publishedAt))) / 2 : 0;
}
