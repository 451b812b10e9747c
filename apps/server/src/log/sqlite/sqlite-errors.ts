// What SQLite's errors come to: whether a file is damaged, and words for an operator that hold no path and nothing of a library's.
import { MovedFileError } from "./opened-files.ts";

/** Primary result codes, https://sqlite.org/rescode.html */
const SQLITE = { busy: 5, locked: 6, readonly: 8, ioerr: 10, corrupt: 11, full: 13, notadb: 26 } as const;

const REASONS: ReadonlyMap<number | undefined, string> = new Map([
  [SQLITE.busy, "another program has locked the event log"],
  [SQLITE.locked, "another program has locked the event log"],
  [SQLITE.readonly, "the event log may not be written"],
  [SQLITE.ioerr, "the disk reports errors"],
  [SQLITE.corrupt, "the event log is damaged"],
  [SQLITE.full, "the disk is full"],
  [SQLITE.notadb, "the event log is damaged"],
]);

/** True for an error that comes back whenever the same place of the file is read. */
export function isDamage(error: unknown): boolean {
  const code = codeOf(error);
  // A RangeError is an integer that no number can hold.
  return code === SQLITE.corrupt || code === SQLITE.notadb || error instanceof RangeError;
}

/** Why the log cannot be written. */
export function reasonFor(error: unknown): string {
  if (error instanceof MovedFileError) return "the data folder is not the one that was opened";
  return REASONS.get(codeOf(error)) ?? "the event log cannot be written";
}

function codeOf(error: unknown): number | undefined {
  if (!(error instanceof Error && "errcode" in error && typeof error.errcode === "number")) return undefined;
  // The low byte is the primary code.
  return error.errcode & 0xff;
}
