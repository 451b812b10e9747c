// One measurement: what a process used while a group of connections was served.
import { setTimeout as wait } from "node:timers/promises";
import type { LoadGroup } from "../load/load.ts";
import type { Figures } from "../load/orders.ts";
import { readCpuUs } from "./process-figures.ts";

export interface Window {
  readonly figures: Figures;
  /** Of the server's process, all its threads. */
  readonly cpuUs: number;
  /** Share of one core that the server had. */
  readonly cpuShare: number;
}

/** After connecting: what is compiled and collected then (a heap that has grown by ten thousand connections) is no steady state. */
const SETTLE_MS = 2_500;

export async function measureWindow(pid: number, group: LoadGroup, seconds: number): Promise<Window> {
  await wait(SETTLE_MS);
  await group.reset();
  const before = readCpuUs(pid);
  await wait(seconds * 1_000);
  const cpuUs = readCpuUs(pid) - before;
  const figures = await group.read();
  return { figures, cpuUs, cpuShare: cpuUs / 1_000 / figures.elapsedMs };
}
