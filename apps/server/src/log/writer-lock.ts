// One writer at a time: an exclusive transaction held open on an empty database beside the log. The operating system
// releases it with the process, whatever ends that, and `hydra.db` itself stays open to every reader.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { LogOpenError } from "./event-log.ts";
import { reasonOf } from "./failure.ts";

/** SQLITE_BUSY, https://sqlite.org/rescode.html#busy */
const BUSY = 5;

/** Held by the one process that writes to the folder. Empty. */
export function lockPath(folder: string): string {
  return join(folder, "hydra.lock");
}

/** Proof that this log alone writes to its data directory. */
export interface WriterLock {
  /** Idempotent. */
  release(): void;
}

/**
 * Makes the directory if need be and takes its lock, at once or not at all.
 * @throws LogOpenError when another process, or another log in this one, has it, or the directory cannot be used.
 */
export function lockDataDir(dataDir: string): WriterLock {
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(dataDir, { recursive: true });
    database = new DatabaseSync(lockPath(dataDir), { timeout: 0 });
    // Nothing is ever written to it, so a process that is killed leaves no journal behind.
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (error) {
    database?.close();
    if (error instanceof Error && "errcode" in error && error.errcode === BUSY) {
      throw new LogOpenError(`The data directory ${dataDir} is in use by another server.`, { cause: error });
    }
    throw new LogOpenError(`The data directory ${dataDir} cannot be used: ${reasonOf(error)}.`, {
      cause: error,
    });
  }
  const held = database;
  return {
    release: () => {
      if (held.isOpen) held.close();
    },
  };
}
