// The command line: where the feed is, what is measured, and from what on a run has failed. SPEC LC1.
import { parseArgs } from "node:util";
import { RANGES, type NumberName } from "@hydra/lab";
import { isTransportName, TRANSPORTS, type TransportName } from "@hydra/protocol";

/** Most that a lane may have; undefined: any. */
export interface Thresholds {
  /** Milliseconds of staleness. */
  readonly p50: number | undefined;
  readonly p95: number | undefined;
  readonly p99: number | undefined;
  readonly missed: number | undefined;
  readonly repeated: number | undefined;
  readonly diverged: number | undefined;
}

export interface Options {
  readonly url: URL;
  readonly seconds: number;
  /** `all`: each that the server offers. */
  readonly transports: readonly TransportName[] | "all";
  readonly pollIntervalMs: number;
  /** Of Hydra: the family to watch instead of one that is founded and hit for the run. */
  readonly family: string | undefined;
  /** Of bots, in a family that is founded for the run. */
  readonly hitsPerSecond: number;
  readonly bots: number;
  readonly seed: number;
  /** Bearer token of the feed. */
  readonly token: string | undefined;
  /** File for the run as the page exports it. */
  readonly json: string | undefined;
  readonly thresholds: Thresholds;
}

/** The command line cannot be used; the message is one line for the terminal. */
export class OptionError extends Error {
  override readonly name = "OptionError";
}

export const USAGE = `npm run lab -- --url <address> [options]

  --url <address>        a Hydra (http://host:port), or a feed of one's own (https://host/prices)
  --seconds <n>          length of the run (60)
  --transports <names>   all, or some of ${TRANSPORTS.join(",")}
  --poll <ms>            between two polls (3000)
  --family <id>          Hydra: watch this family; without it one is founded, and bots hit there
  --rate --bots --seed   of those bots (20 hits a second, 50, 1)
  --token <text>         bearer token of the feed
  --json <file>          write the whole run there, as the lab's page exports it
  --max-p50 --max-p95 --max-p99 <ms>
  --max-missed --max-repeated --max-diverged <n>
                         what any lane may have at most

Exit code: 0 within the thresholds, 1 beyond one or a lane that could not be measured, 2 nothing was measured.`;

const TEXT = { type: "string" } as const;

/** @throws OptionError with one line that names the argument */
export function parseOptions(argv: readonly string[]): Options {
  const values = parse(argv);
  const count = (name: Exclude<keyof typeof values, "url">, number: NumberName, fallback: number): number =>
    whole(`--${name}`, values[name] ?? String(fallback), RANGES[number]);
  return {
    url: readUrl(values.url),
    seconds: count("seconds", "runSeconds", 60),
    transports: readTransports(values.transports ?? "all"),
    pollIntervalMs: count("poll", "pollIntervalMs", 3_000),
    family: values.family,
    hitsPerSecond: count("rate", "hitsPerSecond", 20),
    bots: count("bots", "bots", 50),
    seed: count("seed", "seed", 1),
    token: values.token,
    json: values.json,
    thresholds: {
      p50: most("--max-p50", values["max-p50"]),
      p95: most("--max-p95", values["max-p95"]),
      p99: most("--max-p99", values["max-p99"]),
      missed: most("--max-missed", values["max-missed"]),
      repeated: most("--max-repeated", values["max-repeated"]),
      diverged: most("--max-diverged", values["max-diverged"]),
    },
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        url: TEXT,
        seconds: TEXT,
        transports: TEXT,
        poll: TEXT,
        family: TEXT,
        rate: TEXT,
        bots: TEXT,
        seed: TEXT,
        token: TEXT,
        json: TEXT,
        "max-p50": TEXT,
        "max-p95": TEXT,
        "max-p99": TEXT,
        "max-missed": TEXT,
        "max-repeated": TEXT,
        "max-diverged": TEXT,
      },
    }).values;
  } catch (error) {
    throw new OptionError(error instanceof Error ? (error.message.split(/\. |\n/)[0] ?? "") : String(error));
  }
}

function readUrl(text: string | undefined): URL {
  if (text === undefined) throw new OptionError("--url is missing: where is the feed?");
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && ["http:", "https:"].includes(url.protocol) && url.search === "" && url.hash === "")
    return url;
  throw new OptionError(
    `--url takes an address that begins with http:// or https:// and has no query, not ${quote(text)}`,
  );
}

function readTransports(text: string): Options["transports"] {
  if (text === "all") return "all";
  const names = text.split(",");
  const unknown = names.find((name) => !isTransportName(name));
  if (unknown !== undefined)
    throw new OptionError(
      `--transports takes all or some of ${TRANSPORTS.join(", ")}, not ${quote(unknown)}`,
    );
  return TRANSPORTS.filter((transport) => names.includes(transport));
}

function whole(name: string, text: string, { least, most: top }: { least: number; most: number }): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= least && value <= top) return value;
  throw new OptionError(`${name} takes a whole number from ${least} to ${top}, not ${quote(text)}`);
}

function most(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value < Infinity) return value;
  throw new OptionError(`${name} takes a number of 0 or more, not ${quote(text)}`);
}

function quote(text: string): string {
  return JSON.stringify(text);
}
