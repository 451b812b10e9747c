// Everything that a stream holds, read and verified (SPEC EL41), while servers write it or not.
import { entryPages } from "../entry-pages.ts";
import type { Progress } from "../copy.ts";
import { readHistory } from "../history.ts";
import type { JetStreamLog } from "./jetstream-log.ts";

/** @returns a line for the operator. @throws LogUnavailableError, LogOpenError when an entry cannot be read */
export async function verifyStream(
  log: JetStreamLog,
  onProgress: (progress: Progress) => void,
): Promise<string> {
  if (log.beganAfter > 0) return verifyRest(log, onProgress);
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
