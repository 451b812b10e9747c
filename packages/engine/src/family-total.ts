// How much all families remember together, commands (SPEC EN54) or rows of old rounds (EN40), and which family is to forget when it
// is too much: one that is not used any more, the longest unused first, or else the one that remembers most. Follows from the
// state, not from how it came about. Families that remember little are not in it at all.
import { Heap } from "./heap.ts";

/** What a family has of the total. */
interface Share {
  readonly familyId: string;
  /** What it remembers. */
  amount: number;
  /** Of the family's battle when it was last looked at: it may have grown since. */
  version: number;
  /** In the heap of the fullest. */
  place: number;
  isQueued: boolean;
}

export class FamilyTotal {
  readonly #bound: number;
  /** How much of each family is never forgotten, and not counted. */
  readonly #spared: number;
  #count = 0;
  readonly #shares = new Map<string, Share>();
  readonly #fullest = new Heap<Share>(
    (share, other) =>
      share.amount > other.amount || (share.amount === other.amount && share.familyId < other.familyId),
    (share, place) => (share.place = place),
  );
  /** Those that have something to forget, by `version`. */
  readonly #unused = new Heap<Share>((share, other) => share.version < other.version);

  constructor(bound: number, spared = 0) {
    this.#bound = bound;
    this.#spared = spared;
  }

  get isExceeded(): boolean {
    return this.#count > this.#bound;
  }

  /** The family remembers so much from now on, at this version of its battle. O(log families). */
  set(familyId: string, amount: number, version: number): void {
    const share = this.#shares.get(familyId) ?? this.#begin(familyId, amount, version);
    if (share === undefined) return;
    this.#count += this.#excessOf(amount) - this.#excessOf(share.amount);
    share.amount = amount;
    this.#fullest.reorder(share.place);
    if (share.isQueued || this.#excessOf(amount) === 0) return;
    share.version = version;
    share.isQueued = true;
    this.#unused.push(share);
  }

  /** The family that remembers most, of equals the one with the smallest id. */
  get fullest(): string | undefined {
    return this.#fullest.first?.familyId;
  }

  /**
   * Of the families that have something to forget the one whose battle has the smallest version.
   * @param versionOf the versions as they are now; they only grow
   */
  longestUnused(versionOf: (familyId: string) => number): string | undefined {
    for (;;) {
      const share = this.#unused.first;
      if (share === undefined) return undefined;
      const version = versionOf(share.familyId);
      if (this.#excessOf(share.amount) === 0) {
        this.#unused.shift();
        share.isQueued = false;
      } else if (version === share.version) return share.familyId;
      else {
        share.version = version;
        this.#unused.reorder(0);
      }
    }
  }

  #begin(familyId: string, amount: number, version: number): Share | undefined {
    if (this.#excessOf(amount) === 0) return undefined;
    const share = { familyId, amount: 0, version, place: 0, isQueued: false };
    this.#shares.set(familyId, share);
    this.#fullest.push(share);
    return share;
  }

  #excessOf(amount: number): number {
    return Math.max(0, amount - this.#spared);
  }
}
