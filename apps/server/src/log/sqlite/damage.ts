// Which of SQLite's errors say that a file is damaged, whatever is tried with it, and not merely busy or out of reach.

/** SQLITE_CORRUPT and SQLITE_NOTADB, https://sqlite.org/rescode.html */
const DAMAGE_CODES: ReadonlySet<number> = new Set([11, 26]);

/** True for an error that comes back whenever the same place of the file is read. */
export function isDamage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // The low byte is the primary code.
  if ("errcode" in error && typeof error.errcode === "number") return DAMAGE_CODES.has(error.errcode & 0xff);
  // An integer that no number can hold.
  return error instanceof RangeError;
}
