// Families by when something happened in them last, page by page (SPEC PR42), and from the other end for what retires them. Those in
// which nobody has ever hit are noted apart: they are retired sooner, and found without passing over the others.
import type { Battle } from "@hydra/engine";
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
  readonly #hit: Notes;
  readonly #empty: Notes;

  constructor(isCurrent: IsCurrent) {
    this.#hit = new Notes(isCurrent);
    this.#empty = new Notes(isCurrent);
  }

  /** A family of those there are, in any order; `sort` follows on the last. */
  load(note: Note): void {
    this.#notesOf(note.wasHit).load(note);
  }

  /** Puts what was loaded into its order. O(n log n). */
  sort(): void {
    this.#hit.sort();
    this.#empty.sort();
  }

  /** Something has happened in the family. Amortised O(1). */
  note(battle: Note): void {
    this.#notesOf(battle.wasHit).add(battle);
  }

  /**
   * Those in which a player has hit, or those in which none has, from the one in which nothing has happened for longest. What is
   * noted meanwhile may be left out.
   */
  oldest(wasHit: boolean): Iterable<Row> {
    return this.#notesOf(wasHit).oldest();
  }

  /** At most `limit` families with a version below `beforeSeq`. O(limit), amortised. */
  page(beforeSeq: number, limit: number): FamilyPage {
    const familyIds: string[] = [];
    let nextSeq: number | undefined;
    for (const { familyId, version } of merged(this.#hit.newest(beforeSeq), this.#empty.newest(beforeSeq))) {
      if (familyIds.length === limit) return { familyIds, nextSeq };
      familyIds.push(familyId);
      nextSeq = version;
    }
    return { familyIds, nextSeq: undefined };
  }

  #notesOf(wasHit: boolean): Notes {
    return wasHit ? this.#hit : this.#empty;
  }
}

/** Both in one, newest first. */
function* merged(one: Generator<Row, void>, other: Generator<Row, void>): Generator<Row> {
  try {
    let [first, second] = [one.next(), other.next()];
    for (;;) {
      const isFirst = versionOf(first) > versionOf(second);
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

function versionOf(next: IteratorResult<Row, void>): number {
  return next.done === true ? -1 : next.value.version;
}
