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
import { LogOpenError } from "../log/event-log.ts";
import { archiveFolder } from "../log/archive-file.ts";
import { databasePath, reachedPath, sharedMemoryPath, walPath } from "../log/sqlite/data-files.ts";
import { writeUnreadableReached } from "../log/sqlite/reached-file.ts";
import { lockDataDir, lockPath } from "../log/writer-lock.ts";
import { requireNoLog, type SqliteAddress } from "./addresses.ts";

/** Where a log grows. */
function unfinishedFolder(dataDir: string): string {
  return join(dataDir, "unfinished");
}

/**
 * Has `fill` put a log, and what is to stand beside it, into an empty folder, and then moves all of it to where it belongs, on disk, the
 * database last. Nobody else may begin a log there meanwhile. What an earlier attempt left is removed first.
 * @returns what there is to say, a line each
 * @throws LogOpenError when there is a log already, and what `fill` throws: then nothing is left
 */
export async function makeLog(
  { dataDir }: SqliteAddress,
  fill: (unfinished: string) => Promise<string[]>,
): Promise<string[]> {
  const lock = lockDataDir(dataDir);
  const unfinished = unfinishedFolder(dataDir);
  try {
    requireNoLog({ type: "sqlite", dataDir });
    const lines = existsSync(unfinished)
      ? [`An earlier attempt was broken off: what it left in ${unfinished} was removed.`]
      : [];
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished);
    lines.push(...(await fill(unfinished)));
    publish(unfinished, dataDir);
    return lines;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
    lock.release();
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
