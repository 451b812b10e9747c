// `hydra-log copy`: a log's history into another log.
import type { LogAddress } from "../log/backend.ts";
import { copyLog, type Progress } from "../log/copy.ts";
import { disposable } from "../log/disposable.ts";

/** @returns lines for the operator */
export async function copy(
  from: LogAddress,
  to: LogAddress,
  onProgress: (progress: Progress) => void,
): Promise<string[]> {
  await using log = disposable(await from.open());
  const startedAt = performance.now();
  await using target = disposable(await to.openTarget());
  const { copied, history } = await copyLog({ from: log, to: target, onProgress });
  const { entries, lastSeq, entriesHash, stateHash } = history;
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  return [
    `Copied ${copied} entries in ${seconds} s. Read again, there are ${entries} up to ${lastSeq},`,
    `the same as in the source: entries ${entriesHash.slice(0, 16)}, state ${stateHash.slice(0, 16)}.`,
    "It is a new log: whoever watched the old one gets a snapshot. Do not start servers on both.",
  ];
}
