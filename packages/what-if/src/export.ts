// A what-if as files that stand alone: all figures down to their sources as JSON, one figure a row as CSV. SPEC WI38, WI39.
import { writeFormula, type Figure, type Source, type Unit } from "./figure.ts";
import type { LimitReach } from "./limits.ts";
import { FIGURE_NAMES } from "./names.ts";
import { PRICES, PRICES_READ_ON, type PriceEdits, type PriceRow } from "./prices.ts";
import type { Scenario } from "./scenario.ts";
import type { WhatIf } from "./what-if.ts";

export const WHAT_IF_FORMAT = "hydra-what-if";

/** What was entered: a link has it, and a run's file. */
export interface WhatIfEntry {
  readonly scenario: Scenario;
  /** Prices that are not the table's. */
  readonly prices: PriceEdits;
}

export interface WhatIfAbout {
  readonly prices: PriceEdits;
  /** The page with this scenario. */
  readonly link: string;
  /** ISO 8601. */
  readonly madeAt: string;
  /** Of the run that was measured; null: stated values stand in. */
  readonly runFinishedAt: string | null;
}

export function encodeWhatIf(answer: WhatIf, about: WhatIfAbout): string {
  const { prices: edits, ...rest } = about;
  const prices = PRICES.map((row) => ({ ...row, ...editOf(row, edits) }));
  return JSON.stringify({
    format: WHAT_IF_FORMAT,
    version: 1,
    ...rest,
    pricesReadOn: PRICES_READ_ON,
    prices,
    ...answer,
  });
}

function editOf({ id, usd }: PriceRow, edits: PriceEdits): { usd: number; isEdited: boolean } {
  return { usd: edits[id] ?? usd, isEdited: edits[id] !== undefined };
}

const NEEDS = [
  "requests",
  "connections",
  "busy",
  "down",
  "up",
  "memory",
  "cores",
  "radio",
  "radioOfAll",
  "month",
] as const;

/** RFC 4180; numbers in full, with a point. */
export function encodeWhatIfCsv(answer: WhatIf, { link, madeAt, runFinishedAt }: WhatIfAbout): string {
  const about = [madeAt, runFinishedAt ?? "", link];
  const rows = [
    ["of", "figure", "value", "unit", "state", "formula", "source", "made_at", "run_finished_at", "link"],
    ...answer.lanes.flatMap((lane) => [
      ...NEEDS.map((need) => [lane.lane, ...cellsOf(lane[need]), ...about]),
      ...lane.limits.map((limit) => [lane.lane, ...limitCells(limit), ...about]),
    ]),
    ...answer.hosted.map(({ service, month }) => [service, ...cellsOf(month), ...about]),
    ...answer.hostedLimits.map((limit) => ["hosted", ...limitCells(limit), ...about]),
  ];
  return `${rows.map((row) => row.map((cell) => encodeCell(cell)).join(",")).join("\r\n")}\r\n`;
}

function cellsOf(figure: Figure, state = ""): string[] {
  const { name, value, unit } = figure;
  const source = figure.type === "given" ? describeSource(figure.source) : "";
  return [
    FIGURE_NAMES[name],
    value === null ? "" : String(value),
    unit,
    state,
    formulaIn(figure) ?? "",
    source,
  ];
}

function limitCells({ limit, reach, state }: LimitReach): string[] {
  return [
    `${FIGURE_NAMES.reach} ${limit.id}`,
    ...cellsOf(reach, state).slice(1, 5),
    describeSource(limit.source),
  ];
}

/** The formula in English, each input with its value. */
function formulaIn(figure: Figure): string | undefined {
  return writeFormula(figure, (input) => `${FIGURE_NAMES[input.name]} [${figureText(input)}]`);
}

/** A value and its unit, for a terminal or a file. */
export function figureText({ value, unit }: Figure): string {
  if (value === null) return "not measured";
  const digits = Number(value.toPrecision(4));
  return `${digits.toLocaleString("en", { maximumFractionDigits: 6 })}${SUFFIXES[unit]}`;
}

const SUFFIXES: Readonly<Record<Unit, string>> = {
  "1": "",
  "per-second": "/s",
  ms: " ms",
  s: " s",
  "s-per-hour": " s/h",
  h: " h",
  "h-per-day": " h/day",
  min: " min",
  bytes: " B",
  "bytes-per-second": " B/s",
  gb: " GB",
  gib: " GiB",
  kib: " KiB",
  cores: " cores",
  us: " µs",
  usd: " USD",
  share: "",
  percent: " %",
};

function describeSource(source: Source): string {
  switch (source.type) {
    case "entry":
      return "entered";
    case "run":
      return `measured in the run: ${source.lane}`;
    case "price":
      return `price ${source.row}${source.isEdited ? ", entered" : ""}`;
    case "own":
      return source.reference;
    case "model":
      return source.address === undefined ? source.reference : `${source.reference} ${source.address}`;
  }
}

function encodeCell(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
