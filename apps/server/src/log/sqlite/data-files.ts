// What stands in the data directory, by name. Everything else about a file stands where it is opened.
import { join } from "node:path";

/** The log itself: an SQLite database (log-database.ts). */
export function databasePath(dataDir: string): string {
  return join(dataDir, "hydra.db");
}

/** What was committed and is not yet in the database; SQLite's. Beside a closed log there is none. */
export function walPath(dataDir: string): string {
  return `${databasePath(dataDir)}-wal`;
}

/** Where in the WAL each page is, shared by all that have the database open; SQLite's. Holds nothing of its own. */
export function sharedMemoryPath(dataDir: string): string {
  return `${databasePath(dataDir)}-shm`;
}

/** How far the log has got, outside of it (reached-file.ts). */
export function reachedPath(dataDir: string): string {
  return join(dataDir, "hydra.reached");
}
