// `hydra-log verify`: is a log what was written to it, or the same as another?
import { verifyLogs, type Progress } from "../log/copy.ts";
import { entryPages } from "../log/entry-pages.ts";
import { readHistory } from "../log/history.ts";
import { verifyLog } from "../log/sqlite/verify-log.ts";
import { disposable, openLog, requireLog, type Address } from "./addresses.ts";

/** Reads everything that a log holds, while a server writes it or not. @returns what there is to say */
export async function verifyOne(from: Address, onProgress: (progress: Progress) => void): Promise<string> {
  if (from.type === "sqlite") {
    requireLog(from);
    const { entries, lastSeq, unchecked, damagedParts } = verifyLog(from.dataDir);
    const without = unchecked === 0 ? "" : `, ${unchecked} of them without a checksum`;
    const parts =
      damagedParts === 0 ? "" : ` ${damagedParts} parts of snapshots are damaged: they are not used.`;
    return `All is good: ${entries} entries up to ${lastSeq}${without}.${parts}`;
  }
  await using log = disposable(await openLog(from));
  const history = await readHistory(entryPages(log), (done) => onProgress({ step: "verifying", done }));
  const { entries, lastSeq, stateHash } = history.digestWithState();
  return `All is good: ${entries} entries up to ${lastSeq}, state ${stateHash.slice(0, 16)}.`;
}

/** Compares two logs, which no server may write. @throws LogImportError when they differ */
export async function compare(
  from: Address,
  to: Address,
  onProgress: (progress: Progress) => void,
): Promise<string> {
  await using log = disposable(await openLog(from));
  await using other = disposable(await openLog(to));
  const { entries, lastSeq, stateHash } = await verifyLogs({ from: log, to: other, onProgress });
  return `The same: ${entries} entries up to ${lastSeq}, state ${stateHash.slice(0, 16)}.`;
}
