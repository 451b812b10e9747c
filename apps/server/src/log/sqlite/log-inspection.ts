// Is what stands in a data folder the log that was left there, and whole (SPEC EL23, EL26, EL28)? Asked before anything is
// written: an entry that was acknowledged reads back as it was, or the server does not start. Takes away again what SQLite lays
// beside the file in order to read it.
import { existsSync, rmSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { LogOpenError } from "../event-log.ts";
import { reasonOf } from "../failure.ts";
import { databasePath, reachedPath, sharedMemoryPath, walPath } from "./data-files.ts";
import {
  adviceFor,
  inOneLine,
  inspectContent,
  type Content,
  type ContentOptions,
} from "./database-inspection.ts";
import { readReachedFile, type Reached } from "./reached-file.ts";
import { isDamage } from "./sqlite-errors.ts";

export interface InspectionOptions extends ContentOptions {
  /** How long to wait for another SQLite client that has the file locked. */
  readonly busyTimeoutMs: number;
}

export interface Inspection extends Content {
  /** What `hydra.reached` holds; undefined when there is none, or it cannot be read. */
  readonly reached: Reached | undefined;
}

/**
 * Looks, and leaves the folder as it was, but for what a connection that follows will need. A folder without a log is a new log.
 * @throws LogOpenError with one line that names the file, the entry and what to do.
 */
export function inspectLog(options: InspectionOptions): Inspection {
  const { dataDir } = options;
  const tidyUp = noteSideFiles(dataDir);
  try {
    const reached = readReachedFile(reachedPath(dataDir));
    const content = hasContent(databasePath(dataDir)) ? inspectFile(options) : undefined;
    if (content?.epoch === undefined) {
      refuseLostFile(dataDir, reached);
      return { epoch: undefined, head: 0, entries: 0, reached: undefined };
    }
    const known = reached === "damaged" ? undefined : reached;
    verifyReached(dataDir, content, known);
    return { ...content, reached: known };
  } catch (error) {
    tidyUp();
    throw error;
  }
}

function inspectFile(options: InspectionOptions): Content {
  const { dataDir, busyTimeoutMs: timeout } = options;
  const path = databasePath(dataDir);
  if (!statSync(path).isFile()) {
    throw new LogOpenError(
      `The event log ${path} cannot be used: unable to open database file: it is no file.`,
    );
  }
  try {
    using database = new DatabaseSync(path, { readOnly: true, timeout });
    return inspectContent(database, options);
  } catch (error) {
    if (error instanceof LogOpenError) throw error;
    const advice = isDamage(error) ? `. ${adviceFor(dataDir)}` : ".";
    const message = `The event log ${path} cannot be used: ${inOneLine(reasonOf(error))}${advice}`;
    throw new LogOpenError(message, { cause: error });
  }
}

/** Makes the function that removes the files that SQLite has laid beside the database since; call it when that is closed. */
export function noteSideFiles(dataDir: string): () => void {
  const [wal, sharedMemory] = [walPath(dataDir), sharedMemoryPath(dataDir)];
  const own = [wal, sharedMemory].filter((file) => !existsSync(file));
  return () => {
    // A WAL only when it is empty: what is in it belongs to a log.
    for (const file of own) if (file !== wal || !hasContent(file)) rmSync(file, { force: true });
  };
}

/** A log that was here has no content any more. */
function refuseLostFile(dataDir: string, reached: Reached | "damaged" | undefined): void {
  const path = databasePath(dataDir);
  const lost = existsSync(path) ? "is empty" : "is missing";
  const toBegin = "to begin a new log instead, remove";
  if (hasContent(walPath(dataDir))) {
    throw new LogOpenError(
      `The event log ${path} ${lost}, but not its ${walPath(dataDir)}: bring it back; ${toBegin} both and ${reachedPath(dataDir)}.`,
    );
  }
  if (reached === undefined || (reached !== "damaged" && reached.seq === 0)) return;
  const had = reached === "damaged" ? "a log was here" : `it had reached entry ${reached.seq}`;
  throw new LogOpenError(
    `The event log ${path} ${lost}, although ${had}: bring it back, or restore a backup; ${toBegin} ${reachedPath(dataDir)}.`,
  );
}

/** A log that is behind what it had reached, or another one. */
function verifyReached(dataDir: string, { epoch, head }: Content, reached: Reached | undefined): void {
  if (reached === undefined || reached.seq === 0) return;
  const isOther = reached.epoch !== epoch;
  if (!isOther && reached.seq <= head) return;
  const path = databasePath(dataDir);
  const instead = isOther
    ? `is another one than was here, which had reached entry ${reached.seq}: bring that back`
    : `ends at entry ${head} but had reached entry ${reached.seq}: bring it back with its ${walPath(dataDir)}, or restore a newer backup`;
  throw new LogOpenError(
    `The event log ${path} ${instead}; to go on with what is there, under a new epoch, remove ${reachedPath(dataDir)}.`,
  );
}

function hasContent(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;
}
