// `hydra-log backup` and `restore`: a copy of a data folder's log, made while a server writes it or not, and a log made of one.
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { LogOpenError } from "../log/event-log.ts";
import { reasonOf } from "../log/failure.ts";
import {
  databasePath,
  reachedPath,
  secretPath,
  sharedMemoryPath,
  walPath,
} from "../log/sqlite/data-files.ts";
import { BUSY_TIMEOUT_MS, leaveNoTrace, verifyLog, type Verified } from "../log/sqlite/verify-log.ts";
import { lockDataDir } from "../log/sqlite/writer-lock.ts";
import { readSecret } from "../plugins/session-secret.ts";
import { requireLog, requireNoLog, type SqliteAddress } from "./addresses.ts";

/** One state of the log, whole or not at all. @returns what there is to say, a line each */
export async function backup(from: SqliteAddress, to: SqliteAddress): Promise<string[]> {
  requireLog(from);
  requireNoLog(to);
  mkdirSync(to.dataDir, { recursive: true });
  const verified = copyLog(from, to);
  return [
    `Backed up ${describe(verified)} to ${to.dataDir}, and read them again.`,
    await takeSecretAlong(from.dataDir, to.dataDir),
  ];
}

/** @returns what there is to say, a line each */
export async function restore(from: SqliteAddress, to: SqliteAddress): Promise<string[]> {
  requireLog(from);
  const lock = lockDataDir(to.dataDir);
  try {
    requireNoLog(to);
    const verified = copyLog(from, to);
    // Last: until the log is there, nothing may begin here but what had been reached.
    rmSync(reachedPath(to.dataDir), { force: true });
    sync(to.dataDir);
    return [
      `Restored ${describe(verified)} into ${to.dataDir}. It goes on under a new epoch: watchers get a snapshot.`,
      await takeSecretAlong(from.dataDir, to.dataDir),
    ];
  } finally {
    lock.release();
  }
}

/**
 * Copies the state that the log has now, without the room that its file has to spare, into a folder without one. What is wrong
 * with the copy, or with the source, shows before the copy has the name of a log.
 * @throws LogOpenError with one line
 */
function copyLog(from: SqliteAddress, to: SqliteAddress): Verified {
  // A folder of its own, so that it can be read as a log.
  const unfinished = join(to.dataDir, "unfinished");
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished);
  try {
    verifyLog(from.dataDir);
    vacuumInto(from.dataDir, databasePath(unfinished));
    const verified = verifyLog(unfinished);
    sync(databasePath(unfinished));
    // Before it has the name: SQLite would take them for this database's.
    for (const stale of [walPath(to.dataDir), sharedMemoryPath(to.dataDir)]) rmSync(stale, { force: true });
    renameSync(databasePath(unfinished), databasePath(to.dataDir));
    sync(to.dataDir);
    return verified;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
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

function describe({ entries, lastSeq }: Verified): string {
  return `${entries} entries up to ${lastSeq}`;
}

/** Takes the session secret along, unless there is one already. @returns what there is to say */
export async function takeSecretAlong(from: string, to: string): Promise<string> {
  if (existsSync(secretPath(to)))
    return "There is a session secret already: players stay who they are there.";
  const secret = await readSecret(from).catch(() => undefined);
  if (secret === undefined) return "There is no session secret to take along: players have to join anew.";
  copyFileSync(secretPath(from), secretPath(to));
  return "The session secret was taken along: players stay who they are.";
}

function sync(path: string): void {
  const file = openSync(path, "r");
  fsyncSync(file);
  closeSync(file);
}
