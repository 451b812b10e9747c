// The entries of a stream that are older than they are to be kept, as they are archived, and where the log begins without them.
import type { Entry } from "@hydra/engine";
import { monthOf, type ArchivedRow } from "../archive-file.ts";
import type { Portion } from "../archive-portion.ts";
import { checksumOf, written } from "../entry-chain.ts";
import { entryPages } from "../entry-pages.ts";
import { findBeginning, readEntries } from "./entry-reader.ts";
import { findImported } from "./imported-place.ts";
import type { JetStreamLog } from "./jetstream-log.ts";
import { placeOf } from "./numbering.ts";
import type { StreamStart } from "./retention-record.ts";
import type { StreamAccess } from "./stream-access.ts";

export class OldEntries {
  readonly #log: JetStreamLog;
  /** Entries before this time are old; epoch milliseconds. */
  readonly #before: number;

  constructor(log: JetStreamLog, before: number) {
    this.#log = log;
    this.#before = before;
  }

  /** Those after an entry, in order and in pages; never the newest of all. */
  async *pagesAfter(seq: number): AsyncGenerator<readonly Entry[]> {
    const { head } = this.#log;
    for await (const page of entryPages(this.#log, seq)) {
      const end = page.findIndex((entry) => entry.at >= this.#before || entry.seq >= head);
      if (end !== 0) yield end === -1 ? page : page.slice(0, end);
      if (end !== -1) return;
    }
  }

  /** The first after an entry; undefined when there is none. */
  async firstAfter(seq: number): Promise<Entry | undefined> {
    for await (const [first] of this.pagesAfter(seq)) return first;
    return undefined;
  }

  /** The oldest month of those that are not archived; undefined when all are. */
  async nextPortion(after: StreamStart): Promise<Portion | undefined> {
    const first = await this.firstAfter(after.seq);
    if (first === undefined) return undefined;
    const month = monthOf(first.at);
    return {
      month,
      after,
      rows: () => takeMonth(month, chain(this.pagesAfter(after.seq), after)),
      holds: async (row) => {
        for await (const { seq, at, checksum } of rowsAfter(this.#log, after)) {
          if (seq >= row.seq) return seq === row.seq && at === row.at && checksum === row.checksum;
        }
        return false;
      },
    };
  }

  /** Where the log begins after an entry that is old: the message that holds the next one stays. */
  async startAfter(access: StreamAccess, { seq, checksum }: ArchivedRow): Promise<StreamStart> {
    const { start } = this.#log;
    for await (const [next] of entryPages(this.#log, seq)) {
      if (next === undefined) break;
      const { numbering } = start;
      const holding =
        (next.seq > numbering.base ? placeOf(numbering, next.seq) : undefined) ??
        (await findImported(access, start, next.seq));
      const at = await timeBefore(access, start, { place: holding, seq: next.seq });
      return { place: holding - 1, at, seq, checksum, numbering };
    }
    throw new Error(`entry ${seq} is the newest: it is not to be dropped`);
  }
}

/** All entries after those that were archived, as they would be archived. */
export function rowsAfter(log: JetStreamLog, start: StreamStart): AsyncGenerator<ArchivedRow> {
  return chain(entryPages(log, start.seq), start);
}

/** Entries as rows of an archive, each with a checksum that follows on the one before. */
async function* chain(
  pages: AsyncIterable<readonly Entry[]>,
  after: Pick<StreamStart, "checksum">,
): AsyncGenerator<ArchivedRow> {
  let { checksum } = after;
  for await (const page of pages) {
    for (const { seq, at, event } of page) {
      const row = { seq, at, event: JSON.stringify(event) };
      checksum = checksumOf(written(row), checksum);
      yield { ...row, checksum };
    }
  }
}

async function* takeMonth(month: string, rows: AsyncIterable<ArchivedRow>): AsyncGenerator<ArchivedRow> {
  for await (const row of rows) {
    if (monthOf(row.at) !== month) return;
    yield row;
  }
}

/**
 * Newest time before a message that holds an entry, epoch milliseconds.
 * @throws Error when it does not hold it: what is before it is then not to be dropped
 */
async function timeBefore(
  access: StreamAccess,
  start: StreamStart,
  { place, seq }: { readonly place: number; readonly seq: number },
): Promise<number> {
  const beginning = await findBeginning(access, place - 1, start);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let { at } = start;
  const reader = readEntries(access, beginning, {
    onRead(message) {
      if (message.place < place) ({ at } = message);
      else if (message.entries.some((entry) => entry.seq === seq)) resolve(at);
      else reject(new Error(`message ${place} does not hold entry ${seq}`));
    },
    onGone: reject,
  });
  return promise.finally(() => reader.close());
}
