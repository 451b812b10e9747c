// The measure's figures as the lines of a chart: one x for all lanes, a value or a gap for each. Pure.
import type { EcdfPoint, TimelinePoint } from "@hydra/measure";

/** On a logarithmic axis nothing is 0; less than this is finer than the clocks resolve. */
export const LEAST_MS = 1;

export interface Lines {
  /** Ascending. */
  readonly x: readonly number[];
  /** One line for each lane, in the order given; null is a gap. */
  readonly y: readonly (readonly (number | null)[])[];
}

/** Mean staleness by the time of publication, in seconds from `originMs` on. */
export function timelineLines(lanes: readonly (readonly TimelinePoint[])[], originMs: number): Lines {
  const times = [...new Set(lanes.flatMap((points) => points.map(({ at }) => at)))].sort((a, b) => a - b);
  const values = lanes.map((points) => new Map(points.map(({ at, meanMs }) => [at, meanMs])));
  return {
    x: times.map((at) => (at - originMs) / 1_000),
    y: values.map((byTime) =>
      times.map((at) => {
        const meanMs = byTime.get(at);
        return meanMs === undefined ? null : Math.max(LEAST_MS, meanMs);
      }),
    ),
  };
}

/** Share of versions shown within x milliseconds; each line ends where it reaches all. */
export function distributionLines(lanes: readonly (readonly EcdfPoint[])[]): Lines {
  const clamp = (ms: number): number => Math.max(LEAST_MS, ms);
  const x = [...new Set(lanes.flatMap((points) => points.map(({ ms }) => clamp(ms))))].sort((a, b) => a - b);
  return { x, y: lanes.map((points) => sharesAt(x, points, clamp)) };
}

function sharesAt(
  x: readonly number[],
  points: readonly EcdfPoint[],
  clamp: (ms: number) => number,
): (number | null)[] {
  if (points.length === 0) return x.map(() => null);
  let next = 0;
  let share = 0;
  return x.map((ms) => {
    const isPast = next >= points.length;
    for (let point = points[next]; point !== undefined && clamp(point.ms) <= ms; point = points[next]) {
      share = point.share;
      next += 1;
    }
    return isPast ? null : share;
  });
}
