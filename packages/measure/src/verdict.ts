// For the traffic and the network just measured: each lane's staleness against its cost, what crowds would need, and
// when one would choose which. A function of the table; gives codes and numbers, no words. ME70–ME75.
import { bytesPerSecond, costOfCrowd, costOfOne } from "./crowd-cost.ts";
import type { LaneFigures } from "./figures.ts";
import { isAsFresh, NOTABLE_FACTOR, p95Of, reasonsFor, type Candidate, type Field } from "./reasons.ts";
import type { Caveat, Choice, LaneVerdict, Need, Verdict, VerdictContext } from "./verdict-types.ts";

/** Below this a percentile means little: 5 % of them is not even two. */
const MIN_VERSIONS = 30;
/** The limit up to which people take a reaction for immediate (Miller 1968, Nielsen 1993). */
const FRESH_ENOUGH_MS = 100;
const CROWDS: readonly number[] = [1_000, 100_000];

export function verdict(table: readonly LaneFigures[], context: VerdictContext): Verdict {
  const candidates = table.map((figures) => candidateOf(figures, context)).sort(byFreshness);
  const eligible = candidates.filter(({ isEligible }) => isEligible);
  const limitMs = context.freshEnoughMs ?? FRESH_ENOUGH_MS;
  const field: Field = {
    limitMs,
    freshest: eligible[0],
    runnerUp: eligible[1],
    freshestPlain: eligible.find((candidate) => !isSpecial(candidate)),
    fewestBytes: leastOf(eligible, bytesOf)[0],
    fewestRequests: leastOf(eligible, requestsOf)[0],
  };
  return {
    hitsPerSecond: context.hitsPerSecond,
    weather: context.weather,
    uncertaintyMs: table[0]?.uncertaintyMs ?? null,
    lanes: candidates.map((candidate) => laneVerdict(candidate, field, context.crowds ?? CROWDS)),
    choices: choose(eligible, field),
    caveats: caveatsOf(table, eligible),
  };
}

function candidateOf(figures: LaneFigures, context: VerdictContext): Candidate {
  const { lane, staleness, missed, repeated, diverged } = figures;
  const traits = context.lanes.find((other) => other.lane === lane);
  return {
    figures,
    traits,
    cost: costOfOne(figures, traits, context.roundTripMs),
    isEligible: (staleness?.count ?? 0) >= MIN_VERSIONS && missed + repeated + diverged === 0,
    minVersions: MIN_VERSIONS,
  };
}

function byFreshness(a: Candidate, b: Candidate): number {
  const eligibleFirst = Number(b.isEligible) - Number(a.isEligible);
  const p95 = (candidate: Candidate): number => candidate.figures.staleness?.p95Ms ?? Number.MAX_SAFE_INTEGER;
  return eligibleFirst !== 0 ? eligibleFirst : p95(a) - p95(b);
}

type ValueOf = (candidate: Candidate) => number | undefined;

const bytesOf: ValueOf = ({ cost }) => cost && bytesPerSecond(cost);
const requestsOf: ValueOf = ({ cost }) => cost?.requestsPerSecond;
const busyOf: ValueOf = ({ cost }) => cost?.connectionsBusy;

/** The candidate with the least value, the fresher of two; then those whose value is not notably more. */
function leastOf(eligible: readonly Candidate[], valueOf: ValueOf): Candidate[] {
  const valued = eligible.flatMap((candidate) => {
    const value = valueOf(candidate);
    return value === undefined ? [] : [{ candidate, value }];
  });
  const least = Math.min(...valued.map(({ value }) => value));
  const alike = valued.filter(({ value }) => value <= least * NOTABLE_FACTOR);
  const best = alike.find(({ value }) => value === least);
  return alike.sort((a, b) => Number(b === best) - Number(a === best)).map(({ candidate }) => candidate);
}

function laneVerdict(candidate: Candidate, field: Field, crowds: readonly number[]): LaneVerdict {
  const { figures, cost, isEligible } = candidate;
  return {
    lane: figures.lane,
    isEligible,
    p50Ms: figures.staleness?.p50Ms ?? null,
    p95Ms: figures.staleness?.p95Ms ?? null,
    cost: cost ?? null,
    crowds: cost === undefined ? [] : crowds.map((watchers) => costOfCrowd(cost, watchers)),
    reasons: reasonsFor(candidate, field),
  };
}

function choose(eligible: readonly Candidate[], field: Field): Choice[] {
  const { freshest, limitMs } = field;
  const asFresh = eligible.filter((candidate) => isAsFresh(candidate, freshest));
  const fresh = eligible.filter((candidate) => p95Of(candidate) <= limitMs || asFresh.includes(candidate));
  const answers: [Need, readonly Candidate[]][] = [
    ["freshest", asFresh],
    ["fewest-bytes", leastOf(eligible, bytesOf)],
    ["fewest-requests", leastOf(eligible, requestsOf)],
    ["fewest-connections", leastOf(eligible, busyOf)],
    ["balanced", leastOf(fresh, bytesOf)],
  ];
  return answers.flatMap(([need, candidates]) => {
    const [lane, ...alike] = candidates
      .toSorted((a, b) => Number(isSpecial(a)) - Number(isSpecial(b)))
      .map(({ figures }) => figures.lane);
    return lane === undefined ? [] : [{ need, lane, alike }];
  });
}

function isSpecial({ traits }: Candidate): boolean {
  return traits?.isSpecial === true;
}

function caveatsOf(table: readonly LaneFigures[], eligible: readonly Candidate[]): Caveat[] {
  const caveats: Caveat[] = [{ code: "extrapolated-from-one-watcher" }];
  const [first] = table;
  const uncertaintyMs = first?.uncertaintyMs ?? 0;
  const p50Ms = eligible[0]?.figures.staleness?.p50Ms;
  if (p50Ms !== undefined && uncertaintyMs > p50Ms) {
    caveats.push({ code: "clock-uncertain", uncertaintyMs, p50Ms });
  }
  const versions = table.reduce((most, { unaccounted }) => Math.max(most, unaccounted), 0);
  if (versions > 0) caveats.push({ code: "versions-unaccounted", versions });
  if (eligible.length < 2) caveats.push({ code: "nothing-to-compare", eligible: eligible.length });
  return caveats;
}
