// The entries of one month in the month's file (SPEC EL43): in the file that holds what came before them, or in another where
// that is not of this log. Done again, it gives the same files.
import { existsSync } from "node:fs";
import { archivePath, extendArchive, lastRowOf, makeFolder, type ArchivedRow } from "./archive-file.ts";
import type { Checksum } from "./entry-chain.ts";

/** Entries of one month that follow on one that was archived. */
export interface Portion {
  readonly month: string;
  /** The last entry before them; seq 0 when they are the first of all. */
  readonly after: { readonly seq: number; readonly checksum: Checksum };
  /** From the beginning each time; at least one. */
  rows(): AsyncIterable<ArchivedRow> | Iterable<ArchivedRow>;
  /** Whether this log has the very entry, which is one after `after`. */
  holds(row: ArchivedRow): Promise<boolean> | boolean;
}

export interface ArchivedPortion {
  readonly path: string;
  /** The last entry of the portion. */
  readonly last: ArchivedRow;
}

/** @returns where the portion is now: all of it, on disk. @throws Error when a row cannot be read; the files are what they were */
export async function archivePortion(folder: string, portion: Portion): Promise<ArchivedPortion> {
  await makeFolder(folder);
  for (let number = 1; ; number += 1) {
    const path = archivePath(folder, portion.month, number);
    const newest = existsSync(path) ? await lastRowOf(path).catch(() => "unusable" as const) : undefined;
    // Never over what is another log's, or was begun by this one and damaged since.
    if (newest === "unusable" || (newest !== undefined && !(await isOfThisLog(newest, portion)))) continue;
    const passed = new PassedRows(portion, newest?.seq ?? portion.after.seq);
    const first = await passed.lacking.next();
    if (first.done !== true) await extendArchive(path, withFirst(first.value, passed.lacking));
    if (passed.last === undefined) throw new Error(`the month ${portion.month} has no entries any more`);
    return { path, last: passed.last };
  }
}

/** Whether the rest of the portion follows on what an archive ends with. */
function isOfThisLog(last: ArchivedRow, { after, holds }: Portion): Promise<boolean> | boolean {
  if (last.seq === after.seq) return last.checksum === after.checksum;
  return last.seq > after.seq && holds(last);
}

/** The rows of a portion, read once. */
class PassedRows {
  /** Those after an entry that the file has. */
  readonly lacking: AsyncGenerator<ArchivedRow>;
  /** The last that was read, lacking or not. */
  last: ArchivedRow | undefined;

  constructor({ rows }: Portion, archivedSeq: number) {
    this.lacking = this.#pass(rows(), archivedSeq);
  }

  async *#pass(rows: ReturnType<Portion["rows"]>, archivedSeq: number): AsyncGenerator<ArchivedRow> {
    for await (const row of rows) {
      this.last = row;
      if (row.seq > archivedSeq) yield row;
    }
  }
}

async function* withFirst(first: ArchivedRow, rest: AsyncIterable<ArchivedRow>): AsyncGenerator<ArchivedRow> {
  yield first;
  yield* rest;
}
