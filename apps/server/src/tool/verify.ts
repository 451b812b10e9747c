// `hydra-log verify`: is a log what was written to it, or the same as another?
import { verifyLogs, type Progress } from "../log/copy.ts";
import { entryPages } from "../log/entry-pages.ts";
import { readHistory } from "../log/history.ts";
import { JetStreamLog } from "../log/jetstream/jetstream-log.ts";
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
  await using log = disposable(await JetStreamLog.open({ ...from.options, mustExist: true }));
  if (log.beganAfter > 0) return await verifyRest(log, onProgress);
  const history = await readHistory(entryPages(log), (done) => onProgress({ step: "verifying", done }));
  const { entries, lastSeq, stateHash } = history.digestWithState();
  return `All is good: ${entries} entries up to ${lastSeq}, state ${stateHash.slice(0, 16)}.`;
}

/** What a stream has after what was archived: the battle that it leads to begins in the archives. */
async function verifyRest(log: JetStreamLog, onProgress: (progress: Progress) => void): Promise<string> {
  let done = 0;
  for await (const page of entryPages(log, log.beganAfter)) {
    done += page.length;
    onProgress({ step: "verifying", done });
  }
  return `All is good: ${done} entries after ${log.beganAfter}, which is archived with those before it, up to ${log.head}.`;
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
