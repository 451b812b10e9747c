// The view of a keyed feed: its rows, in the order in which this client first had them. Pure.
import type { Fields } from "../wire/fields.ts";
import { keyedFrames, keyOfRow, type KeyedDelta, type KeyedSnapshot } from "../wire/keyed.ts";
import type { FeedView, ViewCodec } from "./view-codec.ts";

export interface KeyedView<Row extends object = Fields> extends FeedView {
  /** Name of the member that identifies a row. */
  readonly key: string;
  /** Rows that did not change keep their identity. */
  readonly rows: readonly Row[];
  /** What the feed has besides its rows; empty when it has nothing. */
  readonly fields: Fields;
}

/** Neither changes what is held. Cost O(rows). */
export function keyedCodec<Row extends object>(
  readRow: (row: Fields) => Row,
): ViewCodec<KeyedView<Row>, KeyedSnapshot<Row>, KeyedDelta<Row>> {
  return {
    ...keyedFrames(readRow),
    fromSnapshot({ epoch, seq, publishedAt, key, rows, fields = {} }, held) {
      return {
        cursor: { epoch, seq },
        publishedAt,
        key,
        rows: held?.key === key ? keepIdentity(held, rows) : rows,
        fields,
      };
    },
    applyDelta(held, { epoch, seq, publishedAt, rows, left, fields = held.fields }) {
      const { key } = held;
      const isChanged = (rows?.length ?? 0) + (left?.length ?? 0) > 0;
      return {
        cursor: { epoch, seq },
        publishedAt,
        key,
        rows: isChanged ? mergeRows(held, rows ?? [], new Set(left)) : held.rows,
        fields,
      };
    },
  };
}

function mergeRows<Row extends object>(
  { key, rows }: KeyedView<Row>,
  next: readonly Row[],
  left: ReadonlySet<string>,
): readonly Row[] {
  const changed = new Map(next.map((row) => [keyOfRow(row, key), row]));
  const merged: Row[] = [];
  for (const row of rows) {
    const id = keyOfRow(row, key);
    const now = changed.get(id);
    changed.delete(id);
    if (now !== undefined) merged.push(isSame(row, now) ? row : now);
    else if (!left.has(id)) merged.push(row);
  }
  merged.push(...changed.values());
  return merged;
}

/** `next`, with the held object where a row is the same. */
function keepIdentity<Row extends object>(
  { key, rows }: KeyedView<Row>,
  next: readonly Row[],
): readonly Row[] {
  const held = new Map(rows.map((row) => [keyOfRow(row, key), row]));
  return next.map((row) => {
    const before = held.get(keyOfRow(row, key));
    return before !== undefined && isSame(before, row) ? before : row;
  });
}

function isSame(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
