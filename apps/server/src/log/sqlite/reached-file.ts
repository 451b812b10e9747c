// `hydra.reached` says, outside of the database, how far the log has got: its cursor, `<epoch>:<seq>`. A database
// that is behind it was restored from a backup (or lost its WAL), and one without it was copied from elsewhere:
// either would give seqs that watchers know to other events, so it goes on under a new epoch.
import { closeSync, constants, fsyncSync, openSync, readSync, writeSync } from "node:fs";

/** How far a log had got. */
interface Reached {
  readonly epoch: string;
  readonly seq: number;
}

export interface ReachedFile {
  /** What the file said when it was opened; undefined when it was new or cannot be read. */
  readonly before: Reached | undefined;
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

/** Opens the file, or makes it. @throws the file system's error. */
export function openReachedFile(path: string): ReachedFile {
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o644);
  const bytes = Buffer.alloc(LENGTH);
  const text = bytes.toString("latin1", 0, readSync(file, bytes, 0, LENGTH, 0));
  const match = PATTERN.exec(text);
  const before = match?.[1] === undefined ? undefined : { epoch: match[1], seq: Number(match[2]) };
  let isSynced = before !== undefined;
  return {
    before,
    write({ epoch, seq }) {
      writeSync(file, `${`${epoch}:${seq}`.padEnd(LENGTH - 1)}\n`, 0, "latin1");
      // Once, so that a new file is not lost to a power cut: that would cost every watcher a snapshot.
      if (!isSynced) fsyncSync(file);
      isSynced = true;
    },
    close: () => closeSync(file),
  };
}
