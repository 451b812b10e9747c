// Opens the log of a data folder, in the order that keeps a damaged one as it is: look first, then write. Called by the log's
// worker thread.
import type { DatabaseSync } from "node:sqlite";
import { LogOpenError } from "../event-log.ts";
import { reasonOf } from "../failure.ts";
import { resumeAheadMs } from "./boot-record.ts";
import { databasePath, reachedPath, sharedMemoryPath, walPath } from "./data-files.ts";
import { openLogDatabase, readEpoch, readNewestTime, renewEpoch } from "./log-database.ts";
import { inspectLog, type Inspection } from "./log-inspection.ts";
import type { WorkerOptions } from "./messages.ts";
import { noteOpenedFiles, type OpenedFiles } from "./opened-files.ts";
import { openReachedFile, type ReachedFile } from "./reached-file.ts";

/** Read in a second or two at the start: the whole of a log of 400 MB. */
const MAX_INSPECTED_ENTRIES = 2_000_000;

export interface OpenLog {
  readonly database: DatabaseSync;
  readonly files: OpenedFiles;
  readonly reached: ReachedFile;
  readonly epoch: string;
  /** How far the log's time is ahead of the machine's clock, milliseconds. */
  readonly aheadMs: number;
  /** Something the operator should know, in one line. */
  readonly notice?: string;
}

/** @throws LogOpenError with one line for the operator. */
export function openLog({ dataDir, busyTimeoutMs }: WorkerOptions): OpenLog {
  const found = inspectLog({ dataDir, busyTimeoutMs, maxEntries: MAX_INSPECTED_ENTRIES });
  const database = openLogDatabase(databasePath(dataDir), busyTimeoutMs);
  try {
    const { epoch, notice } = identify(database, found);
    const reached = openReachedFile(reachedPath(dataDir), { epoch, seq: found.head });
    const files = noteOpenedFiles([databasePath(dataDir), walPath(dataDir), sharedMemoryPath(dataDir)]);
    const aheadMs = resumeAheadMs(database, readNewestTime(database));
    return { database, files, reached, epoch, aheadMs, ...(notice === undefined ? {} : { notice }) };
  } catch (error) {
    database.close();
    throw new LogOpenError(`The data directory ${dataDir} cannot be used: ${reasonOf(error)}.`, {
      cause: error,
    });
  }
}

// Which life of the log this is: EL26.
function identify(
  database: DatabaseSync,
  { head, reached }: Inspection,
): { readonly epoch: string; readonly notice?: string } {
  const stored = readEpoch(database);
  if (head === 0 || reached?.epoch === stored) return { epoch: stored };
  const epoch = renewEpoch(database);
  return {
    epoch,
    notice: `The event log ends at entry ${head} but comes from elsewhere: new epoch ${epoch}.`,
  };
}
