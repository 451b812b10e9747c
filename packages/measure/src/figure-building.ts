// Reads a measure's state and writes its figures; changes nothing.
import { unaccounted } from "./claim.ts";
import { pending, settle } from "./coverage.ts";
import type {
  Distribution,
  LaneBlocks,
  LaneFigures,
  LaneState,
  Overview,
  RaceFigures,
  RaceFinish,
  RunBlocks,
  StalenessFigures,
} from "./figures.ts";
import type { Histogram } from "./histogram.ts";
import { activeMs, agedArea, isIdle } from "./interval.ts";
import type { Account, Lane } from "./lane.ts";
import type { LeadFigures } from "./race.ts";
import { isCounting, isMeasured, type State } from "./state.ts";
import { percentilesOf } from "./statistics/blocks.ts";
import { percentileIntervals } from "./statistics/bootstrap.ts";
import type { TimelinePoint } from "./timeline.ts";
import type { Version } from "./versions.ts";

/** Enough for a curve that looks smooth at any width. */
const ECDF_POINTS = 200;
const SHARES = [0.5, 0.95, 0.99];
/** Of a block, by readings of the ledger. */
const MIN_COVERED = 0.9;
/** As many as a race track can show. */
const LATEST_FINISHES = 32;

/** One lane's row. O(buckets of a histogram), but for versions still due after a run's end. */
export function laneFigures(state: State, lane: Lane, at: number): LaneFigures {
  const { account } = lane;
  const position = state.run.isClosed ? account.finalPosition : lane.position;
  const {
    shown,
    skipped,
    missed,
    repeated,
    diverged,
    verified,
    repaired,
    discarded,
    resets,
    switches,
    outages,
  } = account;
  const now = Math.max(at, state.at);
  const { staleness, unfinished } = settled(state, lane);
  return {
    lane: lane.id,
    state: laneState(state, lane),
    staleness: summarise(staleness),
    uncertaintyMs: state.uncertaintyMs ?? null,
    ...ageFigures(state, lane, now),
    shown,
    skipped,
    unfinished,
    missed,
    repeated,
    repaired,
    discarded,
    diverged,
    verified,
    resets,
    unaccounted: account.unaccounted,
    outages,
    outageMs: isCounting(state) && lane.outage?.isTimed === true ? now - lane.outage.at : null,
    switches,
    race: state.race.wins(lane.index),
    leads: leadsOf(state, lane),
    cost: lane.cost.figures ?? null,
    cursor: position === undefined ? null : { epoch: position.epoch, seq: position.seq },
  };
}

/** One lane's distribution of staleness. */
export function distributionOf(state: State, lane: Lane): Distribution {
  const { staleness } = settled(state, lane);
  return { ecdf: staleness.ecdf(ECDF_POINTS), bins: staleness.bins() };
}

/** One lane's staleness over time. */
export function timelineOf(state: State, lane: Lane): TimelinePoint[] {
  return settled(state, lane).timeline.points();
}

/** ME80, ME82. */
export function blocksOf(state: State): RunBlocks {
  const { blockMs } = state.run.grid;
  return { blockMs, lanes: state.lanes.map((lane) => laneBlocks(state, lane)) };
}

function laneBlocks(state: State, lane: Lane): LaneBlocks {
  const { staleness } = settled(state, lane).blocks;
  const { grid, requests, bytes, costMs } = lane.account.blocks;
  const rate = (spent: Float64Array, block: number): number | null => {
    const ms = costMs[block] ?? 0;
    // A block that the readings cover in part is no repetition of those that they cover whole.
    return ms < grid.blockMs * MIN_COVERED ? null : ((spent[block] ?? 0) * 1_000) / ms;
  };
  const [p50Ms, p95Ms, p99Ms] = percentileIntervals(staleness, SHARES) ?? [];
  const hasAll = p50Ms !== undefined && p95Ms !== undefined && p99Ms !== undefined;
  return {
    lane: lane.id,
    blocks: staleness.map((tally, block) => ({
      p95Ms: percentilesOf(tally, [0.95])?.[0] ?? null,
      bytesPerSecond: rate(bytes, block),
      requestsPerSecond: rate(requests, block),
    })),
    intervals: hasAll ? { p50Ms, p95Ms, p99Ms } : null,
  };
}

export function raceFigures(state: State): RaceFigures {
  const newest = state.versions.latest(LATEST_FINISHES).filter(({ lanes }) => lanes.length > 0);
  return {
    decided: state.race.decided,
    lanes: state.lanes.map(({ id, index }) => ({ lane: id, ...state.race.wins(index) })),
    latest: newest.map((version) => finishOf(state, version)).reverse(),
  };
}

export function overviewOf(state: State): Overview {
  const { clock, run, known, ignored } = state;
  return {
    clock: clock ?? null,
    run: { startedAt: run.startedAt ?? null, endedAt: run.endedAt ?? null },
    versions: {
      known,
      unaccounted: state.claims.reduce((sum, claim) => sum + unaccounted(claim), state.unaccounted),
    },
    ignored,
  };
}

function laneState(state: State, lane: Lane): LaneState {
  if (!isCounting(state)) return "ended";
  if (lane.isPaused) return "paused";
  if (state.isHidden) return "hidden";
  if (isMeasured(state, lane)) return "active";
  return lane.position !== undefined && lane.isCatchingUp ? "catching-up" : "waiting";
}

type Settled = Pick<Account, "staleness" | "timeline" | "blocks" | "unfinished">;

/** After a run's end, what is still due counts as if its account were closed now. ME41. */
function settled(state: State, lane: Lane): Settled {
  const open = isCounting(state) ? [] : pending(state, lane);
  if (open.length === 0) return lane.account;
  const { staleness, timeline, blocks, unfinished } = lane.account;
  const account = {
    staleness: staleness.copy(),
    timeline: timeline.copy(),
    blocks: blocks.copy(),
    unfinished,
  };
  settle({ at: state.at, interval: lane.interval, account }, open);
  return account;
}

function summarise(staleness: Histogram): StalenessFigures | null {
  const { count, meanMs, worstMs } = staleness;
  if (count === 0) return null;
  const [p50Ms = 0, p95Ms = 0, p99Ms = 0] = staleness.percentiles(SHARES);
  return { count, meanMs, p50Ms, p95Ms, p99Ms, worstMs };
}

function ageFigures(
  state: State,
  { account, interval, next }: Lane,
  now: number,
): Pick<LaneFigures, "activeMs" | "meanAgeMs" | "ageMs"> {
  const active = account.activeMs + activeMs(interval, now);
  const area = account.areaMs2 + (next === undefined ? 0 : agedArea(interval, now, next.publishedAt));
  const isActive = !isIdle(interval) && interval.isCharged && isCounting(state);
  return {
    activeMs: active,
    meanAgeMs: active > 0 ? area / active : null,
    ageMs: isActive ? Math.max(0, now - (next?.publishedAt ?? now)) : null,
  };
}

function leadsOf(state: State, lane: Lane): LeadFigures[] {
  return state.lanes.flatMap(({ id, index }) => {
    const lead = index === lane.index ? undefined : state.race.lead(lane.index, index);
    return lead === undefined ? [] : [{ over: id, ...lead }];
  });
}

function finishOf(state: State, { seq, publishedAt, lanes, times }: Version): RaceFinish {
  const [firstAt = 0] = times;
  const places = lanes.map((index, place) => ({
    lane: state.lanes[index]?.id ?? "",
    behindMs: (times[place] ?? firstAt) - firstAt,
  }));
  return { seq, publishedAt, places };
}
