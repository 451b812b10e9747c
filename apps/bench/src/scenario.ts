// What the bench can run, and what comes of it. A scenario stands in a file of its own under scenarios/ and is named
// in main.ts's table.
import type { Options } from "./options.ts";

export interface Scenario {
  /** As typed on the command line. */
  readonly name: string;
  /** One line: what is measured. */
  readonly summary: string;
  /** Only run when it is named: it takes an hour. Its claims are promises, so one that does not hold fails the run. */
  readonly isAsked?: boolean;
  /** Measures, and prints its progress. Leaves nothing running behind. */
  run(options: Options): Promise<Result>;
}

export interface Result {
  readonly tables: readonly Table[];
  readonly claims?: readonly Claim[];
  readonly charts?: readonly Chart[];
}

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  /** The first cell names the row; the others are figures. */
  readonly rows: readonly (readonly string[])[];
}

/** Something the server must show, and whether this run did. Printed, never asserted. */
export interface Claim {
  readonly what: string;
  readonly target: string;
  readonly measured: string;
  readonly holds: boolean;
}

/** Horizontal bars from 0. */
export interface Chart {
  /** File name without its ending. */
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly Bar[];
}

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** Set apart in colour. */
  readonly isOwn: boolean;
}
