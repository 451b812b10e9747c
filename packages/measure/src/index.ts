export type { CostFigures } from "./cost.ts";
export type { DurationFigures } from "./durations.ts";
export * from "./events.ts";
export * from "./figures.ts";
export type { DistributionBin, EcdfPoint } from "./histogram.ts";
export { createMeasure, replay, type Measure } from "./measure.ts";
export type { LeadFigures, WinFigures } from "./race.ts";
export type { TimelinePoint } from "./timeline.ts";
