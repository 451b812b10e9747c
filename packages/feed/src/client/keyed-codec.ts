// The view of a keyed feed: its rows, in the order in which this client first had them. Pure.
import { canonicalJson, formatDigest, hashText } from "../wire/digest.ts";
import type { Fields } from "../wire/fields.ts";
import { hashesOf, keyedFrames, keyOfRow, withHashes } from "../wire/keyed.ts";
import type { KeyedDelta, KeyedSnapshot } from "../wire/keyed.ts";
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
    shorten: (frame, from) => ({ ...frame, from }),
    digest({ rows, fields }) {
      const hashes = hashesOf(rows);
      return hashes && formatDigest(hashes.reduce((sum, hash) => (sum + hash) | 0, hashOfFields(fields)));
    },
  };
}

const FIELDS_HASHES = new WeakMap<Fields, number>();

/** Once for each object, as fields stay for many versions. */
function hashOfFields(fields: Fields): number {
  const hash = FIELDS_HASHES.get(fields) ?? hashText(canonicalJson(fields));
  FIELDS_HASHES.set(fields, hash);
  return hash;
}

/** Each row with its hash, of which there may be none. */
function mergeRows<Row extends object>(
  { key, rows }: KeyedView<Row>,
  next: readonly Row[],
  left: ReadonlySet<string>,
): readonly Row[] {
  const [heldHashes, nextHashes] = [hashesOf(rows), hashesOf(next)];
  const changed = new Map(next.map((row, index) => [keyOfRow(row, key), { row, hash: nextHashes?.[index] }]));
  const merged: Row[] = [];
  const hashes: number[] = [];
  const add = (row: Row, hash = 0): void => {
    merged.push(row);
    hashes.push(hash);
  };
  for (const [index, row] of rows.entries()) {
    const id = keyOfRow(row, key);
    const now = changed.get(id);
    changed.delete(id);
    if (now !== undefined) add(isSame(row, now.row) ? row : now.row, now.hash);
    else if (!left.has(id)) add(row, heldHashes?.[index]);
  }
  for (const { row, hash } of changed.values()) add(row, hash);
  return withHashes(merged, heldHashes && nextHashes && hashes);
}

/** `next`, with the held object where a row is the same. */
function keepIdentity<Row extends object>(
  { key, rows }: KeyedView<Row>,
  next: readonly Row[],
): readonly Row[] {
  const held = new Map(rows.map((row) => [keyOfRow(row, key), row]));
  const kept = next.map((row) => {
    const before = held.get(keyOfRow(row, key));
    return before !== undefined && isSame(before, row) ? before : row;
  });
  return withHashes(kept, hashesOf(next));
}

function isSame(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
