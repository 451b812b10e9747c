// `npm run lab`: the lab without a page, against any server that keeps the contract.
import { appendFile, writeFile } from "node:fs/promises";
import type { FeedView } from "@hydra/feed/client";
import { encodeResult } from "@hydra/lab";
import { openForeignFeed } from "./foreign-feed.ts";
import { openHydra } from "./hydra.ts";
import { judge } from "./judgement.ts";
import { NodeLab } from "./node-lab.ts";
import { NothingToMeasure } from "./nothing-to-measure.ts";
import { OptionError, parseOptions, USAGE, type Options } from "./options.ts";
import type { RacedFeed } from "./raced-feed.ts";
import { report } from "./report.ts";

const FAILED = 1;
const NOT_MEASURED = 2;
/** 128 and the signal's number, as a shell has it. */
const INTERRUPTED = 130;

async function main(argv: readonly string[]): Promise<number> {
  if (argv.includes("--help") || argv.includes("-h")) {
    console.log(USAGE);
    return 0;
  }
  const options = parseOptions(argv);
  if (options.json !== undefined) await mustBeWritable(options.json);
  // A feed has a path of its own; a Hydra's families are found from its root.
  const isHydra = options.url.pathname === "/";
  return isHydra ? race(await openHydra(options), options) : race(await openForeignFeed(options), options);
}

/** Before the run, not after it. @throws OptionError when the file cannot be written */
async function mustBeWritable(file: string): Promise<void> {
  try {
    await appendFile(file, "");
  } catch (error) {
    throw new OptionError(
      `--json cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function race<View extends FeedView>(feed: RacedFeed<View>, options: Options): Promise<number> {
  const lab = new NodeLab(feed, options);
  process.once("SIGINT", () => lab.cut());
  const { result, unmeasured, isCut } = await lab.run();
  console.log(report(result, feed.lacks));
  if (options.json !== undefined) await writeFile(options.json, encodeResult(result));
  const failures = judge(result.table, options.thresholds, unmeasured);
  for (const failure of failures) console.error(failure);
  if (isCut) return INTERRUPTED;
  return failures.length === 0 ? 0 : FAILED;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof OptionError || error instanceof NothingToMeasure)) throw error;
  console.error(error.message);
  process.exitCode = NOT_MEASURED;
}
