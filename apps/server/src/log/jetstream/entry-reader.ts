// From messages to entries: numbers them and gives them their time, which never runs backwards (SPEC EL33, EL35). A
// reader that begins in the middle of the stream comes to the same times as one that began at its start: a writer stamps
// into each message the time it had read and where that was, so the newest time before a message follows from those few
// messages that its writer had not read yet. They are read first, and not handed over.
import type { Entry } from "@hydra/engine";
import { LogOpenError } from "../event-log.ts";
import { decodeMessage, type LogMessage } from "./message.ts";
import { seqAt, type Numbering } from "./numbering.ts";
import type { StreamAccess } from "./stream-access.ts";
import { StreamReader, type StoredMessage } from "./stream-reader.ts";
import { adviceFor, readMessage } from "./stream.ts";

/** A message and the entries that it holds. */
export interface ReadMessage {
  readonly id: string;
  readonly place: number;
  readonly entries: readonly Entry[];
  /** Time of the newest entry up to here. */
  readonly at: number;
  readonly numbering: Numbering;
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
  readonly numbering: Numbering;
}

/** Looks up where to begin, so that the message at `place` gets the time it got everywhere else. */
export async function findBeginning(
  access: StreamAccess,
  place: number,
  numbering: Numbering,
): Promise<Beginning> {
  if (place <= 1) return { place: 1, readFrom: 1, numbering };
  const before = await readMessage(access, place - 1);
  const { known } = decodeMessage(before ?? "");
  return { place, readFrom: Math.min(known.place + 1, place - 1), numbering };
}

/** Hands over every message from a place on. Nothing is handed over within the call. */
export function readEntries(
  access: StreamAccess,
  beginning: Beginning,
  { onRead, onGone }: EntryHandlers,
): EntryReader {
  let { numbering } = beginning;
  let at = 0;
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

/** What follows it cannot be right: it may have held entries. */
export function damagedMessage(stream: string, place: number): LogOpenError {
  return new LogOpenError(
    `The stream ${stream} is damaged: its message ${place} is not what was written. ${adviceFor(stream)}`,
  );
}

function number(
  { id, known, writtenAt, content }: LogMessage,
  { place, storedAt }: StoredMessage,
  before: { readonly at: number; readonly numbering: Numbering },
): ReadMessage {
  // Nobody's clock but the writers', which go on from what they read: servers whose clocks differ lead in turn.
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
    case "nothing":
    case "damaged":
      return { id, place, entries: [], at, numbering };
  }
}
