// For the traffic and the network just measured: each lane's staleness against its cost, and
// when one would choose which. A function of the table and the run's blocks; gives codes and numbers, no words. ME70–ME76, ME83–ME87.
import { Comparisons, NOTABLE, type Measured } from "./comparison.ts";
import { costOfOne } from "./watcher-cost.ts";
import type { LaneFigures } from "./figures.ts";
import { shortestRunMs } from "./statistics/blocks.ts";
import { p95Of, reasonsFor, type Candidate, type Field } from "./reasons.ts";
import type { Caveat, Choice, LaneVerdict, Need, Verdict, VerdictContext } from "./verdict-types.ts";

/** Below this a percentile means little: 5 % of them is not even two. */
const MIN_VERSIONS = 30;
/** The limit up to which people take a reaction for immediate (Miller 1968, Nielsen 1993). */
const FRESH_ENOUGH_MS = 100;

export function verdict(table: readonly LaneFigures[], context: VerdictContext): Verdict {
  const candidates = table.map((figures) => candidateOf(figures, context)).sort(byFreshness);
  const eligible = candidates.filter(({ isEligible }) => isEligible);
  const freshEnoughMs = context.freshEnoughMs ?? FRESH_ENOUGH_MS;
  const comparisons = new Comparisons(context.blocks, eligible);
  const field: Field = {
    limitMs: freshEnoughMs,
    eligible,
    comparisons,
    freshest: bestOf(eligible, comparisons, "freshness"),
    fewestBytes: bestOf(eligible, comparisons, "bytes"),
    fewestRequests: bestOf(eligible, comparisons, "requests"),
  };
  const blocks = context.blocks.lanes[0]?.blocks.length ?? 0;
  const { neededBlocks } = comparisons;
  return {
    hitsPerSecond: context.hitsPerSecond,
    weather: context.weather,
    uncertaintyMs: table[0]?.uncertaintyMs ?? null,
    lanes: candidates.map((candidate) => laneVerdict(candidate, field)),
    choices: choose(field),
    thresholds: { notable: NOTABLE, freshEnoughMs, blockMs: context.blocks.blockMs, blocks, neededBlocks },
    caveats: caveatsOf(table, field, context),
  };
}

function candidateOf(figures: LaneFigures, context: VerdictContext): Candidate {
  const { lane, staleness, missed, repeated, diverged } = figures;
  const traits = context.lanes.find((other) => other.lane === lane);
  return {
    lane,
    pollIntervalMs: traits?.pollIntervalMs,
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

/** ME86: those than which none is better; none where two of them cannot be compared, for either might be better. */
function bestOf(
  lanes: readonly Candidate[],
  comparisons: Comparisons,
  measured: Measured,
): readonly Candidate[] {
  const isKnown = lanes.every((lane) =>
    lanes.every((over) => comparisons.of(measured, lane, over) !== undefined),
  );
  if (!isKnown) return [];
  return lanes.filter((lane) =>
    lanes.every((over) => comparisons.of(measured, lane, over)?.outcome !== "worse"),
  );
}

function laneVerdict(candidate: Candidate, field: Field): LaneVerdict {
  const { figures, cost, isEligible } = candidate;
  return {
    lane: figures.lane,
    isEligible,
    p50Ms: figures.staleness?.p50Ms ?? null,
    p95Ms: figures.staleness?.p95Ms ?? null,
    cost: cost ?? null,
    reasons: reasonsFor(candidate, field),
  };
}

function choose({ eligible, comparisons, limitMs, freshest, fewestBytes, fewestRequests }: Field): Choice[] {
  const fresh = eligible.filter((candidate) => p95Of(candidate) <= limitMs || freshest.includes(candidate));
  const answers: [Need, readonly Candidate[], readonly Measured[]][] = [
    ["freshest", freshest, ["freshness"]],
    ["fewest-bytes", fewestBytes, ["bytes"]],
    ["fewest-requests", fewestRequests, ["requests"]],
    // What keeps a connection does so in every run: nothing is estimated.
    ["fewest-connections", leastBusy(eligible), []],
    ["balanced", bestOf(fresh, comparisons, "bytes"), ["freshness", "bytes"]],
  ];
  return answers.flatMap(([need, candidates, measured]) => {
    const [chosen, ...others] = candidates
      .filter(({ traits }) => traits?.isLesson !== true)
      .toSorted(byEffort);
    if (chosen === undefined) return [];
    const isFirm = eligible.every((over) =>
      measured.every((what) => over === chosen || comparisons.of(what, chosen, over)?.isClose === false),
    );
    const isUnclear = (over: Candidate): boolean =>
      measured.some((what) => comparisons.of(what, chosen, over)?.outcome === "unclear");
    const [unclear, alike] = [others.filter(isUnclear), others.filter((over) => !isUnclear(over))];
    const names = (lanes: readonly Candidate[]): string[] => lanes.map(({ lane }) => lane);
    return [{ need, lane: chosen.lane, alike: names(alike), unclear: names(unclear), isFirm }];
  });
}

/** ME87: what is taken for reasons of its own last. */
function byEffort({ traits: a }: Candidate, { traits: b }: Candidate): number {
  const special = Number(a?.isSpecial ?? false) - Number(b?.isSpecial ?? false);
  return special !== 0 ? special : (a?.effort ?? 0) - (b?.effort ?? 0);
}

function leastBusy(eligible: readonly Candidate[]): readonly Candidate[] {
  const valued = eligible.flatMap((candidate) => {
    const busy = candidate.cost?.connectionsBusy;
    return busy === undefined ? [] : [{ candidate, busy }];
  });
  const least = Math.min(...valued.map(({ busy }) => busy));
  return valued
    .filter(({ busy }) => busy <= least * (1 + NOTABLE.requests.share))
    .map(({ candidate }) => candidate);
}

function caveatsOf(table: readonly LaneFigures[], field: Field, { blocks: run }: VerdictContext): Caveat[] {
  const { eligible, comparisons, freshest } = field;
  const caveats: Caveat[] = [];
  const uncertaintyMs = table[0]?.uncertaintyMs ?? 0;
  const p50Ms = eligible[0]?.figures.staleness?.p50Ms;
  if (p50Ms !== undefined && uncertaintyMs > p50Ms) {
    caveats.push({ code: "clock-uncertain", uncertaintyMs, p50Ms });
  }
  const versions = table.reduce((most, { unaccounted }) => Math.max(most, unaccounted), 0);
  if (versions > 0) caveats.push({ code: "versions-unaccounted", versions });
  if (eligible.length < 2) caveats.push({ code: "nothing-to-compare", eligible: eligible.length });
  else if (freshest.length === 0) {
    const { neededBlocks: needed } = comparisons;
    const pollMs = Math.max(0, ...eligible.map(({ pollIntervalMs = 0 }) => pollIntervalMs));
    const blocks = run.lanes[0]?.blocks.length ?? 0;
    caveats.push({ code: "too-short", blocks, needed, neededMs: shortestRunMs(needed, pollMs) });
  }
  return caveats;
}
