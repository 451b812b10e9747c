// What the bench can run. A scenario stands in a file of its own under scenarios/ and is named in main.ts's table.

export interface Scenario {
  /** As typed on the command line. */
  readonly name: string;
  /** One line: what is measured. */
  readonly summary: string;
  /** Measures and prints. Leaves nothing running behind. */
  run(): Promise<void>;
}
