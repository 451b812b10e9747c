// What can still be had of a damaged stream (SPEC EL41): its entries up to the first message that is not what was written, or
// that its servers cannot read. Writes nothing.
import type { Entry } from "@hydra/engine";
import { openAccess } from "./connect.ts";
import { findBeginning, readEntries, type Beginning } from "./entry-reader.ts";
import type { JetStreamLogOptions } from "./jetstream-log.ts";
import type { StreamStart } from "./retention-record.ts";
import type { StreamAccess } from "./stream-access.ts";
import { readStart } from "./stream-start.ts";
import { openStream, requireStream } from "./stream.ts";

export interface StreamSalvage {
  /** The entries up to the last good message, in order and in pages. Read them first. */
  good(): AsyncGenerator<readonly Entry[]>;
  /** Seq of the last entry that was archived, after which it begins; 0 for none. */
  readonly beginsAfter: number;
  /** Place of the newest message, and of the last that is good once they were read. */
  readonly lastPlace: number;
  readonly goodPlace: number;
  close(): Promise<void>;
}

/** Messages read at once: some tens of megabytes at the most. */
const PAGE_MESSAGES = 500;
/** A server passes over a message that it cannot read, and sends nothing when no other follows. */
const SILENCE_MS = 5_000;

/** @throws LogOpenError, LogUnavailableError when the stream cannot be used at all. */
export async function openStreamSalvage({
  nats,
  stream,
  replicas,
}: JetStreamLogOptions): Promise<StreamSalvage> {
  const access = await openAccess(nats, stream);
  try {
    await requireStream(access);
    const { lastPlace } = await openStream(access, { replicas });
    return createSalvage(access, lastPlace, await readStart(access));
  } catch (error) {
    await access.connection.close();
    throw error;
  }
}

function createSalvage(access: StreamAccess, lastPlace: number, start: StreamStart): StreamSalvage {
  let goodPlace = start.place;
  return {
    beginsAfter: start.seq,
    lastPlace,
    get goodPlace() {
      return goodPlace;
    },
    async *good() {
      while (goodPlace < lastPlace) {
        const until = Math.min(goodPlace + PAGE_MESSAGES, lastPlace);
        const beginning = await findBeginning(access, goodPlace + 1, start);
        const page = await readPage(access, beginning, until);
        goodPlace = page.place;
        yield page.entries;
        if (goodPlace < until) return;
      }
    },
    close: () => access.connection.close(),
  };
}

/** Entries of the messages up to `until`, or the last before one that is missing, and the place of that. */
async function readPage(
  access: StreamAccess,
  beginning: Beginning,
  until: number,
): Promise<{ readonly entries: readonly Entry[]; readonly place: number }> {
  const entries: Entry[] = [];
  let place = beginning.place - 1;
  const { promise, resolve } = Promise.withResolvers<void>();
  const silence = setTimeout(resolve, SILENCE_MS);
  const reader = readEntries(access, beginning, {
    onRead(message) {
      if (message.place > until) return;
      silence.refresh();
      entries.push(...message.entries);
      ({ place } = message);
      if (place === until) resolve();
    },
    onGone: () => resolve(),
  });
  await promise;
  clearTimeout(silence);
  reader.close();
  return { entries, place };
}
