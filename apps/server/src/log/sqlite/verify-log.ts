// Everything that a data folder's log holds, read and verified (SPEC EL28), while a server writes it or not.
import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { LogOpenError } from "../event-log.ts";
import { databasePath } from "./data-files.ts";
import { inspectLog, noteSideFiles } from "./log-inspection.ts";
import { queryInteger, SCHEMA_VERSION } from "./log-database.ts";
import { createSnapshotStore } from "./snapshot-store.ts";
import { lockDataDir, lockPath } from "../writer-lock.ts";

export interface Verified {
  readonly entries: number;
  readonly lastSeq: number;
  /** Of the entries: those from before there were checksums, and other programs'. */
  readonly unchecked: number;
  /** Parts of snapshots that are not as they were stored, which costs a start nothing but time. */
  readonly damagedParts: number;
}

/** How long a reader waits for another SQLite client that has the file locked. */
export const BUSY_TIMEOUT_MS = 5_000;

/** `family` and `type` repeat what stands in `event`, for other clients. */
const FIRST_WRONG_COLUMN = `
  SELECT min(seq) FROM entry WHERE family IS NOT event ->> '$.familyId' OR type IS NOT event ->> '$.type'`;

/** @throws LogOpenError with one line that names the file, the entry and what to do. */
export function verifyLog(dataDir: string): Verified {
  using _ = leaveNoTrace(dataDir);
  const { entries, head } = inspectLog({ dataDir, busyTimeoutMs: BUSY_TIMEOUT_MS, maxEntries: Infinity });
  return { entries, lastSeq: head, ...verifyRest(databasePath(dataDir)) };
}

/** Disposed after some reading, removes what SQLite has laid beside the database for it, unless that is a server's. */
export function leaveNoTrace(dataDir: string): Disposable {
  const tidyUp = noteSideFiles(dataDir);
  return { [Symbol.dispose]: () => unlessInUse(dataDir, tidyUp) };
}

function verifyRest(path: string): Pick<Verified, "unchecked" | "damagedParts"> {
  using database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  const wrong = queryInteger(database, FIRST_WRONG_COLUMN);
  if (wrong > 0)
    throw new LogOpenError(
      `The event log ${path} is damaged: entry ${wrong} has another family or type beside its text; the text is good.`,
    );
  const isOld = queryInteger(database, "PRAGMA user_version") < SCHEMA_VERSION;
  const unchecked = isOld ? "SELECT count(*) FROM entry" : "SELECT count(*) FROM entry WHERE crc IS NULL";
  return {
    unchecked: queryInteger(database, unchecked),
    damagedParts: createSnapshotStore(database).readAll().damagedParts,
  };
}

function unlessInUse(dataDir: string, tidyUp: () => void): void {
  if (!existsSync(lockPath(dataDir))) return tidyUp();
  try {
    const lock = lockDataDir(dataDir);
    tidyUp();
    lock.release();
  } catch (error) {
    if (!(error instanceof LogOpenError)) throw error;
  }
}
