// A log that the tool makes, whole or not at all (SPEC EL44): it grows in a folder of its own and gets the name of a log last, so that a tool that
// is killed leaves nothing that looks like one.
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { archiveFolder } from "../archive-file.ts";
import type { NewLog } from "../backend.ts";
import { LogOpenError } from "../event-log.ts";
import { databasePath, reachedPath, sharedMemoryPath, walPath } from "./data-files.ts";
import { writeUnreadableReached } from "./reached-file.ts";
import { lockDataDir, lockPath } from "../writer-lock.ts";
import { SqliteLog } from "./sqlite-log.ts";

/** Where a log grows. */
function unfinishedFolder(dataDir: string): string {
  return join(dataDir, "unfinished");
}

/**
 * Has `fill` put a log, and what is to stand beside it, into an empty folder, and then moves all of it to where it belongs, on disk, the
 * database last. No other process may begin a log there meanwhile. What an earlier attempt left is removed first.
 * @returns lines for the operator
 * @throws LogOpenError when there is a log already, and what `fill` throws: then nothing is left
 */
export async function makeLog(dataDir: string, fill: (anew: NewLog) => Promise<string[]>): Promise<string[]> {
  const lock = lockDataDir(dataDir);
  const unfinished = unfinishedFolder(dataDir);
  try {
    requireNoLog(dataDir);
    const lines = existsSync(unfinished)
      ? [`An earlier attempt was broken off: what it left in ${unfinished} was removed.`]
      : [];
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished);
    const open = (): Promise<SqliteLog> => SqliteLog.open({ dataDir: unfinished });
    lines.push(...(await fill({ unfinished, path: dataDir, open })));
    publish(unfinished, dataDir);
    return lines;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
    lock.release();
  }
}

/** @throws LogOpenError when there is one, or what is left of one: it is not to be written over. */
function requireNoLog(dataDir: string): void {
  for (const path of [databasePath(dataDir), walPath(dataDir)]) {
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0) continue;
    throw new LogOpenError(
      `There is a log in ${dataDir} already: name another folder, or move ${path} away.`,
    );
  }
}

function publish(unfinished: string, dataDir: string): void {
  if ((statSync(walPath(unfinished), { throwIfNoEntry: false })?.size ?? 0) > 0)
    throw new LogOpenError(`The log in ${unfinished} was not closed.`);
  // The lock and the place that it has reached belong to the folder that it grew in: it goes on under a new epoch.
  for (const path of [lockPath, reachedPath, walPath, sharedMemoryPath])
    rmSync(path(unfinished), { force: true });
  // What a lost log had reached stops a server from beginning another one, but would stop it on this one too.
  if (existsSync(reachedPath(dataDir))) writeUnreadableReached(reachedPath(unfinished));
  if (existsSync(archiveFolder(unfinished))) {
    mkdirSync(archiveFolder(dataDir), { recursive: true });
    moveAll(archiveFolder(unfinished), archiveFolder(dataDir));
    rmSync(archiveFolder(unfinished), { recursive: true });
  }
  const database = databasePath(unfinished);
  sync(database);
  const beside = readdirSync(unfinished).filter((name) => join(unfinished, name) !== database);
  moveAll(unfinished, dataDir, beside);
  // Before it has the name: SQLite would take them for this database's.
  for (const stale of [walPath(dataDir), sharedMemoryPath(dataDir)]) rmSync(stale, { force: true });
  renameSync(database, databasePath(dataDir));
  sync(dataDir);
  rmSync(reachedPath(dataDir), { force: true });
  sync(dataDir);
}

function moveAll(from: string, to: string, names: readonly string[] = readdirSync(from)): void {
  for (const name of names) {
    sync(join(from, name));
    renameSync(join(from, name), join(to, name));
  }
  sync(to);
}

function sync(path: string): void {
  const file = openSync(path, "r");
  fsyncSync(file);
  closeSync(file);
}
