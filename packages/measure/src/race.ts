// Who showed a version first, by how much, and by how much one lane leads another on average. Only times of one page
// are compared, so nothing here depends on the estimate of the server's clock. ME37, ME38.
import { MAX_LANES } from "./events.ts";
import { createHistogram, type Histogram } from "./histogram.ts";
import type { Version } from "./versions.ts";

export interface WinFigures {
  /** Versions this lane showed before every other lane that was due to show them. */
  readonly wins: number;
  /** How far the second was behind; null when nothing was won. */
  readonly marginP50Ms: number | null;
  readonly marginMeanMs: number | null;
}

export interface LeadFigures {
  /** The other lane. */
  readonly over: string;
  /** How much earlier than the other this lane showed a version, on average; negative when it was later. */
  readonly meanMs: number;
  /** Versions both were charged for. */
  readonly versions: number;
}

export interface Race {
  /** Versions that at least two lanes have shown. */
  readonly decided: number;
  /** A lane, by index, is charged for a version. Calls for one version must come in the order of `at`. */
  pass(version: Version, lane: number, at: number): void;
  wins(lane: number): WinFigures;
  /** Signed mean of how much earlier `lane` was, or undefined when no version is common to both. */
  lead(lane: number, other: number): Omit<LeadFigures, "over"> | undefined;
}

/** How often, and by how much in all, one lane was ahead of another. */
interface Lead {
  sumMs: number;
  versions: number;
}

export function createRace(): Race {
  const margins: Histogram[] = [];
  /** By pair of lanes. */
  const leads: Lead[] = [];
  let decided = 0;

  function leadOf(lane: number, other: number): Lead {
    const pair = lane * MAX_LANES + other;
    leads[pair] ??= { sumMs: 0, versions: 0 };
    return leads[pair];
  }

  return {
    get decided() {
      return decided;
    },
    pass(version, lane, at) {
      const { lanes, times } = version;
      const [first] = lanes;
      if (first !== undefined && lanes.length === 1) {
        decided += 1;
        margins[first] ??= createHistogram();
        margins[first].add(at - (times[0] ?? at));
      }
      for (const [place, other] of lanes.entries()) {
        const lead = leadOf(other, lane);
        lead.sumMs += at - (times[place] ?? at);
        lead.versions += 1;
      }
      lanes.push(lane);
      times.push(at);
    },
    wins(lane) {
      const margin = margins[lane];
      if (margin === undefined) return { wins: 0, marginP50Ms: null, marginMeanMs: null };
      const [median = 0] = margin.percentiles([0.5]);
      return { wins: margin.count, marginP50Ms: median, marginMeanMs: margin.meanMs };
    },
    lead(lane, other) {
      const ahead = leadOf(lane, other);
      const behind = leadOf(other, lane);
      const versions = ahead.versions + behind.versions;
      return versions === 0 ? undefined : { meanMs: (ahead.sumMs - behind.sumMs) / versions, versions };
    },
  };
}
