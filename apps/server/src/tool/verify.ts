// `hydra-log verify` of two logs: are they the same?
import type { LogAddress } from "../log/backend.ts";
import { verifyLogs, type Progress } from "../log/copy.ts";
import { disposable } from "../log/disposable.ts";

/** Compares two logs, which no server may write. @throws LogImportError when they differ */
export async function compare(
  from: LogAddress,
  to: LogAddress,
  onProgress: (progress: Progress) => void,
): Promise<string> {
  await using log = disposable(await from.open());
  await using other = disposable(await to.open());
  const { entries, lastSeq, stateHash } = await verifyLogs({ from: log, to: other, onProgress });
  return `The same: ${entries} entries up to ${lastSeq}, state ${stateHash.slice(0, 16)}.`;
}
