// `hydra-log copy`: moving house.
import { copyLog, type Progress } from "../log/copy.ts";
import { disposable, openLog, openTarget, type Address } from "./addresses.ts";

/** @returns what there is to say, a line each */
export async function copy(
  from: Address,
  to: Address,
  onProgress: (progress: Progress) => void,
): Promise<string[]> {
  await using log = disposable(await openLog(from));
  const startedAt = performance.now();
  await using target = disposable(await openTarget(to));
  const { copied, history } = await copyLog({ from: log, to: target, onProgress });
  const { entries, lastSeq, entriesHash, stateHash } = history;
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  return [
    `Copied ${copied} entries in ${seconds} s. Read again, there are ${entries} up to ${lastSeq},`,
    `the same as in the source: entries ${entriesHash.slice(0, 16)}, state ${stateHash.slice(0, 16)}.`,
    "It is a new log: whoever watched the old one gets a snapshot. Do not start servers on both.",
  ];
}
