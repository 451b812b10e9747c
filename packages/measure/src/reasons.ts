// What counts for a lane and what against it, each with the numbers behind it. ME76, ME83–ME86.
import type { Compared, Comparisons, Measured } from "./comparison.ts";
import { bytesPerSecond } from "./watcher-cost.ts";
import type { LaneFigures } from "./figures.ts";
import type { WatcherCost, LaneTraits, Reason } from "./verdict-types.ts";

export interface Candidate extends Compared {
  readonly figures: LaneFigures;
  readonly traits: LaneTraits | undefined;
  readonly cost: WatcherCost | undefined;
  readonly isEligible: boolean;
  readonly minVersions: number;
}

/** What it is compared with; all eligible. */
export interface Field {
  readonly limitMs: number;
  readonly eligible: readonly Candidate[];
  readonly comparisons: Comparisons;
  /** Those than which none is better; none where two lanes cannot be compared. ME86. */
  readonly freshest: readonly Candidate[];
  readonly fewestBytes: readonly Candidate[];
  readonly fewestRequests: readonly Candidate[];
}

/** Fewer are what any network does. */
const NOTABLE_SKIPS = 0.01;

export function p95Of({ figures }: Candidate): number {
  return figures.staleness?.p95Ms ?? Infinity;
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

function freshnessReasons(candidate: Candidate, field: Field): Reason[] {
  const { figures, traits, minVersions } = candidate;
  const { staleness } = figures;
  const versions = staleness?.count ?? 0;
  if (staleness === null || versions < minVersions) {
    return [{ code: "too-few-versions", versions, needed: minVersions }];
  }
  const { p50Ms, p95Ms } = staleness;
  const { limitMs } = field;
  const reasons = besideOthers(candidate, field);
  reasons.push({ code: p95Ms <= limitMs ? "fresh-enough" : "too-slow", p95Ms, limitMs });
  // A version waits half an interval on average; more than that much of the staleness is not the network's.
  const pollIntervalMs = traits?.pollIntervalMs;
  if (pollIntervalMs !== undefined && p50Ms >= pollIntervalMs / 4) {
    reasons.push({ code: "waits-for-next-poll", pollIntervalMs, p50Ms });
  }
  return reasons;
}

/** Beside the freshest other one that it can be compared with. */
function besideOthers(candidate: Candidate, { freshest, eligible, comparisons }: Field): Reason[] {
  const others = (freshest.includes(candidate) ? eligible : freshest).filter((other) => other !== candidate);
  for (const other of others) {
    const comparison = comparisons.of("freshness", candidate, other);
    if (comparison === undefined) continue;
    const { lane } = other;
    const { estimate, low, high, outcome } = comparison;
    const within = [-high, -low] as const;
    switch (outcome) {
      case "better":
        return [{ code: "freshest", lane, leadMs: estimate }];
      case "worse":
        return [{ code: "slower-than", lane, differenceMs: -estimate, within }];
      case "alike":
        return [{ code: "as-fresh-as", lane, within }];
      case "unclear":
        return [{ code: "unclear-beside", lane, within }];
    }
  }
  return [];
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

function costReasons(candidate: Candidate, { fewestBytes, fewestRequests, comparisons }: Field): Reason[] {
  const { cost, traits } = candidate;
  if (cost === undefined) return [{ code: "not-in-ledger" }];
  const reasons: Reason[] = [];
  const { requestsPerSecond } = cost;
  const bytes = bytesPerSecond(cost);
  const cheaperBy = (measured: Measured, [best]: readonly Candidate[]): WatcherCost | undefined =>
    best !== undefined && comparisons.of(measured, candidate, best)?.outcome === "worse"
      ? best.cost
      : undefined;
  const [fewerBytes, fewerRequests] = [
    cheaperBy("bytes", fewestBytes),
    cheaperBy("requests", fewestRequests),
  ];
  if (isAlone(candidate, fewestBytes)) reasons.push({ code: "fewest-bytes", bytesPerSecond: bytes });
  else if (fewerBytes !== undefined) {
    const factor = factorOf(bytes, bytesPerSecond(fewerBytes));
    reasons.push({ code: "more-bytes-than", lane: fewestBytes[0]?.lane ?? "", factor });
  }
  if (isAlone(candidate, fewestRequests)) reasons.push({ code: "fewest-requests", requestsPerSecond });
  else if (fewerRequests !== undefined) {
    const factor = factorOf(requestsPerSecond, fewerRequests.requestsPerSecond);
    reasons.push({ code: "more-requests-than", lane: fewestRequests[0]?.lane ?? "", factor });
  }
  return [...reasons, ...connectionReasons(traits, cost)];
}

function isAlone(candidate: Candidate, best: readonly Candidate[]): boolean {
  return best.length === 1 && best[0] === candidate;
}

function connectionReasons(traits: LaneTraits | undefined, { connectionsBusy }: WatcherCost): Reason[] {
  if (traits === undefined) return [];
  if (traits.holdsConnection) return [{ code: "holds-connection" }];
  return [{ code: "shares-connections", busyShare: connectionsBusy }];
}

function factorOf(rate: number, least: number): number | null {
  return least > 0 ? rate / least : null;
}

/** ME76 */
function brokerReasons(candidate: Candidate, { freshest, comparisons }: Field): Reason[] {
  const { figures, traits } = candidate;
  const bytes = traits?.codeBytes;
  const reasons: Reason[] = bytes === undefined ? [] : [{ code: "loads-code", bytes }];
  if (traits?.hasBroker !== true) return reasons;
  const { repaired, discarded } = figures;
  const isAsGood = (other: Candidate): boolean => {
    const outcome = comparisons.of("freshness", candidate, other)?.outcome;
    return outcome === "alike" || outcome === "worse";
  };
  const plain = freshest
    .filter((other) => other.traits?.isSpecial !== true && other.traits?.isLesson !== true)
    .find(isAsGood);
  if (plain !== undefined && candidate.isEligible)
    reasons.push({ code: "as-good-without-broker", lane: plain.lane });
  return [
    ...reasons,
    { code: "broker-keeps-newest" },
    { code: "resumes-beside-broker", repaired, discarded },
    { code: "broker-has-caps" },
  ];
}
