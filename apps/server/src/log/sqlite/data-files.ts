// What stands in the data directory, by name. Everything else about a file is said where it is opened.
import { join } from "node:path";

/** The log itself: an SQLite database (log-database.ts). While it is open, SQLite keeps `-wal` and `-shm` beside it. */
export function databasePath(dataDir: string): string {
  return join(dataDir, "hydra.db");
}

/** Held by the one server that writes (writer-lock.ts). Empty. */
export function lockPath(dataDir: string): string {
  return join(dataDir, "hydra.lock");
}

/** How far the log has got, outside of it (reached-file.ts). */
export function reachedPath(dataDir: string): string {
  return join(dataDir, "hydra.reached");
}
