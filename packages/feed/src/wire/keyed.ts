// The frames of a keyed feed: rows that are identified by one member of theirs, and whatever else the feed has.
import { canonicalJson, hashText } from "./digest.ts";
import { asFields, isFields, listAt, stringAt, wrong, type Fields } from "./fields.ts";
import type { DeltaEnvelope, FrameCodec, SnapshotEnvelope } from "./frames.ts";

export interface KeyedSnapshot<Row extends object = Fields> extends SnapshotEnvelope {
  /** Name of the member that identifies a row: a string or a number, of which its text counts. */
  readonly key: string;
  /** Each key once, in no order that stays. */
  readonly rows: readonly Row[];
  readonly fields?: Fields;
}

export interface KeyedDelta<Row extends object = Fields> extends DeltaEnvelope {
  /** Changed or new rows, whole. */
  readonly rows?: readonly Row[];
  /** Keys of rows that are gone; none that is among `rows`. */
  readonly left?: readonly string[];
  /** Whole, when it has changed. */
  readonly fields?: Fields;
}

/** The key of a row. @throws DecodeError when its member is neither a string nor a number. */
export function keyOfRow(row: object, key: string): string {
  return textOfKey(Reflect.get(row, key), key);
}

function textOfKey(value: unknown, name: string): string {
  if (typeof value !== "string" && typeof value !== "number") throw wrong(name, "a row's key");
  return String(value);
}

/** By list of rows. What a reader makes of a row does not have all that was sent, so rows are hashed as they come. */
const HASHES = new WeakMap<readonly object[], readonly number[]>();

/** Of the rows as they were sent, in their order; undefined where they did not come over a wire. */
export function hashesOf(rows: readonly object[]): readonly number[] | undefined {
  return rows.length === 0 ? [] : HASHES.get(rows);
}

/** @returns `rows` */
export function withHashes<Rows extends readonly object[]>(
  rows: Rows,
  hashes: readonly number[] | undefined,
): Rows {
  if (hashes !== undefined) HASHES.set(rows, hashes);
  return rows;
}

/** How frames are read whose rows `readRow` reads; what it throws should be a DecodeError. */
export function keyedFrames<Row extends object>(
  readRow: (row: Fields) => Row,
): FrameCodec<KeyedSnapshot<Row>, KeyedDelta<Row>> {
  const rowsFrom = (fields: Fields): readonly Row[] => {
    const sent = listAt(fields, "rows", (value) => asFields(value, "A row"));
    return withHashes(
      sent.map((row) => readRow(row)),
      // Of a frame without a digest too: a later one may have it, which is of all rows (DG4).
      sent.map((row) => hashText(canonicalJson(row))),
    );
  };
  return {
    snapshot(envelope, fields) {
      const key = stringAt(fields, "key");
      const rows = rowsFrom(fields);
      for (const row of rows) keyOfRow(row, key);
      return { ...envelope, key, rows, ...fieldsFrom(fields) };
    },
    delta: (envelope, fields) => ({
      ...envelope,
      ...(fields["rows"] === undefined ? {} : { rows: rowsFrom(fields) }),
      ...(fields["left"] === undefined
        ? {}
        : { left: listAt(fields, "left", (value) => textOfKey(value, "left")) }),
      ...fieldsFrom(fields),
    }),
  };
}

function fieldsFrom({ fields }: Fields): { readonly fields?: Fields } {
  if (fields === undefined) return {};
  if (!isFields(fields)) throw wrong("fields", "an object");
  return { fields };
}
