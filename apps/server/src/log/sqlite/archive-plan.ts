// What of a log is to be archived: up to which entry, and month by month. Reads through a connection of the caller's.
import type { DatabaseSync } from "node:sqlite";
import { monthOf, type ArchivedRow } from "../archive-file.ts";
import type { Portion } from "../archive-portion.ts";
import { damageOf, type Checksum } from "../entry-chain.ts";
import { readBeginning, type Beginning } from "./log-beginning.ts";
import { queryInteger, readHead } from "./log-database.ts";

/** Entries of one month, after the first seq and up to the second. */
interface Stretch {
  readonly month: string;
  readonly after: Beginning;
  readonly until: number;
}

const PAGE_ENTRIES = 2_000;

/** Seq of the last entry that is older than `before`, but never the newest of all; 0 when none is. */
export function lastSeqBefore(database: DatabaseSync, before: number): number {
  const oldest = database.prepare("SELECT seq, at FROM entry WHERE seq >= ? ORDER BY seq LIMIT 1");
  // Times never decrease with seqs (EL4), so the first that is not older is found by bisection.
  let low = queryInteger(database, "SELECT min(seq) FROM entry");
  let high = readHead(database);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = oldest.get(middle);
    if (row !== undefined && Number(row["at"]) < before) low = Number(row["seq"]) + 1;
    else high = middle;
  }
  return queryInteger(database, `SELECT max(seq) FROM entry WHERE seq < ${low}`);
}

/** The oldest month that is to be archived of the entries up to `until`; undefined when there is none. */
export function nextPortion(database: DatabaseSync, until: number): Portion | undefined {
  const stretch = nextStretch(database, until);
  if (stretch === undefined) return undefined;
  const { month, after } = stretch;
  const find = database.prepare("SELECT at, crc FROM entry WHERE seq = ?");
  return {
    month,
    after,
    rows: () => rowsOf(database, stretch),
    holds({ seq, at, checksum }) {
      const row = find.get(seq);
      return row?.["at"] === at && row["crc"] === checksum;
    },
  };
}

function nextStretch(database: DatabaseSync, until: number): Stretch | undefined {
  const after = readBeginning(database);
  const first = database.prepare("SELECT at FROM entry WHERE seq > ? ORDER BY seq LIMIT 1").get(after.seq);
  if (first === undefined || after.seq >= until) return undefined;
  const month = monthOf(Number(first["at"]));
  const start = new Date(`${month}-01T00:00:00.000Z`);
  const next = start.setUTCMonth(start.getUTCMonth() + 1);
  return { month, after, until: Math.min(until, lastSeqBefore(database, next)) };
}

/** Its rows. @throws Error when one of them is not what was written: it is then not to be dropped. */
export function* rowsOf(
  database: DatabaseSync,
  { after, until }: Omit<Stretch, "month">,
): Generator<ArchivedRow> {
  const read = database.prepare(
    "SELECT seq, at, event, crc FROM entry WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?",
  );
  let { seq, checksum } = after;
  while (seq < until) {
    const page = read.all(seq, until, PAGE_ENTRIES);
    if (page.length === 0) return;
    for (const values of page) {
      const row = { seq: Number(values["seq"]), at: Number(values["at"]), event: String(values["event"]) };
      const found: Checksum = typeof values["crc"] === "number" ? values["crc"] : null;
      const damage = damageOf(row, found, checksum);
      if (damage !== undefined) throw new Error(`entry ${row.seq} is damaged: ${damage}`);
      ({ seq } = row);
      checksum = found;
      yield { ...row, checksum };
    }
  }
}
