// `hydra.reached` records, outside of the database, how far the log has got: its cursor, `<epoch>:<seq>`. A database
// that is behind it has lost entries (its WAL, for example, or it is a backup), and one that is another log has taken the place of the
// one that was here: log-inspection.ts refuses both. One without it was copied from elsewhere.
import {
  closeSync,
  constants,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";

/** How far a log had got. */
export interface Reached {
  readonly epoch: string;
  readonly seq: number;
}

export interface ReachedFile {
  /**
   * Notes how far the log has got, without waiting for the disk: the file may fall behind the log by a power cut,
   * and must never be ahead, so it is called after the commit.
   */
  write(reached: Reached): void;
  close(): void;
}

/** Room for any cursor; every write has this length, so a shorter one leaves nothing of a longer one. */
const LENGTH = 64;
const PATTERN = /^([a-z0-9]{4,32}):(\d{1,16}) *\n$/;

/** What the file holds; undefined when there is none. @throws the file system's error. */
export function readReachedFile(path: string): Reached | "damaged" | undefined {
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  const [, epoch, seq] = PATTERN.exec(text) ?? [];
  return epoch === undefined ? "damaged" : { epoch, seq: Number(seq) };
}

/** Opens the file and writes; makes it, whole or not at all, when there is none. @throws the file system's error. */
export function openReachedFile(path: string, first: Reached): ReachedFile {
  const isNew = readIfThere(path) === undefined;
  const file = openSync(isNew ? `${path}.new` : path, constants.O_RDWR | constants.O_CREAT, 0o644);
  const write = ({ epoch, seq }: Reached): void => {
    writeSync(file, `${`${epoch}:${seq}`.padEnd(LENGTH - 1)}\n`, 0, "latin1");
  };
  write(first);
  if (isNew) {
    // Once, so that a new file is not lost to a power cut: that would cost every watcher a snapshot.
    fsyncSync(file);
    renameSync(`${path}.new`, path);
  }
  return { write, close: () => closeSync(file) };
}

/**
 * Makes a file that reads as damaged: without a database beside it no log is begun, and one that is put there goes on under a new epoch
 * (SPEC EL26). @throws the file system's error.
 */
export function writeUnreadableReached(path: string): void {
  writeFileSync(path, "another log takes its place\n");
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "latin1").slice(0, LENGTH);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
