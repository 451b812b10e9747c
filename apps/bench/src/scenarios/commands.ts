// What remembered commands take at the most: as many as there may be over all families, in the families that need the most room for
// them. Each measurement in a process of its own.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { count, median, spread } from "../report/statistics.ts";
import type { Scenario } from "../scenario.ts";

const WORKER = fileURLToPath(new URL("../engine/commands-worker.ts", import.meta.url));
const FAMILIES = [1, 4, 100, 10_000];
/** Of a UUID, and the longest that the wire takes. */
const ID_LENGTHS = [36, 64];
const MAX_RUNS = 3;
const MAX_MIB = 400;

export const commands: Scenario = {
  name: "commands",
  summary: "memory of remembered commands when twice as many have counted as all families may remember",
  async run(options) {
    const rows: string[][] = [];
    let most = 0;
    for (const families of FAMILIES) {
      for (const idLength of ID_LENGTHS) {
        const mib: number[] = [];
        const pauses: number[] = [];
        for (let run = 0; run < Math.min(options.runs, MAX_RUNS); run += 1) {
          const figures = await measure(families, idLength);
          mib.push(figures.mib);
          pauses.push(figures.longestMs);
        }
        most = Math.max(most, ...mib);
        rows.push([
          `${count(families)} families, ids of ${idLength}`,
          median(mib).toFixed(0),
          spread(mib, 0),
          median(pauses).toFixed(1),
        ]);
        console.log(rows.at(-1)?.join(", "));
      }
    }
    return {
      tables: [
        {
          title: "2,097,152 commands that counted, 1,048,576 of them remembered",
          columns: ["", "MiB", "range", "longest attack, ms"],
          rows,
        },
      ],
      claims: [
        {
          what: "commands: memory of all that may be remembered",
          target: `≤ ${MAX_MIB} MiB`,
          measured: `${most.toFixed(0)} MiB`,
          holds: most <= MAX_MIB,
        },
      ],
    };
  },
};

async function measure(families: number, idLength: number): Promise<{ mib: number; longestMs: number }> {
  const args = ["--expose-gc", WORKER, String(families), String(idLength)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const [mib = NaN, longestMs = NaN] = stdout.split(" ").map(Number);
  return { mib, longestMs };
}
