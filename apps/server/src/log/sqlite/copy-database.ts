// A copy of a data folder's database, made while a server writes it or not.
import { DatabaseSync } from "node:sqlite";
import { LogOpenError } from "../event-log.ts";
import { reasonOf } from "../failure.ts";
import { databasePath } from "./data-files.ts";
import { BUSY_TIMEOUT_MS, leaveNoTrace, verifyLog, type Verified } from "./verify-log.ts";

/**
 * Copies the state that the log has now, without the room that its file has to spare. What is wrong with the copy, or with the source,
 * shows before the copy has the name of a log.
 * @throws LogOpenError with one line
 */
export function copyDatabase(from: string, unfinished: string): Verified {
  verifyLog(from);
  vacuumInto(from, databasePath(unfinished));
  return verifyLog(unfinished);
}

function vacuumInto(dataDir: string, to: string): void {
  using _ = leaveNoTrace(dataDir);
  const path = databasePath(dataDir);
  try {
    using database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
    database.prepare("VACUUM INTO ?").run(to);
  } catch (error) {
    throw new LogOpenError(`The event log ${path} was not copied: ${reasonOf(error)}.`, { cause: error });
  }
}
