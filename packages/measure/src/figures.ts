// What a measure answers. Plain JSON values; null where there is no figure yet. Rules: ../SPEC.md, ME24–ME38.
import type { CostFigures } from "./cost.ts";
import type { DurationFigures } from "./durations.ts";
import type { DistributionBin, EcdfPoint } from "./histogram.ts";
import type { LeadFigures, WinFigures } from "./race.ts";

/** `waiting`: for its first update. `catching-up`: for the first message after a pause or a hidden page. */
export type LaneState = "waiting" | "active" | "paused" | "hidden" | "catching-up" | "ended";

/** Over all versions that were due, skipped ones too. Each is `uncertaintyMs` of the lane's row uncertain. */
export interface StalenessFigures {
  readonly count: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly worstMs: number;
}

/** A row of the table. */
export interface LaneFigures {
  readonly lane: string;
  readonly state: LaneState;
  /** How long the lane was measured. */
  readonly activeMs: number;
  /** Null until a version that was due has been shown. */
  readonly staleness: StalenessFigures | null;
  /** How far staleness and age may be off because the server's clock is only estimated; null before a version is dated by it. */
  readonly uncertaintyMs: number | null;
  /** Age of what is on the screen: averaged over active time, and now. Null when not measured. */
  readonly meanAgeMs: number | null;
  readonly ageMs: number | null;
  /** Updates shown. */
  readonly shown: number;
  /** Versions that were due and never shown themselves, only a later one. */
  readonly skipped: number;
  /** Versions that were due and not shown when their account was closed: charged with their age by then. */
  readonly unfinished: number;
  readonly missed: number;
  readonly repeated: number;
  /** Losses that were made up for before they were missed, and messages that were late or came again: ME11. */
  readonly repaired: number;
  readonly discarded: number;
  /** States that were not the server's, by its digests. */
  readonly diverged: number;
  /** Updates shown whose digest held. */
  readonly verified: number;
  readonly resets: number;
  /** Versions that, by the server's counts on this lane, were published, but that no lane showed. */
  readonly unaccounted: number;
  readonly outages: DurationFigures;
  /** How long the outage lasts that has not ended, if it can be timed; null when there is none. */
  readonly outageMs: number | null;
  readonly switches: DurationFigures;
  readonly race: WinFigures;
  /** One for every lane with which this one has a version in common. Free of the clock's uncertainty. */
  readonly leads: readonly LeadFigures[];
  readonly cost: CostFigures | null;
  /** Of what is on the screen; after a run, of what was when its account was closed. */
  readonly cursor: { readonly epoch: string; readonly seq: number } | null;
}

export interface Distribution {
  /** At most 200 points, ascending. */
  readonly ecdf: readonly EcdfPoint[];
  /** Eight an octave, empty ones left out. */
  readonly bins: readonly DistributionBin[];
}

/** A figure's interval at a level of 95 %: how far it might be elsewhere had the run's blocks come in other numbers. */
export type FigureInterval = readonly [low: number, high: number];

/** What one lane did in one block; null where it was charged for nothing, or the ledger was not read. */
export interface LaneBlock {
  readonly p95Ms: number | null;
  readonly bytesPerSecond: number | null;
  readonly requestsPerSecond: number | null;
}

export interface LaneBlocks {
  readonly lane: string;
  readonly blocks: readonly LaneBlock[];
  /** Null when fewer than two blocks have a version. */
  readonly intervals: Readonly<Record<"p50Ms" | "p95Ms" | "p99Ms", FigureInterval>> | null;
}

/** A run in blocks of equal length, the same ones for all lanes. */
export interface RunBlocks {
  readonly blockMs: number;
  readonly lanes: readonly LaneBlocks[];
}

/** One version's race. */
export interface RaceFinish {
  readonly seq: number;
  /** Page-local epoch milliseconds, by the estimate of the clock. */
  readonly publishedAt: number;
  /** Who has shown it, or a later one, first to last, and how long after the first. */
  readonly places: readonly { readonly lane: string; readonly behindMs: number }[];
}

export interface RaceFigures {
  /** Versions that at least two lanes showed. */
  readonly decided: number;
  /** In the order the lanes were opened. */
  readonly lanes: readonly (WinFigures & { readonly lane: string })[];
  /** The newest versions that any lane has shown, newest first, at most 32. */
  readonly latest: readonly RaceFinish[];
}

/** What is not a single lane's. */
export interface Overview {
  readonly clock: { readonly offsetMs: number; readonly uncertaintyMs: number } | null;
  /** Page-local epoch milliseconds. */
  readonly run: { readonly startedAt: number | null; readonly endedAt: number | null };
  /** Versions that became known, and those the server counted (`counted` events) beyond them. */
  readonly versions: { readonly known: number; readonly unaccounted: number };
  /** Events that could not be used: of an unknown lane, a lane too many, a count that cannot be checked. */
  readonly ignored: number;
}
