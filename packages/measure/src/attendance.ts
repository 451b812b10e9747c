// Which lanes are measured, and when: pauses, hidden pages and the first message after them; runs, epochs, and the clock without
// which nothing can be dated. ME12, ME13, ME20, ME40–ME43.
import { unaccounted } from "./claim.ts";
import { supersedes, type Estimate } from "./clock.ts";
import { charge, closeInterval, pending, settle } from "./coverage.ts";
import { DRAIN_MS, type RunStarted } from "./events.ts";
import { withDuration } from "./durations.ts";
import { IDLE, isIdle, openedAt } from "./interval.ts";
import { createAccount, type Lane, type Position } from "./lane.ts";
import { createRace } from "./race.ts";
import { isMeasured, type State } from "./state.ts";
import { gridOf } from "./statistics/blocks.ts";
import { bucketWidth } from "./timeline.ts";
import { createVersions } from "./versions.ts";

/** A pause or a hidden page begins or ends: what the lane has not shown by now it will not be charged for. */
export function interrupt(state: State, lane: Lane): void {
  lane.isCatchingUp = true;
  if (lane.outage !== undefined) lane.outage.isTimed = false;
  const { interval } = lane;
  if (isIdle(interval)) return;
  // After a run's end only what happened in the run counts, and that stays.
  if (state.run.endedAt !== undefined) settleAll(state, lane);
  lane.interval = { ...interval, until: Math.min(interval.until, state.at), isCharged: false };
}

/** The lane has just shown an update: its next interval begins. Its first update makes it measured. */
export function beginInterval(state: State, lane: Lane): void {
  // Should it be paused still, or the page hidden: the end of that makes it catch up anew.
  lane.isCatchingUp = false;
  const { interval } = lane;
  if (interval.isCharged) lane.interval = { ...interval, start: state.at };
  else lane.interval = isMeasured(state, lane) ? openedAt(state.at) : IDLE;
}

/** The server's answer that a lane shows the newest version ends its catching up without an update. */
export function confirmNewest(state: State, lane: Lane): void {
  if (lane.position === undefined || state.isHidden || lane.isPaused || !lane.isCatchingUp) return;
  closeInterval(lane, state.at);
  beginInterval(state, lane);
}

/** The first estimate makes it possible to measure; a better one dates the versions that become known from now on. */
export function takeEstimate(state: State, estimate: Estimate): void {
  if (!supersedes(estimate, state.clock)) return;
  const isFirst = state.clock === undefined;
  state.clock = { offsetMs: estimate.offsetMs, uncertaintyMs: estimate.uncertaintyMs };
  if (isFirst) watchAnew(state);
}

/** All figures begin anew; lanes stay where they are. */
export function startRun(state: State, { durationMs }: RunStarted): void {
  const bucketMs = bucketWidth(durationMs);
  const grid = gridOf(state.at, durationMs);
  state.run = { startedAt: state.at, endedAt: undefined, isClosed: false, bucketMs, grid };
  state.race = createRace();
  state.uncertaintyMs = undefined;
  state.known = 0;
  state.claims = [];
  state.unaccounted = 0;
  state.ignored = 0;
  for (const lane of state.lanes) {
    lane.account = createAccount(state.run);
    lane.cost.restart();
    if (lane.outage !== undefined) {
      lane.outage = { at: state.at, isTimed: !state.isHidden && !lane.isPaused };
    }
  }
  watchAnew(state);
}

/** Nothing that is published from now on is due; what was may still be shown until the account is closed. */
export function endRun(state: State): void {
  if (state.run.endedAt !== undefined) return;
  state.run.endedAt = state.at;
  for (const lane of state.lanes) {
    countOutage(lane, state.at);
    if (isIdle(lane.interval)) continue;
    lane.interval = { ...lane.interval, until: Math.min(lane.interval.until, state.at) };
  }
}

/** An outage is over, or the run in which it counts is. */
export function countOutage({ outage, account }: Lane, endedAt: number): void {
  if (outage === undefined) return;
  account.outages = withDuration(account.outages, outage.isTimed ? endedAt - outage.at : undefined);
}

/** Closes the account of a run that ended long enough ago: what was not shown by now stays charged with its age. */
export function closeRunWhenDue(state: State): void {
  const { run } = state;
  if (run.endedAt === undefined || run.isClosed || state.at <= run.endedAt + DRAIN_MS) return;
  run.isClosed = true;
  for (const lane of state.lanes) {
    settleAll(state, lane);
    closeInterval(lane, state.at);
    lane.interval = IDLE;
    lane.cost.close();
    lane.account.finalPosition = lane.position;
  }
}

/**
 * Makes the update's epoch the one that is measured, if it is a newer one: by the server's clock, because lanes learn
 * of it at different times. False when it is a past one.
 */
export function enterEpoch(state: State, lane: Lane, { epoch, publishedAt }: Position): boolean {
  if (state.epoch !== undefined && state.epoch !== epoch) {
    if (publishedAt <= state.newestPublishedAt) return false;
    leaveEpoch(state, lane);
  }
  state.epoch = epoch;
  state.newestPublishedAt = Math.max(state.newestPublishedAt, publishedAt);
  return true;
}

/** `first` shows something later than everything of the old epoch; the other lanes will never show the rest of it. */
function leaveEpoch(state: State, first: Lane): void {
  for (const lane of state.lanes) {
    if (lane === first) skipAll(state, lane);
    else settleAll(state, lane);
    // The screen goes on ageing: nothing of the new epoch can be older than what it lacks of the old one.
    if (lane.next !== undefined) lane.next = { seq: -1, publishedAt: lane.next.publishedAt };
    lane.seq = -1;
    lane.history = [];
  }
  for (const claim of state.claims) state.unaccounted += unaccounted(claim);
  state.claims = [];
  state.versions = createVersions();
  state.completeAfter = -1;
  state.newestPublishedAt = -Infinity;
}

function skipAll(state: State, lane: Lane): void {
  for (const version of pending(state, lane)) {
    lane.account.skipped += 1;
    charge(state, lane, { version, at: state.at });
  }
}

function settleAll(state: State, lane: Lane): void {
  settle({ ...lane, at: state.at }, pending(state, lane));
}

/** Begins with no version known: what the lanes show now is past, and those that are awake owe what comes. */
function watchAnew(state: State): void {
  let newest: Position | undefined;
  for (const { position } of state.lanes) {
    if (position !== undefined && position.publishedAt > (newest?.publishedAt ?? -Infinity)) {
      newest = position;
    }
  }
  state.epoch = newest?.epoch;
  state.newestPublishedAt = newest?.publishedAt ?? -Infinity;
  state.versions = createVersions();
  state.completeAfter = undefined;
  for (const lane of state.lanes) {
    const isInEpoch = lane.position !== undefined && lane.position.epoch === newest?.epoch;
    lane.seq = isInEpoch ? (lane.position?.seq ?? -1) : -1;
    lane.next = undefined;
    lane.history = [];
    lane.interval = isMeasured(state, lane) ? openedAt(state.at) : IDLE;
    if (isInEpoch) state.completeAfter = Math.max(state.completeAfter ?? -1, lane.seq);
  }
}
