// How an entry's seq follows from where its message stands in the stream (SPEC EL33): the stream's sequence number times
// 256, plus the entry's place in the message. So every node gives an entry the same seq without having read what came
// before it. A history that was imported keeps its own seqs; what follows it is numbered from `base`.

/** Entries one message may hold. */
export const MAX_MESSAGE_ENTRIES = 256;

export interface Numbering {
  /** Above every imported seq; 0 without an import. */
  readonly base: number;
  /** Place in the stream of the message that ended the import; 0 without one. */
  readonly baseAt: number;
}

export const PLAIN_NUMBERING: Numbering = { base: 0, baseAt: 0 };

/** Seq of the entry `index` (from 0) of the message at `place` in the stream, after the import. */
export function seqAt({ base, baseAt }: Numbering, place: number, index: number): number {
  return base + (place - baseAt) * MAX_MESSAGE_ENTRIES + index;
}

/**
 * Place of the message that holds entry `seq`, or would; undefined for an imported one, whose place does not follow
 * from its seq.
 */
export function placeOf({ base, baseAt }: Numbering, seq: number): number | undefined {
  if (seq >= base) return baseAt + Math.floor((seq - base) / MAX_MESSAGE_ENTRIES);
  return undefined;
}
