// One writer at a time: an exclusive transaction held open on a small database beside the log. The operating system
// releases it with the process, whatever ends that, and `hydra.db` itself stays open to every reader.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { LogOpenError } from "../event-log.ts";
import { reasonOf } from "./database.ts";

/** Proof that this process alone writes to a data directory. */
export interface WriterLock {
  release(): void;
}

/**
 * Makes the directory if need be and takes its lock.
 * @throws LogOpenError at once when another process (or another log in this one) holds it, or the directory cannot be used.
 */
export function lockDataDir(dataDir: string): WriterLock {
  try {
    mkdirSync(dataDir, { recursive: true });
    const database = new DatabaseSync(join(dataDir, "hydra.lock"), { timeout: 0 });
    database.exec("BEGIN EXCLUSIVE");
    return { release: () => database.close() };
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === "database is locked") {
      throw new LogOpenError(`The data directory ${dataDir} is in use by another server.`, { cause: error });
    }
    throw new LogOpenError(`The data directory ${dataDir} cannot be used: ${reason}.`, { cause: error });
  }
}
