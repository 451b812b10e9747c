// What counts for a lane and what against it, each with the numbers behind it. ME73, ME74.
import { bytesPerSecond } from "./crowd-cost.ts";
import type { LaneFigures } from "./figures.ts";
import type { CrowdCost, LaneTraits, Reason } from "./verdict-types.ts";

export interface Candidate {
  readonly figures: LaneFigures;
  readonly traits: LaneTraits | undefined;
  readonly cost: CrowdCost | undefined;
  readonly isEligible: boolean;
  readonly minVersions: number;
}

/** Who it is compared with; all eligible. */
export interface Field {
  readonly limitMs: number;
  readonly freshest: Candidate | undefined;
  readonly runnerUp: Candidate | undefined;
  /** Of those that are not special. */
  readonly freshestPlain: Candidate | undefined;
  readonly fewestBytes: Candidate | undefined;
  readonly fewestRequests: Candidate | undefined;
}

/** A difference that is too small to see and a repetition of the run may turn round. */
const AS_FRESH_MS = 10;
const AS_FRESH_SHARE = 0.1;
/** Fewer are what any network does. */
const NOTABLE_SKIPS = 0.01;
/** A tenth more bytes or requests decides nothing. */
export const NOTABLE_FACTOR = 1.1;

export function p95Of({ figures }: Candidate): number {
  return figures.staleness?.p95Ms ?? Infinity;
}

/** Whether the 95th percentiles are too close to prefer the fresher one for. */
export function isAsFresh(candidate: Candidate, freshest: Candidate | undefined): boolean {
  if (freshest === undefined) return false;
  const best = p95Of(freshest);
  return p95Of(candidate) - best <= Math.max(AS_FRESH_MS, best * AS_FRESH_SHARE);
}

/** The most telling first: how fresh, how reliable, how dear. */
export function reasonsFor(candidate: Candidate, field: Field): Reason[] {
  return [
    ...freshnessReasons(candidate, field),
    ...reliabilityReasons(candidate),
    ...costReasons(candidate, field),
    ...brokerReasons(candidate, field),
  ];
}

function freshnessReasons(candidate: Candidate, { freshest, runnerUp, limitMs }: Field): Reason[] {
  const { figures, traits, minVersions } = candidate;
  const { staleness } = figures;
  const versions = staleness?.count ?? 0;
  if (staleness === null || versions < minVersions) {
    return [{ code: "too-few-versions", versions, needed: minVersions }];
  }
  const { p50Ms, p95Ms } = staleness;
  const reasons: Reason[] = [];
  if (candidate === freshest) {
    const lead = figures.leads.find(({ over }) => over === runnerUp?.figures.lane);
    reasons.push({ code: "freshest", lane: runnerUp?.figures.lane ?? null, leadMs: lead?.meanMs ?? null });
  } else if (freshest !== undefined) {
    const differenceMs = p95Ms - p95Of(freshest);
    const code = isAsFresh(candidate, freshest) ? "as-fresh-as" : "slower-than";
    reasons.push({ code, lane: freshest.figures.lane, differenceMs });
  }
  reasons.push({ code: p95Ms <= limitMs ? "fresh-enough" : "too-slow", p95Ms, limitMs });
  // A version waits half an interval on average; more than that much of the staleness is not the network's.
  const pollIntervalMs = traits?.pollIntervalMs;
  if (pollIntervalMs !== undefined && p50Ms >= pollIntervalMs / 4) {
    reasons.push({ code: "waits-for-next-poll", pollIntervalMs, p50Ms });
  }
  return reasons;
}

function reliabilityReasons({ figures }: Candidate): Reason[] {
  const { skipped, missed, repeated, diverged, unfinished, outages, staleness } = figures;
  const reasons: Reason[] = [];
  const share = staleness === null ? 0 : skipped / staleness.count;
  if (missed > 0 || repeated > 0) reasons.push({ code: "loses-updates", missed, repeated });
  if (diverged > 0) reasons.push({ code: "diverges", diverged });
  if (unfinished > 0) reasons.push({ code: "left-unfinished", versions: unfinished });
  if (outages.count > 0) {
    reasons.push({ code: "had-outages", outages: outages.count, worstMs: outages.worstMs });
  }
  if (share >= NOTABLE_SKIPS) reasons.push({ code: "skips-versions", skipped, share });
  return reasons;
}

function costReasons(candidate: Candidate, { fewestBytes, fewestRequests }: Field): Reason[] {
  const { cost, traits } = candidate;
  if (cost === undefined) return [{ code: "not-in-ledger" }];
  const reasons: Reason[] = [];
  const { requestsPerSecond } = cost;
  const bytes = bytesPerSecond(cost);
  if (candidate === fewestBytes) {
    reasons.push({ code: "fewest-bytes", bytesPerSecond: bytes });
  } else if (fewestBytes?.cost !== undefined && isNotable(bytes, bytesPerSecond(fewestBytes.cost))) {
    const factor = factorOf(bytes, bytesPerSecond(fewestBytes.cost));
    reasons.push({ code: "more-bytes-than", lane: fewestBytes.figures.lane, factor });
  }
  if (candidate === fewestRequests) {
    reasons.push({ code: "fewest-requests", requestsPerSecond });
  } else if (
    fewestRequests?.cost !== undefined &&
    isNotable(requestsPerSecond, fewestRequests.cost.requestsPerSecond)
  ) {
    const factor = factorOf(requestsPerSecond, fewestRequests.cost.requestsPerSecond);
    reasons.push({ code: "more-requests-than", lane: fewestRequests.figures.lane, factor });
  }
  return [...reasons, ...connectionReasons(traits, cost)];
}

function connectionReasons(traits: LaneTraits | undefined, { connectionsBusy }: CrowdCost): Reason[] {
  if (traits === undefined) return [];
  if (traits.holdsConnection) return [{ code: "holds-connection" }];
  return [{ code: "shares-connections", busyShare: connectionsBusy }];
}

function isNotable(rate: number, least: number): boolean {
  return rate > least * NOTABLE_FACTOR;
}

function factorOf(rate: number, least: number): number | null {
  return least > 0 ? rate / least : null;
}

/** ME76 */
function brokerReasons(candidate: Candidate, { freshestPlain }: Field): Reason[] {
  const { figures, traits } = candidate;
  const bytes = traits?.codeBytes;
  const reasons: Reason[] = bytes === undefined ? [] : [{ code: "loads-code", bytes }];
  if (traits?.hasBroker !== true) return reasons;
  const { repaired, discarded } = figures;
  if (freshestPlain !== undefined && candidate.isEligible && isAsFresh(freshestPlain, candidate))
    reasons.push({ code: "as-good-without-broker", lane: freshestPlain.figures.lane });
  return [
    ...reasons,
    { code: "broker-keeps-newest" },
    { code: "resumes-beside-broker", repaired, discarded },
    { code: "broker-has-caps" },
  ];
}
