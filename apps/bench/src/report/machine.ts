// What a figure depends on besides the code.
import { cpus, loadavg, release, totalmem } from "node:os";

export interface Machine {
  readonly command: string;
  /** Of the end of the run. */
  readonly date: string;
  readonly cores: number;
  readonly processor: string;
  readonly memoryGiB: number;
  readonly kernel: string;
  readonly node: string;
  /** Mean number of runnable processes of the last 15 minutes; the bench itself keeps about two busy. */
  readonly load: number;
}

export function describeMachine(argv: readonly string[]): Machine {
  return {
    command: ["npm run bench --", ...argv].join(" "),
    date: new Date().toISOString().slice(0, 16).replace("T", " "),
    cores: cpus().length,
    processor: cpus()[0]?.model ?? "unknown",
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: `Linux ${release().split("-", 1)[0]}`,
    node: process.version,
    load: Math.round((loadavg()[2] ?? 0) * 10) / 10,
  };
}
