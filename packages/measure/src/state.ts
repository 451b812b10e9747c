// Everything a measure holds between two events. All of it is bounded: lanes by MAX_LANES, versions and histories by
// VERSION_WINDOW, claims by MAX_CLAIMS, the rest by its type. ME50, ME51.
import type { Claim } from "./claim.ts";
import type { Estimate } from "./clock.ts";
import type { Lane } from "./lane.ts";
import { createRace, type Race } from "./race.ts";
import { gridOf, type BlockGrid } from "./statistics/blocks.ts";
import { bucketWidth } from "./timeline.ts";
import { createVersions, type Versions } from "./versions.ts";

/** Ranges the server counted that are still checked as versions become known. */
export const MAX_CLAIMS = 32;

export interface Run {
  /** Undefined before the first run: then everything is measured from the first event on. */
  readonly startedAt: number | undefined;
  endedAt: number | undefined;
  /** Nothing that happens now changes the figures any more. */
  isClosed: boolean;
  readonly bucketMs: number;
  readonly grid: BlockGrid;
}

export interface State {
  /** Time of the last event. */
  at: number;
  readonly lanes: Lane[];
  readonly lanesById: Map<string, Lane>;
  isHidden: boolean;
  clock: Estimate | undefined;
  /** The greatest of the estimates that versions of this run were dated by. */
  uncertaintyMs: number | undefined;
  /** The epoch that is measured, and the server's time of its newest version. */
  epoch: string | undefined;
  newestPublishedAt: number;
  versions: Versions;
  /** Every version after this seq that some lane shows becomes known; undefined until a lane has shown one. */
  completeAfter: number | undefined;
  /** Versions that became known in this run, forgotten ones too. */
  known: number;
  claims: Claim[];
  /** Of claims that are no longer checked. */
  unaccounted: number;
  /** Updates covered so far: the order in which they were observed. */
  covered: number;
  race: Race;
  run: Run;
  /** Events that could not be used. */
  ignored: number;
}

export function createState(): State {
  return {
    at: -Infinity,
    lanes: [],
    lanesById: new Map(),
    isHidden: false,
    clock: undefined,
    uncertaintyMs: undefined,
    epoch: undefined,
    newestPublishedAt: -Infinity,
    versions: createVersions(),
    completeAfter: undefined,
    known: 0,
    claims: [],
    unaccounted: 0,
    covered: 0,
    race: createRace(),
    run: {
      startedAt: undefined,
      endedAt: undefined,
      isClosed: false,
      bucketMs: bucketWidth(undefined),
      grid: gridOf(0, undefined),
    },
    ignored: 0,
  };
}

/** Whether updates and mishaps that happen now count. */
export function isCounting({ run }: State): boolean {
  return run.endedAt === undefined;
}

/** Whether versions published from now on are due on the lane. */
export function isMeasured(state: State, lane: Lane): boolean {
  const isWatched = !state.isHidden && !lane.isPaused && !lane.isCatchingUp;
  return isWatched && lane.position !== undefined && state.clock !== undefined && isCounting(state);
}
