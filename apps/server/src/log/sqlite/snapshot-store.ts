// Snapshots in `hydra.db`. A state can be tens of megabytes, so it is stored and removed in parts, one short
// transaction each: no append ever waits behind a whole snapshot. One counts when all its parts are there, as they were stored.
import { crc32 } from "node:zlib";
import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { StateSnapshot } from "../event-log.ts";
import { readBeginning } from "./log-beginning.ts";
import { readHead } from "./log-database.ts";

/** One part of a snapshot's state, UTF-8. */
export interface SnapshotPart {
  readonly format: string;
  readonly seq: number;
  /** 0 … parts - 1. */
  readonly part: number;
  readonly parts: number;
  readonly state: Uint8Array<ArrayBuffer>;
}

export interface SnapshotStore {
  /** Parts are saved in their order; the last makes the snapshot count. @throws RangeError beyond the head. */
  savePart(part: SnapshotPart): void;
  /** Removes one part of a snapshot older than the newest two of its format; false when there is none left. */
  dropOldPart(format: string): boolean;
  /** Seq of the newest whole snapshot in `format`, 0 when there is none. */
  newestSeq(format: string): number;
  /** The newest whole snapshot in `format`. */
  load(format: string): StateSnapshot | undefined;
  /** Reads every part, so that what cannot be read throws; how many are not as they were stored. */
  readAll(): { readonly damagedParts: number };
}

type Row = Record<string, SQLOutputValue>;

/** Written in about half a millisecond. */
const PART_BYTES = 256 * 1024;

// The newest, and one more to look back at; a lost part makes a snapshot count no more, and so does a beginning
// of the log after it.
const NEWEST_TWO = `
  SELECT seq FROM snapshot WHERE format = ?1 AND seq BETWEEN ?2 AND ?3
  GROUP BY seq HAVING count(*) = max(parts) ORDER BY seq DESC LIMIT 2`;

/** Cuts a state into the parts it is stored in, at least one. */
export function splitSnapshot(format: string, { seq, state }: StateSnapshot): Generator<SnapshotPart> {
  const bytes = new TextEncoder().encode(state);
  return splitState({ format, seq, bytes: bytes.length }, [bytes]);
}

/** The same of a state of so many bytes that comes piece by piece: a part at a time is in memory. */
export function* splitState(
  { format, seq, bytes }: { readonly format: string; readonly seq: number; readonly bytes: number },
  pieces: Iterable<Uint8Array>,
): Generator<SnapshotPart> {
  const parts = Math.max(1, Math.ceil(bytes / PART_BYTES));
  const sizeOf = (part: number): number => Math.min(PART_BYTES, bytes - part * PART_BYTES);
  let part = 0;
  let state = new Uint8Array(sizeOf(part));
  let filled = 0;
  for (const piece of pieces) {
    for (let from = 0; from < piece.length;) {
      if (filled === state.length) {
        yield { format, seq, part, parts, state };
        part += 1;
        state = new Uint8Array(sizeOf(part));
        filled = 0;
      }
      const some = piece.subarray(from, from + state.length - filled);
      state.set(some, filled);
      filled += some.length;
      from += some.length;
    }
  }
  yield { format, seq, part, parts, state };
}

/** The snapshots of an open `hydra.db`; a read-only connection can load. */
export function createSnapshotStore(database: DatabaseSync): SnapshotStore {
  const newestSeqs = (format: string): number[] =>
    database
      .prepare(NEWEST_TWO)
      .all(format, readBeginning(database).seq, readHead(database))
      .map((row) => Number(row["seq"]));

  return {
    newestSeq: (format) => newestSeqs(format)[0] ?? 0,
    savePart({ format, seq, part, parts, state }) {
      if (seq > readHead(database)) throw new RangeError(`there is no entry ${seq} to take a snapshot at`);
      // What an earlier attempt at the same seq left behind is not to be mixed in.
      if (part === 0) database.prepare("DELETE FROM snapshot WHERE format = ? AND seq = ?").run(format, seq);
      database
        .prepare("INSERT INTO snapshot (format, seq, part, parts, state, crc) VALUES (?, ?, ?, ?, ?, ?)")
        .run(format, seq, part, parts, state, checksumOf({ format, seq, part, parts, state }));
    },
    dropOldPart(format) {
      const oldestKept = newestSeqs(format).at(-1);
      if (oldestKept === undefined) return false;
      const { changes } = database
        .prepare(
          `DELETE FROM snapshot WHERE rowid =
             (SELECT rowid FROM snapshot WHERE format = ? AND seq < ? ORDER BY seq, part LIMIT 1)`,
        )
        .run(format, oldestKept);
      return changes > 0;
    },
    load(format) {
      for (const seq of newestSeqs(format)) {
        const state = readState(database, format, seq);
        if (state !== undefined) return { seq, state };
      }
      return undefined;
    },
    readAll() {
      let damagedParts = 0;
      for (const row of database.prepare("SELECT * FROM snapshot").iterate()) {
        const part = bytesOf(row);
        if (part === undefined) damagedParts += 1;
        else release(part);
      }
      return { damagedParts };
    },
  };
}

/** Put together part by part in one place: a state can be a good part of the memory there is. Undefined when it is not what was stored. */
function readState(database: DatabaseSync, format: string, seq: number): string | undefined {
  const where = "FROM snapshot WHERE format = ? AND seq = ?";
  const bytes = database.prepare(`SELECT sum(length(state)) AS bytes ${where}`).get(format, seq)?.["bytes"];
  const state = Buffer.allocUnsafeSlow(Number(bytes));
  let end = 0;
  for (const row of database.prepare(`SELECT * ${where} ORDER BY part`).iterate(format, seq)) {
    const part = bytesOf(row);
    if (part === undefined) return undefined;
    state.set(part, end);
    end += part.length;
    release(part);
  }
  const text = state.toString();
  release(state);
  return text;
}

/** The bytes of a part; undefined when it is not what was stored. */
function bytesOf({ format, seq, part, parts, state, crc = null }: Row): Uint8Array | undefined {
  if (!(state instanceof Uint8Array)) return undefined;
  // A part from before there were checksums: the state's own, in its first line, has to do.
  if (crc === null) return state;
  const stored = {
    format: String(format),
    seq: Number(seq),
    part: Number(part),
    parts: Number(parts),
    state,
  };
  return crc === checksumOf(stored) ? state : undefined;
}

/** Gives bytes back at once: left to the garbage collector, they are all there at the same time, and the process stays as large. */
function release({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/** CRC-32 of a part and of what it is a part of; signed, as entry-chain.ts has it. */
function checksumOf({
  format,
  seq,
  part,
  parts,
  state,
}: Omit<SnapshotPart, "state"> & { state: Uint8Array }): number {
  return crc32(state, crc32(`${format} ${seq} ${part} ${parts} `)) | 0;
}
