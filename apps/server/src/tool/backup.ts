// `hydra-log backup` and `restore`: a copy of a data folder's log and archives, made while a server writes them or not, and a log made
// of one.
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { archiveFolder, archivesIn, lastRowOf } from "../log/archive-file.ts";
import type { CopiedLog, LogFolder, NewLog } from "../log/backend.ts";
import { LogOpenError } from "../log/event-log.ts";
import { reasonOf } from "../log/failure.ts";
import { readSecret, secretPath } from "../plugins/session-secret.ts";

/** One state of the log, whole or not at all. @returns lines for the operator */
export function backup(from: LogFolder, to: LogFolder): Promise<string[]> {
  return copyAll([from, to], (copied) => `Backed up ${describe(copied)} to ${to.path}, and read them again.`);
}

/** @returns lines for the operator */
export function restore(from: LogFolder, to: LogFolder): Promise<string[]> {
  return copyAll(
    [from, to],
    (copied) =>
      `Restored ${describe(copied)} into ${to.path}. It goes on under a new epoch: watchers get a snapshot.`,
  );
}

async function copyAll(
  [from, to]: readonly [LogFolder, LogFolder],
  report: (copied: CopiedLog) => string,
): Promise<string[]> {
  from.requireLog();
  return to.make(async (anew) => [
    report(from.copyTo(anew.unfinished)),
    ...(await takeArchivesAlong(from, anew)),
    await takeSecretAlong(from, anew),
  ]);
}

function describe({ entries, lastSeq }: CopiedLog): string {
  return `${entries} entries up to ${lastSeq}`;
}

/**
 * After the log: what that does not hold any more was archived before it was dropped. One that is there already, the same, stays.
 * @returns lines for the operator
 * @throws LogOpenError when there is another one of that name
 */
async function takeArchivesAlong(
  { path: from }: LogFolder,
  { unfinished, path: to }: NewLog,
): Promise<string[]> {
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

/** What readArchive reports is of the copy. */
function causeOf(error: unknown): unknown {
  return error instanceof LogOpenError ? error.cause : error;
}

/** Takes the session secret along, unless there is one where the log will be. @returns a line for the operator */
export async function takeSecretAlong(
  { path: from }: LogFolder,
  { unfinished, path: to }: NewLog,
): Promise<string> {
  if (existsSync(secretPath(to)))
    return "There is a session secret already: players stay who they are there.";
  const secret = await readSecret(from).catch(() => undefined);
  if (secret === undefined) return "There is no session secret to take along: players have to join anew.";
  copyFileSync(secretPath(from), secretPath(unfinished));
  return "The session secret was taken along: players stay who they are.";
}
