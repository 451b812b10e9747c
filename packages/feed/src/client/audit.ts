// The auditor: works out from what the application was shown, and from nothing else, whether anything was missed, repeated, out of order,
// or not what the server had. It has no part in what is shown, and so can find wrong what has. SPEC AU1–AU4.
import type { Cursor } from "../wire/cursor.ts";

export type Finding = "missed" | "repeated" | "reordered" | "diverged";

export type AuditCounts = Readonly<Record<Finding, number>>;

/** The digests of a state: the server's, and that of what is shown; undefined where not known. */
export interface Digests {
  readonly digest: string | undefined;
  readonly heldDigest: string | undefined;
}

/** One state that the application was shown. */
export interface Shown extends Digests {
  readonly cursor: Cursor;
  /** What a delta led on from; undefined with a snapshot. */
  readonly from: number | undefined;
  /** A snapshot was to be expected from what was shown before: no sign of a loss. */
  readonly isExpected: boolean;
  /** The server has nothing of what was shown after it: it is where everything goes on from. */
  readonly isRewind?: boolean;
}

export class Audit {
  readonly #counts: Record<Finding, number> = { missed: 0, repeated: 0, reordered: 0, diverged: 0 };
  /** The newest that was shown. */
  #newest: Cursor | undefined;
  /** What was missed last, after the one seq and up to the other: it may have come out of order. */
  #gap: { readonly after: number; readonly until: number } | undefined;
  #state: "unknown" | "verified" | "diverged" = "unknown";

  /** @param newest of what is shown from the start */
  constructor(newest: Cursor | undefined) {
    this.#newest = newest;
  }

  get counts(): AuditCounts {
    return { ...this.#counts };
  }

  /** Whether the digest held of what is shown now. */
  get isVerified(): boolean {
    return this.#state === "verified";
  }

  /** @returns what is wrong with it */
  note(shown: Shown): readonly Finding[] {
    const finding = this.#place(shown);
    const found = this.#add(finding);
    if (!isComparable(shown)) this.#state = "unknown";
    return [...found, ...this.confirm(shown)];
  }

  /** What the server has is not what is shown. */
  doubt(): void {
    this.#state = "unknown";
  }

  /** A frame of the very version that is shown: without a digest it is no news of that. */
  confirm(digests: Digests): readonly Finding[] {
    if (!isComparable(digests)) return [];
    const { digest, heldDigest } = digests;
    this.#state = digest === heldDigest ? "verified" : "diverged";
    return this.#add(this.#state === "diverged" ? "diverged" : undefined);
  }

  #add(finding: Finding | undefined): readonly Finding[] {
    if (finding === undefined) return [];
    this.#counts[finding] += 1;
    return [finding];
  }

  /** By its cursor and the frame that led to it. */
  #place({ cursor, from, isExpected, isRewind = false }: Shown): Finding | undefined {
    const last = this.#newest;
    if (isRewind) {
      this.#newest = cursor;
      this.#gap = undefined;
      return "missed";
    }
    if (last !== undefined && cursor.epoch === last.epoch && cursor.seq <= last.seq)
      return this.#placeOfOld(cursor.seq, last.seq, from);
    this.#newest = cursor;
    if (last === undefined) return undefined;
    const isLost = from === undefined || cursor.epoch !== last.epoch ? !isExpected : from > last.seq;
    if (!isLost) return undefined;
    this.#gap = from === undefined ? undefined : { after: last.seq, until: from };
    return "missed";
  }

  #placeOfOld(seq: number, newest: number, from: number | undefined): Finding | undefined {
    // What was found wrong is put right by a snapshot of its own seq.
    if (seq === newest) return from === undefined && this.#state === "diverged" ? undefined : "repeated";
    const gap = this.#gap;
    if (gap !== undefined && seq > gap.after && seq <= gap.until) {
      // It was late, and not lost.
      this.#gap = undefined;
      this.#counts.missed -= 1;
    }
    return "reordered";
  }
}

function isComparable({ digest, heldDigest }: Digests): boolean {
  return digest !== undefined && heldDigest !== undefined;
}
