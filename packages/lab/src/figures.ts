// What the page draws of a measure, taken a few times a second however often the lanes show something.
import type {
  Distribution,
  LaneFigures,
  Measure,
  Overview,
  RaceFigures,
  TimelinePoint,
} from "@hydra/measure";

export interface Figures {
  /** Page-local epoch milliseconds for which the figures hold. */
  readonly at: number;
  readonly table: readonly LaneFigures[];
  readonly race: RaceFigures;
  readonly overview: Overview;
  /** By lane. */
  readonly timelines: ReadonlyMap<string, readonly TimelinePoint[]>;
  readonly distributions: ReadonlyMap<string, Distribution>;
}

export function takeFigures(measure: Measure, at: number): Figures {
  const table = measure.table(at);
  const timelines = new Map<string, readonly TimelinePoint[]>();
  const distributions = new Map<string, Distribution>();
  for (const { lane } of table) {
    timelines.set(lane, measure.timeline(lane) ?? []);
    distributions.set(lane, measure.distribution(lane) ?? { ecdf: [], bins: [] });
  }
  return { at, table, race: measure.race(), overview: measure.overview(), timelines, distributions };
}
