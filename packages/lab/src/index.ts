export { conclude, type Evidence } from "./conclusion.ts";
export { battleContent, endingOf, type Content, type Ending } from "./ending.ts";
export { encodeCsv, encodeResult, EXPORT_FORMAT, isReproducible, type RunResult } from "./export.ts";
export { takeFigures, type Figures } from "./figures.ts";
export type { FoundFault, InjectedFault } from "./injected-fault.ts";
export { Lane, type LaneFeed, type LaneFeedOptions, type LaneOptions } from "./lane.ts";
export { readLedgers, type LedgerLane } from "./ledgers.ts";
export { Lease, type LeaseOptions, type LeaseState } from "./lease.ts";
export { Run, type Refusal, type RunDependencies, type RunState } from "./run.ts";
export { RunTraffic, type BotsOfServer } from "./run-traffic.ts";
export * from "./set-up.ts";
export { addEntry, measuredRunOf, recommendedLanes, withEntry } from "./what-if.ts";
export {
  interruptionOf,
  interruptionsIn,
  WEATHER_CHOICES,
  weatherOf,
  type ChosenWeather,
  type WeatherChoice,
} from "./weather-choice.ts";
export { openWitness, type WitnessOptions } from "./witness.ts";
