// What can still be had of a damaged log (SPEC EL28): its entries up to the last good one, and whatever can be read of those
// after it. Writes nothing: the original stays as it is, for other tools.
import { DatabaseSync } from "node:sqlite";
import type { Entry } from "@hydra/engine";
import { LogOpenError } from "../event-log.ts";
import { reasonOf } from "../failure.ts";
import { databasePath, reachedPath } from "./data-files.ts";
import { readLastSeq } from "./database-inspection.ts";
import { parseEntries } from "../parse-entries.ts";
import { createEntryReader } from "./entry-store.ts";
import { readBeginning } from "./log-beginning.ts";
import { queryInteger } from "./log-database.ts";
import { noteSideFiles } from "./log-inspection.ts";
import { readReachedFile } from "./reached-file.ts";
import { isDamage } from "./sqlite-errors.ts";

export interface Salvage extends Disposable {
  /** The entries up to the last good one, in order and in pages. Read them first. */
  good(): Generator<readonly Entry[]>;
  /** Entries after that which are what was written as far as can be checked: each follows on the one before it. */
  readable(): Generator<readonly Entry[]>;
  /** Seq of the last entry that was archived, 0 for none: the good ones follow on it. */
  readonly beginsAfter: number;
  /** Seq of the last entry that there ever was, as far as is known. */
  readonly lastSeq: number;
}

const PAGE_ENTRIES = 2_000;
/** How many seqs are passed over at once where pages of the file cannot be read: a page holds some tens of entries. */
const MAX_STEP = 64;

/** @throws LogOpenError when nothing at all can be read. */
export function openSalvage(dataDir: string): Salvage {
  const path = databasePath(dataDir);
  const tidyUp = noteSideFiles(dataDir);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    return createSalvage(database, { lastSeq: lastSeqOf(database, dataDir), tidyUp });
  } catch (error) {
    database?.close();
    tidyUp();
    throw new LogOpenError(`Nothing can be read of ${path}: ${reasonOf(error)}. Restore a backup.`, {
      cause: error,
    });
  }
}

function createSalvage(
  database: DatabaseSync,
  { lastSeq, tidyUp }: { lastSeq: number; tidyUp: () => void },
): Salvage {
  const read = createEntryReader(database);
  let goodSeq = readOrZero(() => readBeginning(database).seq);
  return {
    beginsAfter: goodSeq,
    lastSeq,
    *good() {
      for (;;) {
        const page = read(goodSeq, PAGE_ENTRIES);
        if (page.entries > 0) yield parseEntries(page.text);
        goodSeq = Math.max(goodSeq, page.lastSeq);
        if (page.damage !== undefined || page.entries < PAGE_ENTRIES) return;
      }
    },
    *readable() {
      for (let [position, step] = [goodSeq, 1]; position < lastSeq;) {
        const page = read(position, PAGE_ENTRIES);
        if (page.entries > 0) yield parseEntries(page.text);
        position = Math.max(position, page.lastSeq);
        if (page.damage === undefined) {
          if (page.entries < PAGE_ENTRIES) return;
        } else if (page.damage.seq !== undefined) {
          position = Math.max(position + 1, page.damage.seq);
        } else {
          position += step;
        }
        step = page.entries > 0 ? 1 : Math.min(2 * step, MAX_STEP);
      }
    },
    [Symbol.dispose]() {
      database.close();
      tidyUp();
    },
  };
}

/** From all that records it; each may be damaged. */
function lastSeqOf(database: DatabaseSync, dataDir: string): number {
  const reached = readReachedFile(reachedPath(dataDir));
  const ways = [
    () => queryInteger(database, "SELECT max(seq) FROM entry"),
    () => readLastSeq(database),
    () => (typeof reached === "object" ? reached.seq : 0),
  ];
  return Math.max(...ways.map(readOrZero));
}

/** 0 where the file is damaged. */
function readOrZero(read: () => number): number {
  try {
    return read();
  } catch (error) {
    if (isDamage(error)) return 0;
    throw error;
  }
}
