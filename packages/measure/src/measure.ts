// The measure: events in, figures out. One way to compute, the incremental one: a replay is the same calls again.
// Does no I/O and has no clock: every time is in an event or an argument. ../SPEC.md.
import {
  closeRunWhenDue,
  countOutage,
  endRun,
  confirmNewest,
  interrupt,
  startRun,
  takeEstimate,
} from "./attendance.ts";
import { withDuration } from "./durations.ts";
import {
  MAX_LANES,
  type LedgerReading,
  type LaneEvent,
  type LaneOpened,
  type LaneSwitched,
  type LossRepaired,
  type MeasureEvent,
  type MessageDiscarded,
  type UpdateRepeated,
  type ViewReset,
} from "./events.ts";
import {
  blocksOf,
  distributionOf,
  laneFigures,
  overviewOf,
  raceFigures,
  timelineOf,
} from "./figure-building.ts";
import type { Distribution, LaneFigures, Overview, RaceFigures, RunBlocks } from "./figures.ts";
import { createLane, type Account, type Lane } from "./lane.ts";
import { createState, isCounting, type State } from "./state.ts";
import { prologueOf } from "./prologue.ts";
import type { TimelinePoint } from "./timeline.ts";
import { noteVersion, show, takeCount } from "./updates.ts";

export interface Measure {
  /** Takes the next thing observed. Never throws; an event that cannot be used is counted as ignored. */
  apply(event: MeasureEvent): void;
  /** The figures at a time not before the last event, one row a lane in the order the lanes were opened. */
  table(at: number): LaneFigures[];
  race(): RaceFigures;
  overview(): Overview;
  /** Undefined for an unknown lane. */
  distribution(lane: string): Distribution | undefined;
  timeline(lane: string): TimelinePoint[] | undefined;
  /** The run's own repetitions; without blocks where no run has begun. Not for each frame: some tens of milliseconds. */
  blocks(): RunBlocks;
  /** Events that bring a fresh measure to where this one would be if a run started now. ME60. */
  prologue(): MeasureEvent[];
}

export function createMeasure(): Measure {
  const state = createState();
  return {
    apply(event) {
      // A clock that steps back is not one ME10 allows; then time stands still.
      if (event.at > state.at) state.at = event.at;
      closeRunWhenDue(state);
      if (!take(state, event)) state.ignored += 1;
    },
    table: (at) => state.lanes.map((lane) => laneFigures(state, lane, at)),
    race: () => raceFigures(state),
    overview: () => overviewOf(state),
    distribution(id) {
      const lane = state.lanesById.get(id);
      return lane === undefined ? undefined : distributionOf(state, lane);
    },
    timeline(id) {
      const lane = state.lanesById.get(id);
      return lane === undefined ? undefined : timelineOf(state, lane);
    },
    blocks: () => blocksOf(state),
    prologue: () => prologueOf(state),
  };
}

/** A measure that took all of this: its table is that of the measure that took it live. ME60. */
export function replay(events: Iterable<MeasureEvent>): Measure {
  const measure = createMeasure();
  for (const event of events) measure.apply(event);
  return measure;
}

/** False when the event could not be used. */
function take(state: State, event: MeasureEvent): boolean {
  switch (event.type) {
    case "page-hidden":
    case "page-visible":
      state.isHidden = event.type === "page-hidden";
      for (const lane of state.lanes) interrupt(state, lane);
      return true;
    case "clock":
      takeEstimate(state, event);
      return true;
    case "published":
      return noteVersion(state, event);
    case "counted":
      return takeCount(state, event);
    case "run-started":
      startRun(state, event);
      return true;
    case "run-ended":
      endRun(state);
      return true;
    case "lane-opened":
      return openLane(state, event.lane);
    default: {
      const lane = state.lanesById.get(event.lane);
      if (lane !== undefined) takeForLane(state, lane, event);
      return lane !== undefined;
    }
  }
}

function takeForLane(state: State, lane: Lane, event: Exclude<LaneEvent, LaneOpened>): void {
  switch (event.type) {
    case "shown":
      show(state, lane, event);
      return;
    case "word":
      confirmNewest(state, lane);
      return;
    case "lane-paused":
    case "lane-resumed":
      lane.isPaused = event.type === "lane-paused";
      interrupt(state, lane);
      return;
    case "reconnect-began":
      lane.outage ??= { at: state.at, isTimed: !state.isHidden && !lane.isPaused };
      return;
    case "reconnect-ended":
      if (isCounting(state)) countOutage(lane, state.at);
      lane.outage = undefined;
      return;
    case "ledger":
      spend(lane, event, state.at);
      // The first reading after a run's end is the run's last.
      if (!isCounting(state)) lane.cost.close();
      return;
    default:
      if (isCounting(state)) count(lane.account, event);
  }
}

/** A reading of the ledger: what it has grown by was spent since the last one. */
function spend({ cost, account }: Lane, reading: LedgerReading, at: number): void {
  const since = cost.last?.at ?? cost.openedAt;
  const grown = cost.read(reading, at);
  if (grown === undefined) return;
  account.blocks.spend(since, at, { requests: grown.requests, bytes: grown.bytesIn + grown.bytesOut });
}

type OwnReport = ViewReset | UpdateRepeated | LossRepaired | MessageDiscarded | LaneSwitched;

/** What a transport reports of itself. */
function count(account: Account, event: OwnReport): void {
  switch (event.type) {
    case "reset":
      account.resets += 1;
      account.missed += event.missed;
      account.diverged += event.diverged ?? 0;
      return;
    case "repeated":
    case "repaired":
    case "discarded":
      account[event.type] += event.count;
      return;
    case "switched":
      account.switches = withDuration(account.switches, event.tookMs);
  }
}

function openLane(state: State, id: string): boolean {
  if (state.lanesById.has(id) || state.lanes.length >= MAX_LANES) return false;
  const lane = createLane(id, state.lanes.length, { at: state.at, run: state.run });
  state.lanes.push(lane);
  state.lanesById.set(id, lane);
  return true;
}
