// How many commands all families remember together, and which family is to forget when it is too many (SPEC EN54): one that is
// not used any more, the longest unused first, or else the one that remembers most. Follows from the state, not from how it came
// about. Families with few commands are not in it at all.
import { Heap } from "./heap.ts";
import { MAX_REMEMBERED, RECENT_HITS_KEPT } from "./rules.ts";

/** What a family has of the total. */
interface Share {
  readonly familyId: string;
  /** Commands remembered. */
  commands: number;
  /** Of the family's battle when it was last looked at: it may have grown since. */
  version: number;
  /** In the heap of the fullest. */
  place: number;
  isQueued: boolean;
}

export class CommandTotal {
  readonly #bound: number;
  /** Commands besides the newest of each family, which are never forgotten. */
  #count = 0;
  readonly #shares = new Map<string, Share>();
  readonly #fullest = new Heap<Share>(
    (share, other) =>
      share.commands > other.commands ||
      (share.commands === other.commands && share.familyId < other.familyId),
    (share, place) => (share.place = place),
  );
  /** Those that have something to forget, by `version`. */
  readonly #unused = new Heap<Share>((share, other) => share.version < other.version);

  constructor(bound: number = MAX_REMEMBERED) {
    this.#bound = bound;
  }

  get isExceeded(): boolean {
    return this.#count > this.#bound;
  }

  /** The family remembers so many commands from now on, at this version of its battle. O(log families). */
  set(familyId: string, commands: number, version: number): void {
    const share = this.#shares.get(familyId) ?? this.#begin(familyId, commands, version);
    if (share === undefined) return;
    this.#count += excessOf(commands) - excessOf(share.commands);
    share.commands = commands;
    this.#fullest.reorder(share.place);
    if (share.isQueued || excessOf(commands) === 0) return;
    share.version = version;
    share.isQueued = true;
    this.#unused.push(share);
  }

  /** The family with the most commands, of equals the one with the smallest id. */
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
      if (excessOf(share.commands) === 0) {
        this.#unused.shift();
        share.isQueued = false;
      } else if (version === share.version) return share.familyId;
      else {
        share.version = version;
        this.#unused.reorder(0);
      }
    }
  }

  #begin(familyId: string, commands: number, version: number): Share | undefined {
    if (excessOf(commands) === 0) return undefined;
    const share = { familyId, commands: 0, version, place: 0, isQueued: false };
    this.#shares.set(familyId, share);
    this.#fullest.push(share);
    return share;
  }
}

function excessOf(commands: number): number {
  return Math.max(0, commands - RECENT_HITS_KEPT);
}
