// Whether a run is within what was asked for: a sentence for each figure that is not. Pure. SPEC LC3.
import type { LaneFigures } from "@hydra/measure";
import type { Unmeasured } from "./node-lab.ts";
import type { Thresholds } from "./options.ts";

type Figure = keyof Thresholds;

const FIGURES: Readonly<Record<Figure, (row: LaneFigures) => number | undefined>> = {
  p50: ({ staleness }) => staleness?.p50Ms,
  p95: ({ staleness }) => staleness?.p95Ms,
  p99: ({ staleness }) => staleness?.p99Ms,
  missed: ({ missed }) => missed,
  repeated: ({ repeated }) => repeated,
  diverged: ({ diverged }) => diverged,
};

const FIGURE_NAMES = ["p50", "p95", "p99", "missed", "repeated", "diverged"] as const;

const UNITS: Readonly<Partial<Record<Figure, string>>> = { p50: " ms", p95: " ms", p99: " ms" };

/** What has failed; nothing when all is well. */
export function judge(
  table: readonly LaneFigures[],
  thresholds: Thresholds,
  unmeasured: readonly Unmeasured[],
): string[] {
  return [
    ...unmeasured.map(({ transport, why }) => `${transport}: not measured (${why})`),
    ...table.flatMap((row) => FIGURE_NAMES.flatMap((name) => exceeded(row, name, thresholds))),
  ];
}

function exceeded(row: LaneFigures, figure: Figure, thresholds: Thresholds): string[] {
  const most = thresholds[figure];
  if (most === undefined) return [];
  const value = FIGURES[figure](row);
  const unit = UNITS[figure] ?? "";
  if (value === undefined) return [`${row.lane}: no ${figure}, as no version was due`];
  return value > most ? [`${row.lane}: ${figure} ${round(value)}${unit}, more than ${most}${unit}`] : [];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
