// The command line: which scenarios, how long, where the results go.
import { parseArgs } from "node:util";

export interface Options {
  /** Empty: all. */
  readonly scenarios: readonly string[];
  /** Every figure is the median of so many runs. */
  readonly runs: number;
  /** Length of one measurement. */
  readonly seconds: number;
  /** Watchers of a fan-out. */
  readonly watchers: number;
  /** Connections of `idle`, and the largest crowd of `growth`. */
  readonly connections: number;
  /** Of the scenario of that name. */
  readonly families: number;
  /** Length of a soak. */
  readonly minutes: number;
  /** Between two kills of a soak. */
  readonly killSeconds: number;
  /** Of what a soak does, and when. */
  readonly seed: number;
  /** File to write the results to as JSON. */
  readonly json: string | undefined;
  /** Put the results into the README, and the charts beside it. */
  readonly isWriting: boolean;
}

/** @throws Error that names the argument which cannot be used. */
export function parseOptions(argv: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      runs: { type: "string", default: "5" },
      seconds: { type: "string", default: "2" },
      watchers: { type: "string", default: "1000" },
      connections: { type: "string", default: "10000" },
      families: { type: "string", default: "100000" },
      minutes: { type: "string", default: "60" },
      "kill-seconds": { type: "string", default: "60" },
      seed: { type: "string", default: "1" },
      json: { type: "string" },
      write: { type: "boolean", default: false },
    },
  });
  return {
    scenarios: positionals.filter((name) => name !== "all"),
    runs: readCount("runs", values.runs, 99),
    seconds: readCount("seconds", values.seconds, 600),
    watchers: readCount("watchers", values.watchers, 15_000),
    connections: readCount("connections", values.connections, 15_000),
    families: readCount("families", values.families, 1_000_000),
    minutes: readCount("minutes", values.minutes, 10_000),
    killSeconds: readCount("kill-seconds", values["kill-seconds"], 3_600),
    seed: readCount("seed", values.seed, 1_000_000_000),
    json: values.json,
    isWriting: values.write,
  };
}

function readCount(name: string, text: string, max: number): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= max) return count;
  throw new Error(`--${name} takes a whole number from 1 to ${max}, not ${JSON.stringify(text)}`);
}
