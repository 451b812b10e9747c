// One lane against another, block by block of one run: what the network did to a block it did to both. ME83–ME86.
import type { LaneBlock, RunBlocks } from "./figures.ts";
import { togetherFor } from "./statistics/blocks.ts";
import { wideningOf } from "./statistics/independence.ts";
import { estimateShift, fewestFor, type Estimate } from "./statistics/signed-rank.ts";

/** Of all comparisons of a run together: once in twenty runs one that claims a difference may be wrong. */
const ERROR = 0.05;
const MEASURES = 3;

export type Measured = "freshness" | "bytes" | "requests";

/**
 * How much `over` has more than `lane` of what is measured (ms at the 95th percentile, bytes or requests a second), with its interval.
 * `better`: the interval leaves out 0, and the difference is notable. `alike`: else, where no notable one is in the interval.
 * `unclear`: else.
 */
export interface Comparison extends Estimate {
  readonly lane: string;
  readonly over: string;
  readonly measured: Measured;
  /** From how much on a person, or a bill, would notice it. */
  readonly notable: number;
  readonly outcome: "better" | "worse" | "alike" | "unclear";
  /** A notable difference and one that is not are both in the interval, so that a repetition may come to another outcome. */
  readonly isClose: boolean;
  /** Blocks that it comes from. */
  readonly blocks: number;
}

/** ME84: from how much on a difference is notable: at least so much, and such a share of the lesser one. */
export const NOTABLE: Readonly<Record<Measured, { readonly least: number; readonly share: number }>> = {
  // Differences below are within a frame of the screen.
  freshness: { least: 10, share: 0.1 },
  bytes: { least: 10, share: 0.1 },
  // One a minute and watcher.
  requests: { least: 1 / 60, share: 0.1 },
};

/** What a comparison needs of a lane. */
export interface Compared {
  readonly lane: string;
  /** Of one that asks once in a while: no block is shorter, or half of them would have no request. */
  readonly pollIntervalMs?: number | undefined;
}

const VALUES: Readonly<Record<Measured, (block: LaneBlock) => number | null>> = {
  freshness: ({ p95Ms }) => p95Ms,
  bytes: ({ bytesPerSecond }) => bytesPerSecond,
  requests: ({ requestsPerSecond }) => requestsPerSecond,
};

export class Comparisons {
  /** Fewest blocks in which two lanes must have been measured for a comparison. */
  readonly neededBlocks: number;
  readonly #level: number;
  readonly #blockMs: number;
  readonly #blocks: ReadonlyMap<string, readonly LaneBlock[]>;
  readonly #known = new Map<string, Comparison | undefined>();

  /** @param lanes those that are compared with each other */
  constructor({ blockMs, lanes: all }: RunBlocks, lanes: readonly Compared[]) {
    const pairs = (lanes.length * (lanes.length - 1)) / 2;
    this.#level = 1 - ERROR / Math.max(1, pairs * MEASURES);
    this.neededBlocks = fewestFor(this.#level);
    this.#blockMs = blockMs;
    this.#blocks = new Map(all.map(({ lane, blocks }) => [lane, blocks]));
  }

  /** Undefined where there are too few blocks, or neighbouring ones resemble each other too much. */
  of(measured: Measured, lane: Compared, over: Compared): Comparison | undefined {
    const key = `${measured} ${lane.lane} ${over.lane}`;
    if (!this.#known.has(key)) this.#known.set(key, this.#compare(measured, lane, over));
    return this.#known.get(key);
  }

  #compare(measured: Measured, lane: Compared, over: Compared): Comparison | undefined {
    const pairs = this.#pairs(measured, lane, over);
    const differences = pairs.map(({ value, other }) => other - value);
    const exact = estimateShift(differences, this.#level);
    if (exact === undefined) return undefined;
    const shift = widened(exact, wideningOf(differences));
    const lesser = Math.min(
      middleOf(pairs.map(({ value }) => value)),
      middleOf(pairs.map(({ other }) => other)),
    );
    const { least, share } = NOTABLE[measured];
    const notable = Math.max(least, lesser * share);
    const isClose = [notable, -notable].some((limit) => shift.low < limit && limit < shift.high);
    return {
      lane: lane.lane,
      over: over.lane,
      measured,
      ...shift,
      notable,
      outcome: outcomeOf(shift, notable),
      isClose,
      blocks: differences.length,
    };
  }

  /** Of blocks in which both were measured, as long as the longer poll interval of the two. */
  #pairs(measured: Measured, lane: Compared, over: Compared): readonly Pair[] {
    const [own, others] = [lane, over].map(({ lane: id }) =>
      (this.#blocks.get(id) ?? []).map(VALUES[measured]),
    );
    const pairs = (own ?? []).flatMap((value, block): Pair[] => {
      const other = others?.[block] ?? null;
      return value === null || other === null ? [] : [{ value, other }];
    });
    const pollMs = Math.max(lane.pollIntervalMs ?? 0, over.pollIntervalMs ?? 0);
    const together = togetherFor(this.#blockMs, pollMs);
    return Array.from({ length: Math.floor(pairs.length / together) }, (_, group) =>
      meanOf(pairs.slice(group * together, (group + 1) * together)),
    );
  }
}

interface Pair {
  readonly value: number;
  readonly other: number;
}

function meanOf(pairs: readonly Pair[]): Pair {
  const mean = (read: (pair: Pair) => number): number =>
    pairs.reduce((sum, pair) => sum + read(pair), 0) / pairs.length;
  return { value: mean(({ value }) => value), other: mean(({ other }) => other) };
}

function widened({ estimate, low, high }: Estimate, by: number): Estimate {
  return { estimate, low: estimate - (estimate - low) * by, high: estimate + (high - estimate) * by };
}

function outcomeOf({ estimate, low, high }: Estimate, notable: number): Comparison["outcome"] {
  if (low > 0 && estimate >= notable) return "better";
  if (high < 0 && estimate <= -notable) return "worse";
  return low > -notable && high < notable ? "alike" : "unclear";
}

function middleOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
