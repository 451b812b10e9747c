// The heart of the measure: which lane owes what for which version. A version becomes known (learn), a lane shows an
// update (cover), and whichever comes last charges the lane: the figures do not depend on it. ME23–ME29.
import { firstIndex } from "./bisect.ts";
import { account as accountFor, unaccounted } from "./claim.ts";
import { VERSION_WINDOW } from "./events.ts";
import { activeMs, agedArea, isDue, isIdle, type Interval } from "./interval.ts";
import type { Account, Covered, Lane } from "./lane.ts";
import type { State } from "./state.ts";
import type { Version } from "./versions.ts";

/** Some lane showed this version; the first time, every lane that is past it already is charged. */
export function learn(state: State, seq: number, publishedAt: number): void {
  const { clock } = state;
  if (clock === undefined) return;
  const version = state.versions.add(seq, publishedAt - clock.offsetMs);
  if (version === undefined) return;
  state.known += 1;
  state.completeAfter ??= seq - 1;
  state.uncertaintyMs = Math.max(state.uncertaintyMs ?? 0, clock.uncertaintyMs);
  for (const claim of state.claims) accountFor(claim, seq);

  const passed: { lane: Lane; covered: Covered }[] = [];
  for (const lane of state.lanes) {
    if (lane.seq < seq) {
      if (lane.next === undefined || seq < lane.next.seq) lane.next = version;
      continue;
    }
    const covered = coveringUpdate(lane.history, seq);
    if (covered !== undefined) passed.push({ lane, covered });
  }
  passed.sort((a, b) => a.covered.order - b.covered.order);
  for (const { lane, covered } of passed) amend(state, lane, { covered, version });
  if (state.versions.size >= 2 * VERSION_WINDOW) forget(state);
}

/** A lane's screen moves to `seq`: ends its interval, and charges what the update covers. */
export function cover(state: State, lane: Lane, update: Pick<Covered, "seq" | "claim">): void {
  const { seq, claim } = update;
  const { interval, account } = lane;
  const covered: Covered = {
    ...interval,
    after: lane.seq,
    seq,
    at: state.at,
    order: state.covered,
    oldest: lane.next,
    claim,
  };
  state.covered += 1;
  if (claim !== undefined) account.unaccounted += unaccounted(claim);
  for (const version of state.versions.range(lane.seq, seq)) {
    if (!isDue(interval, version.publishedAt)) continue;
    if (version.seq !== seq) account.skipped += 1;
    charge(state, lane, { version, at: state.at });
  }
  closeInterval(lane, state.at);
  // What no lane can be charged for later need not be remembered.
  if (!isIdle(interval) && seq > state.versions.floor) lane.history.push(covered);
  lane.seq = seq;
  lane.next = state.versions.next(seq);
}

/** Takes what the lane's interval was worth up to `end` into its account; the caller sets the next interval. */
export function closeInterval({ interval, next, account }: Lane, end: number): void {
  account.activeMs += activeMs(interval, end);
  if (next !== undefined) account.areaMs2 += agedArea(interval, end, next.publishedAt);
}

/** The versions that are due on the lane and not shown. */
export function pending({ versions }: State, lane: Lane): Version[] {
  return versions.range(lane.seq, Infinity).filter(({ publishedAt }) => isDue(lane.interval, publishedAt));
}

/** Whose versions are settled, and when. */
interface Debtor {
  readonly at: number;
  readonly interval: Interval;
  readonly account: Pick<Account, "staleness" | "timeline" | "blocks"> & { unfinished: number };
}

/**
 * Charges versions that were never shown with their age so far, as far as that counts. The caller sees to it that
 * they are not charged again.
 */
export function settle({ at, interval, account }: Debtor, versions: readonly Version[]): void {
  for (const { publishedAt } of versions) {
    const staleness = Math.min(at, interval.until) - publishedAt;
    account.unfinished += 1;
    account.staleness.add(staleness);
    account.timeline.add(Math.min(publishedAt, at), staleness);
    account.blocks.add(publishedAt, staleness);
  }
}

/** Charges a lane for a version that it showed, or went past, at `at`. */
export function charge(state: State, lane: Lane, { version, at }: { version: Version; at: number }): void {
  const staleness = at - version.publishedAt;
  lane.account.staleness.add(staleness);
  // By the estimate of the clock it may lie ahead by a little; by a hostile recording, by a century.
  lane.account.timeline.add(Math.min(version.publishedAt, at), staleness);
  lane.account.blocks.add(version.publishedAt, staleness);
  state.race.pass(version, lane.index, at);
}

/** A version became known that the lane had gone past with an earlier update. */
function amend(state: State, lane: Lane, late: { covered: Covered; version: Version }): void {
  const { covered, version } = late;
  const { account } = lane;
  const { oldest } = covered;
  if (oldest === undefined || version.seq < oldest.seq) {
    const before = oldest === undefined ? 0 : agedArea(covered, covered.at, oldest.publishedAt);
    account.areaMs2 += agedArea(covered, covered.at, version.publishedAt) - before;
    covered.oldest = version;
  }
  if (covered.claim !== undefined) account.unaccounted -= accountFor(covered.claim, version.seq);
  if (!isDue(covered, version.publishedAt)) return;
  account.skipped += 1;
  charge(state, lane, { version, at: covered.at });
}

function coveringUpdate(history: readonly Covered[], seq: number): Covered | undefined {
  const covered = history[firstIndex(history, (update) => update.seq >= seq)];
  return covered !== undefined && covered.after < seq ? covered : undefined;
}

/** Keeps the newest versions. A lane so far behind that it has not shown the others is charged their age so far. */
function forget(state: State): void {
  const forgotten = state.versions.trim(VERSION_WINDOW);
  const { floor } = state.versions;
  for (const lane of state.lanes) {
    const unshown = forgotten.filter(
      ({ seq, publishedAt }) => seq > lane.seq && isDue(lane.interval, publishedAt),
    );
    settle({ ...lane, at: state.at }, unshown);
    lane.history.splice(
      0,
      firstIndex(lane.history, (update) => update.seq > floor),
    );
  }
}
