// What is kept of one lane: where it is, what of it is being measured, and the account its figures come from.
// Plain state; coverage.ts and attendance.ts change it.
import type { Claim } from "./claim.ts";
import { createCostAccount, type CostAccount } from "./cost.ts";
import { NO_DURATIONS, type DurationFigures } from "./durations.ts";
import { createHistogram, type Histogram } from "./histogram.ts";
import { IDLE, type Interval } from "./interval.ts";
import type { Run } from "./state.ts";
import { Blocks } from "./statistics/blocks.ts";
import { createTimeline, type Timeline } from "./timeline.ts";
import type { Version } from "./versions.ts";

/** What a lane's screen shows. */
export interface Position {
  readonly epoch: string;
  readonly seq: number;
  /** By the server's clock. */
  readonly publishedAt: number;
}

/** A version by what ages a screen that does not show it. */
export type Unshown = Pick<Version, "seq" | "publishedAt">;

/** An update a lane showed, with the interval it ended. Covers the versions after `after` up to `seq`. */
export interface Covered extends Interval {
  readonly after: number;
  readonly seq: number;
  readonly at: number;
  /** Place among the updates of all lanes, in the order observed. */
  readonly order: number;
  /** The oldest version that was not on the screen during the interval, as far as known. */
  oldest: Unshown | undefined;
  readonly claim: Claim | undefined;
}

/** What the figures come from; a run begins with a fresh one. */
export interface Account {
  readonly staleness: Histogram;
  readonly timeline: Timeline;
  readonly blocks: Blocks;
  /** Integral of the screen's age over active time, ms², of the intervals that have ended. */
  areaMs2: number;
  /** Active time of the intervals that have ended. */
  activeMs: number;
  shown: number;
  skipped: number;
  missed: number;
  repeated: number;
  repaired: number;
  discarded: number;
  diverged: number;
  verified: number;
  resets: number;
  unfinished: number;
  unaccounted: number;
  outages: DurationFigures;
  switches: DurationFigures;
  /** Where the lane was when the account was closed. */
  finalPosition: Position | undefined;
}

export interface Lane {
  readonly id: string;
  readonly index: number;
  position: Position | undefined;
  isPaused: boolean;
  /** After a pause or a hidden page, until the first message. */
  isCatchingUp: boolean;
  /** A reconnect that has not ended; not timed when a pause or a hidden page touched it. */
  outage: { readonly at: number; isTimed: boolean } | undefined;
  /** The position's seq in the epoch that is measured, -1 before the first update of it. */
  seq: number;
  /** The oldest known version after `seq`. */
  next: Unshown | undefined;
  interval: Interval;
  /** In order of seq, as far back as versions are remembered. */
  history: Covered[];
  account: Account;
  readonly cost: CostAccount;
}

export function createLane(id: string, index: number, opened: { at: number; run: Run }): Lane {
  return {
    id,
    index,
    position: undefined,
    isPaused: false,
    isCatchingUp: false,
    outage: undefined,
    seq: -1,
    next: undefined,
    interval: IDLE,
    history: [],
    account: createAccount(opened.run),
    cost: createCostAccount(opened.at),
  };
}

export function createAccount({ bucketMs, grid }: Pick<Run, "bucketMs" | "grid">): Account {
  return {
    staleness: createHistogram(),
    timeline: createTimeline(bucketMs),
    blocks: new Blocks(grid),
    areaMs2: 0,
    activeMs: 0,
    shown: 0,
    skipped: 0,
    missed: 0,
    repeated: 0,
    repaired: 0,
    discarded: 0,
    diverged: 0,
    verified: 0,
    resets: 0,
    unfinished: 0,
    unaccounted: 0,
    outages: NO_DURATIONS,
    switches: NO_DURATIONS,
    finalPosition: undefined,
  };
}
