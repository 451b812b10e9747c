// A number that can be opened: given, with where it is from, or worked out of others by one operation. Whatever is
// shown of a formula is this tree itself, so that no words can differ from what was computed. SPEC WI1–WI4.
import type { FigureName } from "./names.ts";

export type Unit =
  | "1"
  | "per-second"
  | "ms"
  | "s"
  | "s-per-hour"
  | "h"
  | "h-per-day"
  | "min"
  | "bytes"
  | "bytes-per-second"
  | "gb"
  | "gib"
  | "kib"
  | "cores"
  | "us"
  | "usd"
  | "share"
  | "percent";

export type Source =
  /** What the person entered. */
  | { readonly type: "entry" }
  /** Measured in the run before. */
  | { readonly type: "run"; readonly lane: string }
  /** A document that states it: an RFC, a manual, a paper. */
  | { readonly type: "model"; readonly reference: string; readonly address?: string }
  /** This project's own code or published measurement: where it stands, and by what it was measured. */
  | { readonly type: "own"; readonly reference: string }
  /** A row of the table of prices. */
  | { readonly type: "price"; readonly row: string; readonly isEdited: boolean };

export type Operation =
  | "sum"
  | "product"
  | "quotient"
  /** The first less the second, at least 0. */
  | "excess"
  | "least"
  | "most"
  /** To the next whole number. */
  | "round-up"
  | "power";

export interface Given {
  readonly type: "given";
  readonly name: FigureName;
  readonly unit: Unit;
  /** Null: nothing has measured it. */
  readonly value: number | null;
  readonly source: Source;
}

export interface Worked {
  readonly type: "worked";
  readonly name: FigureName;
  readonly unit: Unit;
  /** Null where one of `inputs` is. */
  readonly value: number | null;
  readonly operation: Operation;
  readonly inputs: readonly Figure[];
}

export type Figure = Given | Worked;

const OPERATIONS: Readonly<Record<Operation, (...values: readonly number[]) => number>> = {
  sum: (...values) => values.reduce((total, value) => total + value, 0),
  product: (...values) => values.reduce((total, value) => total * value, 1),
  quotient: (dividend = 0, divisor = 1) => dividend / divisor,
  excess: (value = 0, over = 0) => Math.max(0, value - over),
  least: Math.min,
  most: Math.max,
  "round-up": (value = 0) => Math.ceil(value),
  power: (base = 0, exponent = 1) => base ** exponent,
};

/** What an operation makes of its inputs' values; null where one is. */
export function apply(operation: Operation, values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length < values.length ? null : OPERATIONS[operation](...known);
}

/** `[name, unit]` of a figure. */
export type Named = readonly [name: FigureName, unit: Unit];

export function given([name, unit]: Named, value: number | null, source: Source): Given {
  return { type: "given", name, unit, value, source };
}

function worked([name, unit]: Named, operation: Operation, inputs: readonly Figure[]): Worked {
  const value = apply(
    operation,
    inputs.map((input) => input.value),
  );
  return { type: "worked", name, unit, value, operation, inputs };
}

export const sum = (named: Named, ...inputs: readonly Figure[]): Worked => worked(named, "sum", inputs);
export const product = (named: Named, ...inputs: readonly Figure[]): Worked =>
  worked(named, "product", inputs);
export const quotient = (named: Named, dividend: Figure, divisor: Figure): Worked =>
  worked(named, "quotient", [dividend, divisor]);
export const excess = (named: Named, value: Figure, over: Figure): Worked =>
  worked(named, "excess", [value, over]);
export const least = (named: Named, ...inputs: readonly Figure[]): Worked => worked(named, "least", inputs);
export const most = (named: Named, ...inputs: readonly Figure[]): Worked => worked(named, "most", inputs);
export const roundUp = (named: Named, value: Figure): Worked => worked(named, "round-up", [value]);
export const power = (named: Named, base: Figure, exponent: Figure): Worked =>
  worked(named, "power", [base, exponent]);

const BETWEEN: Partial<Record<Operation, string>> = {
  sum: " + ",
  product: " × ",
  quotient: " ÷ ",
  power: " ^ ",
};

/** The formula of a figure, its inputs written as the caller writes them; undefined of one that is given. */
export function writeFormula(figure: Figure, write: (input: Figure) => string): string | undefined {
  if (figure.type === "given") return undefined;
  const inputs = figure.inputs.map((input) => write(input));
  const between = BETWEEN[figure.operation];
  if (between !== undefined) return inputs.join(between);
  switch (figure.operation) {
    case "excess":
      return `max(0, ${inputs.join(" − ")})`;
    case "least":
      return `min(${inputs.join(", ")})`;
    case "most":
      return `max(${inputs.join(", ")})`;
    default:
      return `⌈${inputs.join("")}⌉`;
  }
}
