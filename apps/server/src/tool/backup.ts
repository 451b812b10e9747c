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
import { DatabaseSync } from "node:sqlite";
import {
  databasePath,
  reachedPath,
  secretPath,
  sharedMemoryPath,
  walPath,
} from "../log/sqlite/data-files.ts";
import { leavingNoTrace, verifyLog, type Verified } from "../log/sqlite/verify-log.ts";
import { lockDataDir } from "../log/sqlite/writer-lock.ts";
import { readSecret } from "../plugins/session-secret.ts";
import { requireLog, requireNoLog, type SqliteAddress } from "./addresses.ts";

/** One state of the log, whole or not at all: a copy without the room that its file has to spare. @returns what there is to say */
export async function backup(from: SqliteAddress, to: SqliteAddress): Promise<string[]> {
  requireLog(from);
  requireNoLog(to);
  mkdirSync(to.dataDir, { recursive: true });
  const path = databasePath(to.dataDir);
  const unfinished = `${path}.new`;
  rmSync(unfinished, { force: true });
  leavingNoTrace(from.dataDir, () => {
    using database = new DatabaseSync(databasePath(from.dataDir), { readOnly: true });
    database.prepare("VACUUM INTO ?").run(unfinished);
  });
  sync(unfinished);
  renameSync(unfinished, path);
  sync(to.dataDir);
  const verified = verifyLog(to.dataDir);
  return [
    `Backed up ${describe(verified)} to ${to.dataDir}, and read them again.`,
    await takeSecretAlong(from.dataDir, to.dataDir),
  ];
}

/** @returns what there is to say */
export async function restore(from: SqliteAddress, to: SqliteAddress): Promise<string[]> {
  requireLog(from);
  const verified = verifyLog(from.dataDir);
  const lock = lockDataDir(to.dataDir);
  try {
    requireNoLog(to);
    const path = databasePath(to.dataDir);
    copyFileSync(databasePath(from.dataDir), `${path}.new`);
    sync(`${path}.new`);
    // Before it has the name: SQLite would take what they hold for this database's.
    for (const stale of [walPath(to.dataDir), sharedMemoryPath(to.dataDir)]) rmSync(stale, { force: true });
    renameSync(`${path}.new`, path);
    // After it has: until then nothing may begin here but what had been reached.
    rmSync(reachedPath(to.dataDir), { force: true });
    sync(to.dataDir);
  } finally {
    lock.release();
  }
  return [
    `Restored ${describe(verified)} into ${to.dataDir}. It goes on under a new epoch: watchers get a snapshot.`,
    await takeSecretAlong(from.dataDir, to.dataDir),
  ];
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
