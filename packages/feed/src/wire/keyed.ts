// The frames of a keyed feed: rows that are identified by one member of theirs, and whatever else the feed has.
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

/** How frames are read whose rows `readRow` reads; what it throws should be a DecodeError. */
export function keyedFrames<Row extends object>(
  readRow: (row: Fields) => Row,
): FrameCodec<KeyedSnapshot<Row>, KeyedDelta<Row>> {
  const rowFrom = (value: unknown): Row => readRow(asFields(value, "A row"));
  return {
    snapshot(envelope, fields) {
      const key = stringAt(fields, "key");
      const rows = listAt(fields, "rows", rowFrom);
      for (const row of rows) keyOfRow(row, key);
      return { ...envelope, key, rows, ...fieldsFrom(fields) };
    },
    delta: (envelope, fields) => ({
      ...envelope,
      ...(fields["rows"] === undefined ? {} : { rows: listAt(fields, "rows", rowFrom) }),
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
