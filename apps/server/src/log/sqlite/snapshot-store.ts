// Snapshots in `hydra.db`. A state can be tens of megabytes, so it is stored in parts, one short transaction each:
// no append ever waits behind a whole snapshot. A snapshot counts only when its last part is there.
import type { DatabaseSync } from "node:sqlite";

/** One part of a snapshot's state, UTF-8. */
export interface SnapshotPart {
  readonly format: string;
  readonly seq: number;
  /** 0 … parts - 1, stored in this order. */
  readonly part: number;
  readonly parts: number;
  readonly state: Uint8Array;
}

export interface SnapshotStore {
  /** Stores one part; the last one makes the snapshot count, and older ones than the newest two go. */
  savePart(part: SnapshotPart): void;
  /** The newest complete snapshot in `format`. */
  load(format: string): { readonly seq: number; readonly state: string } | undefined;
}

/** Short enough that writing one takes a few milliseconds. */
const PART_BYTES = 1024 * 1024;
/** The newest, and one more in case the newest cannot be read. */
const KEPT = 2;

const COMPLETE = `
  SELECT seq FROM snapshot WHERE format = ? GROUP BY seq HAVING count(*) = max(parts) ORDER BY seq DESC LIMIT ${KEPT}`;

/** Cuts a state into the parts it is stored in, at least one. */
export function* splitSnapshot(format: string, seq: number, state: string): Generator<SnapshotPart> {
  const bytes = Buffer.from(state);
  const parts = Math.max(1, Math.ceil(bytes.length / PART_BYTES));
  for (let part = 0; part < parts; part += 1) {
    const slice = bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES);
    yield { format, seq, part, parts, state: slice };
  }
}

/** The snapshots of an open `hydra.db`; a read-only connection can load. */
export function createSnapshotStore(database: DatabaseSync): SnapshotStore {
  return {
    savePart({ format, seq, part, parts, state }) {
      database
        .prepare("INSERT OR REPLACE INTO snapshot (format, seq, part, parts, state) VALUES (?, ?, ?, ?, ?)")
        .run(format, seq, part, parts, state);
      if (part === parts - 1) dropOld(database, format);
    },
    load(format) {
      const seq = database.prepare(COMPLETE).get(format)?.["seq"];
      if (typeof seq !== "number") return undefined;
      const rows = database
        .prepare("SELECT state FROM snapshot WHERE format = ? AND seq = ? ORDER BY part")
        .all(format, seq);
      const parts = rows.map((row) => row["state"]).filter((state) => state instanceof Uint8Array);
      return { seq, state: Buffer.concat(parts).toString() };
    },
  };
}

function dropOld(database: DatabaseSync, format: string): void {
  const kept = database.prepare(COMPLETE).all(format);
  const oldest = kept.at(-1)?.["seq"];
  if (typeof oldest !== "number") return;
  const old = database
    .prepare("SELECT seq, part FROM snapshot WHERE format = ? AND seq < ? ORDER BY seq, part")
    .all(format, oldest);
  const drop = database.prepare("DELETE FROM snapshot WHERE format = ? AND seq = ? AND part = ?");
  for (const row of old) drop.run(format, Number(row["seq"]), Number(row["part"]));
}
