// `hydra-log backup` and `restore`: a copy of a data folder's log and archives, made while a server writes them or not, and a log made
// of one.
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { LogOpenError } from "../log/event-log.ts";
import { reasonOf } from "../log/failure.ts";
import { archiveFolder, archivesIn, lastRowOf } from "../log/archive-file.ts";
import { databasePath, secretPath } from "../log/sqlite/data-files.ts";
import { BUSY_TIMEOUT_MS, leaveNoTrace, verifyLog, type Verified } from "../log/sqlite/verify-log.ts";
import { readSecret } from "../plugins/session-secret.ts";
import { requireLog, type SqliteAddress } from "./addresses.ts";
import { makeLog } from "./new-log.ts";

/** One state of the log, whole or not at all. @returns what there is to say, a line each */
export async function backup(from: SqliteAddress, to: SqliteAddress): Promise<string[]> {
  requireLog(from);
  return makeLog(to, async (unfinished) => {
    const verified = copyLog(from.dataDir, unfinished);
    return [
      `Backed up ${describe(verified)} to ${to.dataDir}, and read them again.`,
      ...(await takeArchivesAlong(from.dataDir, unfinished, to.dataDir)),
      await takeSecretAlong(from.dataDir, unfinished, to.dataDir),
    ];
  });
}

/** @returns what there is to say, a line each */
export async function restore(from: SqliteAddress, to: SqliteAddress): Promise<string[]> {
  requireLog(from);
  return makeLog(to, async (unfinished) => {
    const verified = copyLog(from.dataDir, unfinished);
    return [
      `Restored ${describe(verified)} into ${to.dataDir}. It goes on under a new epoch: watchers get a snapshot.`,
      ...(await takeArchivesAlong(from.dataDir, unfinished, to.dataDir)),
      await takeSecretAlong(from.dataDir, unfinished, to.dataDir),
    ];
  });
}

/**
 * Copies the state that the log has now, without the room that its file has to spare. What is wrong with the copy, or with the source,
 * shows before the copy has the name of a log.
 * @throws LogOpenError with one line
 */
function copyLog(from: string, unfinished: string): Verified {
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

function describe({ entries, lastSeq }: Verified): string {
  return `${entries} entries up to ${lastSeq}`;
}

/**
 * After the log: what that does not hold any more was archived before it was dropped. One that is there already, the same, stays.
 * @returns what there is to say, a line each
 * @throws LogOpenError when there is another one of that name
 */
async function takeArchivesAlong(from: string, unfinished: string, to: string): Promise<string[]> {
  const archives = archivesIn(archiveFolder(from));
  const damaged: string[] = [];
  for (const path of archives) {
    const copy = join(archiveFolder(unfinished), basename(path));
    const there = join(archiveFolder(to), basename(path));
    mkdirSync(archiveFolder(unfinished), { recursive: true });
    copyFileSync(path, copy);
    if (existsSync(there) && !readFileSync(there).equals(readFileSync(copy)))
      throw new LogOpenError(`There is another archive ${there}: name another folder, or move it away.`);
    // A log is worth saving whatever has become of its archives.
    await lastRowOf(copy).catch((error: unknown) =>
      damaged.push(`It was copied as it is, but cannot be read: ${path}: ${reasonOf(causeOf(error))}.`),
    );
  }
  return archives.length === 0 ? [] : [`Its archives too: ${archives.length}, read again.`, ...damaged];
}

/** What readArchive says is of the copy. */
function causeOf(error: unknown): unknown {
  return error instanceof LogOpenError ? error.cause : error;
}

/** Takes the session secret along, unless there is one where the log will be. @returns what there is to say */
export async function takeSecretAlong(from: string, unfinished: string, to: string): Promise<string> {
  if (existsSync(secretPath(to)))
    return "There is a session secret already: players stay who they are there.";
  const secret = await readSecret(from).catch(() => undefined);
  if (secret === undefined) return "There is no session secret to take along: players have to join anew.";
  copyFileSync(secretPath(from), secretPath(unfinished));
  return "The session secret was taken along: players stay who they are.";
}
