export {
  apply,
  writeFormula,
  type Figure,
  type Given,
  type Operation,
  type Source,
  type Unit,
  type Worked,
} from "./figure.ts";
export { encodeWhatIf, encodeWhatIfCsv, figureText, WHAT_IF_FORMAT, type WhatIfEntry } from "./export.ts";
export { LIMITS, type LimitId, type LimitRow } from "./limit-table.ts";
export type { LimitReach, LimitState } from "./limits.ts";
export { publishedIn, type MeasuredLane, type MeasuredRun } from "./measured.ts";
export type { HostedCost, HostedName } from "./money.ts";
export { FIGURE_NAMES, type FigureName } from "./names.ts";
export {
  decodePrices,
  encodePrices,
  parsePrice,
  PRICES,
  PRICES_READ_ON,
  type PriceEdits,
  type PriceId,
  type PriceRow,
  type PriceUnit,
} from "./prices.ts";
export {
  decodeScenario,
  DEFAULT_SCENARIO,
  encodeScenario,
  parseScenarioNumber,
  SCENARIO_NUMBERS,
  SCENARIO_RANGES,
  type Scenario,
  type ScenarioNumber,
} from "./scenario.ts";
export { cheapestMonth, whatIf, type LaneWhatIf, type WhatIf, type WhatIfInput } from "./what-if.ts";
