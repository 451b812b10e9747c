// Families by when something happened in them last, page by page (SPEC PR42), and from the other end for what retires them. Those
// without a single hit are noted apart: they are retired sooner, and found without passing over the others. So are private ones,
// which no page has (PR170).
import type { Battle } from "@hydra/engine";
import { isPrivateFamily } from "@hydra/protocol";
import type { Row } from "./note-columns.ts";
import { Notes, type IsCurrent } from "./notes.ts";

/** What is noted of a family. */
export type Note = Pick<Battle, "familyId" | "version" | "changedAt" | "wasHit">;

/** One page, newest first. */
export interface FamilyPage {
  readonly familyIds: readonly string[];
  /** Seq before which the next page begins; undefined when this is the last. */
  readonly nextSeq: number | undefined;
}

export class RecentFamilies {
  readonly #listed: Kinds;
  readonly #private: Kinds;

  constructor(isCurrent: IsCurrent) {
    this.#listed = kindsOf(isCurrent);
    this.#private = kindsOf(isCurrent);
  }

  /** A family of those there are, in any order; `sort` follows on the last. */
  load(note: Note): void {
    this.#notesOf(note).load(note);
  }

  /** Puts what was loaded into its order. O(n log n). */
  sort(): void {
    for (const { hit, empty } of [this.#listed, this.#private]) {
      hit.sort();
      empty.sort();
    }
  }

  /** Something has happened in the family. Amortised O(1). */
  note(battle: Note): void {
    this.#notesOf(battle).add(battle);
  }

  /**
   * Those in which a player has hit, or those in which none has, from the one in which nothing has happened for longest. What is
   * noted meanwhile may be left out.
   */
  oldest(wasHit: boolean): Iterable<Row> {
    const kind = wasHit ? "hit" : "empty";
    return merged(this.#listed[kind].oldest(), this.#private[kind].oldest(), isOlder);
  }

  /** At most `limit` families with a version below `beforeSeq`. O(limit), amortised. */
  page(beforeSeq: number, limit: number): FamilyPage {
    const familyIds: string[] = [];
    let nextSeq: number | undefined;
    for (const { familyId, version } of this.#newest(beforeSeq)) {
      if (familyIds.length === limit) return { familyIds, nextSeq };
      familyIds.push(familyId);
      nextSeq = version;
    }
    return { familyIds, nextSeq: undefined };
  }

  #newest(beforeSeq: number): Generator<Row> {
    const { hit, empty } = this.#listed;
    return merged(hit.newest(beforeSeq), empty.newest(beforeSeq), isNewer);
  }

  #notesOf({ familyId, wasHit }: Note): Notes {
    const { hit, empty } = isPrivateFamily(familyId) ? this.#private : this.#listed;
    return wasHit ? hit : empty;
  }
}

interface Kinds {
  readonly hit: Notes;
  readonly empty: Notes;
}

function kindsOf(isCurrent: IsCurrent): Kinds {
  return { hit: new Notes(isCurrent), empty: new Notes(isCurrent) };
}

type Precedes = (one: Row, other: Row) => boolean;
const isNewer: Precedes = (one, other) => one.version > other.version;
const isOlder: Precedes = (one, other) => one.version < other.version;

/** Both in one, by the order that both have. */
function* merged(one: Generator<Row, void>, other: Generator<Row, void>, precedes: Precedes): Generator<Row> {
  try {
    let [first, second] = [one.next(), other.next()];
    for (;;) {
      const isFirst = first.done !== true && (second.done === true || precedes(first.value, second.value));
      const next = isFirst ? first : second;
      if (next.done === true) return;
      yield next.value;
      if (isFirst) first = one.next();
      else second = other.next();
    }
  } finally {
    one.return(undefined);
    other.return(undefined);
  }
}
