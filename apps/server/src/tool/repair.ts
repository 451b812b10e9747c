// `hydra-log repair`: what is good of a damaged log as a new log, and a list of what is lost. The original is not touched.
import type { LogAddress, LogFolder } from "../log/backend.ts";
import { takeSecretAlong } from "./backup.ts";

/** @returns lines for the operator */
export async function repair(from: LogAddress, to: LogFolder): Promise<string[]> {
  from.folder?.requireLog();
  return to.make(async (anew) => {
    const lines = await from.repairInto(anew);
    if (from.folder !== undefined) lines.push(await takeSecretAlong(from.folder, anew));
    return lines;
  });
}
