// One snapshot: the newest one, and the entries after it through the engine, give a later state. For threads of their own.
import {
  apply,
  createWorld,
  decodeWorld,
  encodeWorldInPieces,
  READABLE_FORMATS,
  STATE_FORMAT,
  type World,
} from "@hydra/engine";
import { splitState, type SnapshotPart } from "./snapshot-store.ts";
import type { LogReader } from "./sqlite-reader.ts";

const PAGE_ENTRIES = 250;

/** The parts of a snapshot at entry `until`, or of the newest if that is later, made one by one. @throws Error when it cannot be made. */
export function makeSnapshot(reader: LogReader, until: number): Snapshot {
  const { world, restoredSeq } = restore(reader);
  let seq = restoredSeq;
  while (seq < until) {
    for (const entry of reader.readEntries(seq, Math.min(PAGE_ENTRIES, until - seq))) {
      apply(world, entry);
      seq = entry.seq;
    }
  }
  const { bytes, pieces } = encodeWorldInPieces(world);
  return { seq, parts: splitState({ format: STATE_FORMAT, seq, bytes }, encoded(pieces)) };
}

interface Snapshot {
  readonly seq: number;
  readonly parts: Iterable<SnapshotPart>;
}

function* encoded(pieces: Iterable<string>): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const piece of pieces) yield encoder.encode(piece);
}

function restore(reader: LogReader): { readonly world: World; readonly restoredSeq: number } {
  const format = READABLE_FORMATS.find((name) => reader.snapshotSeq(name) > 0) ?? STATE_FORMAT;
  const snapshot = reader.loadSnapshot(format);
  try {
    if (snapshot !== undefined) return { world: decodeWorld(snapshot.state), restoredSeq: snapshot.seq };
  } catch {
    // One that cannot be read is worth no more than none: the whole log gives a good one.
  }
  return { world: createWorld(), restoredSeq: 0 };
}
