// An independent picture of what a server publishes: a feed as a list of changes, snapshots by sorting everything, deltas by
// comparing two of those documents. Has nothing of how the client merges.
import type { KeyedDelta, KeyedSnapshot } from "../../src/wire/keyed.ts";

/** Small, so that rows leave and come back all the time. */
const TOP = 5;

export interface Change {
  readonly row: number;
  readonly add: number;
  /** How far the seq moves: it may have gaps. */
  readonly seqStep: number;
}

/** The snapshots after 0, 1, … changes: the rows with the greatest values. */
export function playOut(changes: readonly Change[], epoch = "e1"): KeyedSnapshot[] {
  const values = new Map<string, number>();
  let seq = 1;
  const snapshots = [snapshotOf(values, seq, epoch)];
  for (const { row, add, seqStep } of changes) {
    seq += seqStep;
    const id = `r${row}`;
    values.set(id, (values.get(id) ?? 0) + add);
    snapshots.push(snapshotOf(values, seq, epoch));
  }
  return snapshots;
}

/** The delta between two documents; `from` may be of the same seq as `to`. */
export function deltaBetween(from: KeyedSnapshot, to: KeyedSnapshot): KeyedDelta {
  const before = new Map(from.rows.map((row) => [row["id"], row["value"]]));
  const after = new Set(to.rows.map(({ id }) => id));
  const rows = to.rows.filter(({ id, value }) => before.get(id) !== value);
  const left = from.rows.map(({ id }) => String(id)).filter((id) => !after.has(id));
  const hasTotal = from.fields?.["total"] !== to.fields?.["total"] && to.fields !== undefined;
  return {
    type: "delta",
    epoch: to.epoch,
    from: from.seq,
    seq: to.seq,
    publishedAt: to.publishedAt,
    ...(rows.length === 0 ? {} : { rows }),
    ...(left.length === 0 ? {} : { left }),
    ...(hasTotal ? { fields: to.fields } : {}),
  };
}

/** What there is to see of a frame or a view, in an order of its own. */
export function contentOf({ rows, fields }: Pick<KeyedSnapshot, "rows" | "fields">): unknown {
  return { rows: rows.toSorted((a, b) => String(a["id"]).localeCompare(String(b["id"]))), fields };
}

function snapshotOf(values: ReadonlyMap<string, number>, seq: number, epoch: string): KeyedSnapshot {
  const rows = [...values].map(([id, value]) => ({ id, value }));
  return {
    type: "snapshot",
    epoch,
    seq,
    publishedAt: 1_000 * seq,
    key: "id",
    rows: rows.toSorted((a, b) => b.value - a.value || a.id.localeCompare(b.id)).slice(0, TOP),
    fields: { total: rows.reduce((sum, { value }) => sum + value, 0) },
  };
}
