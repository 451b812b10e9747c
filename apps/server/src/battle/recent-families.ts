// Families by when something happened in them last, page by page (SPEC PR42). A family that changes is noted again at the end
// and not moved, so that an attack costs nothing for the families there are; what is out of date, or retired, is passed over, and
// left out when there is as much of it as of what is not. Notes come in the order of seqs, so a page is found by bisection. They are
// columns of numbers: there is one for every family, and most are never looked at.
import type { Battle } from "@hydra/engine";

/** What is noted of a family. */
export type Note = Pick<Battle, "familyId" | "version" | "changedAt" | "wasHit">;

/** One page, newest first. */
export interface FamilyPage {
  readonly familyIds: readonly string[];
  /** Seq before which the next page begins; undefined when this is the last. */
  readonly nextSeq: number | undefined;
}

/** Notes out of date that are not worth a clearance. */
const FEW = 1_024;

export class RecentFamilies {
  /** Whether the family is listed and has not changed since this version. */
  readonly #isCurrent: (familyId: string, version: number) => boolean;
  #columns = createColumns();
  #current = 0;

  constructor(isCurrent: (familyId: string, version: number) => boolean) {
    this.#isCurrent = isCurrent;
  }

  /** A family of those there are, in any order; `sort` follows on the last. */
  load(note: Note): void {
    add(this.#columns, note);
  }

  /** Puts what was loaded into its order. O(n log n). */
  sort(): void {
    const loaded = this.#columns;
    const { length } = loaded.familyIds;
    const order = Uint32Array.from({ length }, (_, index) => index);
    order.sort((a, b) => (loaded.versions[a] ?? 0) - (loaded.versions[b] ?? 0));
    this.#columns = createColumns();
    for (const index of order) add(this.#columns, noteAt(loaded, index));
    this.#current = length;
  }

  /** Something has happened in the family. Amortised O(1). */
  note(battle: Battle): void {
    const { familyIds } = this.#columns;
    if (familyIds.at(-1) === battle.familyId) drop(this.#columns);
    add(this.#columns, battle);
    this.#clearIfWorth();
  }

  /** A family is retired. Amortised O(1). */
  drop(): void {
    this.#current -= 1;
    this.#clearIfWorth();
  }

  /** From the one in which nothing has happened for longest. What is noted meanwhile may be left out. */
  *oldest(): Generator<Note> {
    const columns = this.#columns;
    for (let index = 0; index < columns.familyIds.length; index += 1) {
      const note = noteAt(columns, index);
      if (this.#isCurrent(note.familyId, note.version)) yield note;
    }
  }

  /** At most `limit` families with a version below `beforeSeq`. */
  page(beforeSeq: number, limit: number): FamilyPage {
    const familyIds: string[] = [];
    let nextSeq: number | undefined;
    for (let index = this.#firstFrom(beforeSeq) - 1; index >= 0; index -= 1) {
      const { familyId, version } = noteAt(this.#columns, index);
      if (!this.#isCurrent(familyId, version)) continue;
      if (familyIds.length === limit) return { familyIds, nextSeq };
      familyIds.push(familyId);
      nextSeq = version;
    }
    return { familyIds, nextSeq: undefined };
  }

  /** Index of the first note with this version or a later one. */
  #firstFrom(seq: number): number {
    const { versions } = this.#columns;
    let low = 0;
    let high = versions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((versions[middle] ?? Infinity) < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #clearIfWorth(): void {
    if (this.#columns.familyIds.length <= 2 * this.#current + FEW) return;
    const cleared = createColumns();
    for (const note of this.oldest()) add(cleared, note);
    this.#columns = cleared;
    this.#current = cleared.familyIds.length;
  }
}

interface Columns {
  readonly familyIds: string[];
  /** The battle's then. Ascending. */
  readonly versions: number[];
  readonly changedAts: number[];
  readonly wereHit: boolean[];
}

function createColumns(): Columns {
  return { familyIds: [], versions: [], changedAts: [], wereHit: [] };
}

function add({ familyIds, versions, changedAts, wereHit }: Columns, note: Note): void {
  familyIds.push(note.familyId);
  versions.push(note.version);
  changedAts.push(note.changedAt);
  wereHit.push(note.wasHit);
}

function drop({ familyIds, versions, changedAts, wereHit }: Columns): void {
  familyIds.pop();
  versions.pop();
  changedAts.pop();
  wereHit.pop();
}

function noteAt({ familyIds, versions, changedAts, wereHit }: Columns, index: number): Note {
  return {
    familyId: familyIds[index] ?? "",
    version: versions[index] ?? 0,
    changedAt: changedAts[index] ?? 0,
    wasHit: wereHit[index] ?? false,
  };
}
