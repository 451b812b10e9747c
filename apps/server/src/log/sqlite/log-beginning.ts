// Where a log begins whose oldest entries were archived (SPEC EL42): after which entry, and what the next one follows on. Kept
// in the database itself, so that a log and its beginning are never two states.
import type { DatabaseSync } from "node:sqlite";
import type { Checksum } from "../entry-chain.ts";

export interface Beginning {
  /** Seq of the last entry that was archived; 0 when none was. */
  readonly seq: number;
  /** Its checksum. */
  readonly checksum: Checksum;
}

export function readBeginning(database: DatabaseSync): Beginning {
  const text = database.prepare("SELECT value FROM meta WHERE key = 'begins_after'").get()?.["value"];
  const [, seq = 0, checksum] = /^(\d{1,16}) (none|-?\d{1,10})$/.exec(String(text)) ?? [];
  return {
    seq: Number(seq),
    checksum: checksum === undefined || checksum === "none" ? null : Number(checksum),
  };
}

export function writeBeginning(database: DatabaseSync, { seq, checksum }: Beginning): void {
  database
    .prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('begins_after', ?)")
    .run(`${seq} ${checksum ?? "none"}`);
}
