// An update appears on a lane's screen, or the server counts what it published. ME11, ME29, ME43.
import { enterEpoch, beginInterval } from "./attendance.ts";
import { checkClaim, unaccounted, type Claim } from "./claim.ts";
import { cover, learn } from "./coverage.ts";
import type { UpdateShown, VersionPublished, VersionsCounted } from "./events.ts";
import type { Lane, Position } from "./lane.ts";
import { isCounting, MAX_CLAIMS, type State } from "./state.ts";

export function show(state: State, lane: Lane, event: UpdateShown): void {
  const { account, position } = lane;
  const counts = isCounting(state) ? 1 : 0;
  const isSameEpoch = position?.epoch === event.epoch;
  if (isSameEpoch && event.seq <= position.seq) {
    account.repeated += counts;
    return;
  }
  if (state.run.isClosed) {
    lane.position = positionOf(event);
    beginInterval(state, lane);
    return;
  }
  const isPastEpoch = !enterEpoch(state, lane, event);
  if (isPastEpoch && position?.epoch === state.epoch) {
    account.repeated += counts;
    return;
  }
  account.shown += counts;
  if (isLoss(event, position)) account.missed += counts;
  if (event.digest !== undefined && event.heldDigest !== undefined)
    account[event.digest === event.heldDigest ? "verified" : "diverged"] += counts;
  lane.position = positionOf(event);
  if (isPastEpoch) return;
  learn(state, event.seq, event.publishedAt);
  cover(state, lane, { seq: event.seq, claim: claimOf(state, lane, event) });
  beginInterval(state, lane);
}

/** Something between what the lane showed and this update was not shown. ME11. */
function isLoss({ frame, epoch, from = 0, isReset }: UpdateShown, position: Position | undefined): boolean {
  if (position === undefined) return false;
  return isReset === true || (epoch === position.epoch && frame === "delta" && from > position.seq);
}

function positionOf({ epoch, seq, publishedAt }: UpdateShown): Position {
  return { epoch, seq, publishedAt };
}

/** A version that no lane may have shown yet. False when it is of another epoch: only a lane's screen begins one. */
export function noteVersion(state: State, { epoch, seq, publishedAt }: VersionPublished): boolean {
  if (epoch !== state.epoch || state.run.isClosed) return false;
  state.newestPublishedAt = Math.max(state.newestPublishedAt, publishedAt);
  learn(state, seq, publishedAt);
  return true;
}

/** How many versions the update covers by its own count, if the lane was measured all the while. */
function claimOf(state: State, lane: Lane, event: UpdateShown): Claim | undefined {
  const { frame, from, seq, versions } = event;
  const isUsable = frame === "delta" && from === lane.seq && lane.interval.isCharged && isCounting(state);
  if (!isUsable || versions === undefined) return undefined;
  return checkClaim(state, { from, seq, versions });
}

/** False when the range cannot be checked: of another epoch, or from before versions are remembered. */
export function takeCount(state: State, { epoch, from, seq, versions }: VersionsCounted): boolean {
  const isCurrent = epoch === state.epoch && !state.run.isClosed;
  const claim = isCurrent ? checkClaim(state, { from, seq, versions }) : undefined;
  if (claim === undefined) return false;
  state.claims.push(claim);
  if (state.claims.length <= MAX_CLAIMS) return true;
  const [oldest] = state.claims.splice(0, 1);
  if (oldest !== undefined) state.unaccounted += unaccounted(oldest);
  return true;
}
