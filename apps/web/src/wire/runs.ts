// A unit's bytes as runs: neighbours that belong to the same fields. A byte belongs to several where a frame packs bits.
import type { Field } from "./unit.ts";

export interface Run {
  /** First byte, and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Indexes of its fields, in order. */
  readonly fields: readonly number[];
}

/** The runs of a unit, in order; every byte is in exactly one. */
export function runsOf(fields: readonly Field[]): Run[] {
  const runs: Run[] = [];
  for (const [index, { bitOffset, bitLength }] of fields.entries()) {
    const last = runs.at(-1);
    const from = Math.floor(bitOffset / 8);
    const to = Math.ceil((bitOffset + bitLength) / 8);
    if (last !== undefined && from < last.to) {
      // It begins within the last byte there is; that one is shared, whatever follows is its own.
      if (from > last.from) {
        runs[runs.length - 1] = { ...last, to: from };
        runs.push({ from, to: last.to, fields: [...last.fields, index] });
      } else runs[runs.length - 1] = { ...last, fields: [...last.fields, index] };
      if (to > last.to) runs.push({ from: last.to, to, fields: [index] });
    } else runs.push({ from, to, fields: [index] });
  }
  return runs;
}
