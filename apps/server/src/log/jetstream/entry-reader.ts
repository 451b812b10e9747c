// From messages to entries: numbers them and gives them their time, which never runs backwards (SPEC EL33, EL35). A
// reader that begins in the middle of the stream comes to the same times as one that began at its start: a writer stamps
// into each message the time it had read and where that was, so the newest time before a message follows from those few
// messages that its writer had not read yet. They are read first, and not handed over.
import type { Entry } from "@hydra/engine";
import { decodeMessage, type LogMessage } from "./message.ts";
import { seqAt, type Numbering } from "./numbering.ts";
import type { RetentionRecord, StreamStart } from "./retention-record.ts";
import type { StreamAccess } from "./stream-access.ts";
import { StreamReader, type StoredMessage } from "./stream-reader.ts";
import { damagedMessage } from "./stream-damage.ts";
import { readMessage } from "./stream.ts";

/** A message and the entries that it holds. */
export interface ReadMessage {
  readonly id: string;
  readonly place: number;
  readonly entries: readonly Entry[];
  /** Time of the newest entry up to here. */
  readonly at: number;
  readonly numbering: Numbering;
  /** Where the log begins from here on, where the message gives it. */
  readonly start?: StreamStart;
}

export interface EntryHandlers {
  onRead(message: ReadMessage): void;
  /** Messages are missing from the stream: nothing that follows can be right. */
  onGone(error: Error): void;
}

export interface EntryReader {
  /** Makes another consumer where this one stands. */
  restart(): void;
  close(): void;
}

/** Where a reader begins. */
export interface Beginning {
  /** Place of the first message that is handed over, at least 1. */
  readonly place: number;
  /** Place of the first message read, for the sake of its time. */
  readonly readFrom: number;
  /** Newest time before that, where it is known. */
  readonly at: number;
  readonly numbering: Numbering;
}

/** Looks up where to begin, so that the message at `place` gets the time it got everywhere else. */
export async function findBeginning(
  access: StreamAccess,
  place: number,
  { place: startPlace, at, numbering }: StreamStart,
): Promise<Beginning> {
  const first = startPlace + 1;
  if (place <= first) return { place: first, readFrom: first, at, numbering };
  const before = await readMessage(access, place - 1);
  const { known } = decodeMessage(before ?? "");
  const readFrom = Math.min(known.place + 1, place - 1);
  // Where the log begins, what is before it is known without reading it.
  return readFrom < first ? { place, readFrom: first, at, numbering } : { place, readFrom, at: 0, numbering };
}

/** Delivers every message from a place on. Nothing is delivered within the call. */
export function readEntries(
  access: StreamAccess,
  beginning: Beginning,
  { onRead, onGone }: EntryHandlers,
): EntryReader {
  let { at, numbering } = beginning;
  const reader = new StreamReader(access, beginning.readFrom, {
    onMessage(stored) {
      const message = decodeMessage(stored.text());
      if (message.content.type === "damaged") {
        reader.close();
        onGone(damagedMessage(access.name, stored.place));
        return;
      }
      const read = number(message, stored, { at, numbering });
      ({ at, numbering } = read);
      if (stored.place >= beginning.place) onRead(read);
    },
    onGone,
  });
  return reader;
}

/** One that names a place after its own was not written by a node that archives. */
function startOf({ start }: RetentionRecord, place: number): { readonly start?: StreamStart } {
  return start.place < place ? { start } : {};
}

function number(
  { id, known, writtenAt, content }: LogMessage,
  { place, storedAt }: StoredMessage,
  before: { readonly at: number; readonly numbering: Numbering },
): ReadMessage {
  // No clock but the writers', which go on from what they read: servers whose clocks differ lead in turn.
  const at = Math.max(before.at, known.at, writtenAt ?? storedAt);
  const { numbering } = before;
  switch (content.type) {
    case "events": {
      const entries = content.events.map((event, index) => ({
        seq: seqAt(numbering, place, index),
        at,
        event,
      }));
      return { id, place, entries, at, numbering };
    }
    case "imported": {
      const { entries } = content;
      return { id, place, entries, at: Math.max(before.at, entries.at(-1)?.at ?? 0), numbering };
    }
    case "base":
      return { id, place, entries: [], at, numbering: { base: content.base, baseAt: place } };
    case "retention":
      return { id, place, entries: [], at, numbering, ...startOf(content.record, place) };
    case "nothing":
    case "damaged":
      return { id, place, entries: [], at, numbering };
  }
}
