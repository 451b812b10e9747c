// Families by when something happened in them last, page by page (SPEC PR42). A family that changes is noted again at the end
// and not moved, so that an attack costs nothing for the families there are; what is out of date, or retired, is passed over, and
// left out when there is as much of it as of what is not. Notes come in the order of seqs, so a page is found by bisection.
import type { Battle } from "@hydra/engine";

/** One page, newest first. */
export interface FamilyPage {
  readonly battles: readonly Battle[];
  /** Seq before which the next page begins; undefined when this is the last. */
  readonly nextSeq: number | undefined;
}

/** Notes out of date that are not worth a clearance. */
const FEW = 1_024;

export class RecentFamilies {
  #battles: Battle[] = [];
  /** Of each note, the battle's version then. Ascending. */
  #versions: number[] = [];
  #current = 0;

  /** The families there are, in any order. O(n log n). */
  restore(battles: Iterable<Battle>): void {
    const listed = Array.from(battles).filter(({ presence }) => presence === "listed");
    this.#battles = listed.sort((a, b) => a.version - b.version);
    this.#versions = this.#battles.map(({ version }) => version);
    this.#current = this.#battles.length;
  }

  /** Something has happened in the family. Amortised O(1). */
  note(battle: Battle): void {
    const { version } = battle;
    const last = this.#battles.length - 1;
    if (this.#battles[last] === battle) {
      this.#versions[last] = version;
      return;
    }
    this.#battles.push(battle);
    this.#versions.push(version);
    if (this.#battles.length > 2 * this.#current + FEW) this.#clear();
  }

  /** The family is retired. Amortised O(1). */
  drop(): void {
    this.#current -= 1;
    if (this.#battles.length > 2 * this.#current + FEW) this.#clear();
  }

  /** From the one in which nothing has happened for longest. What is noted meanwhile may be left out. */
  *oldest(): Generator<Battle> {
    const battles = this.#battles;
    const versions = this.#versions;
    for (const [index, battle] of battles.entries()) if (isCurrent(battle, versions[index])) yield battle;
  }

  /** At most `limit` families with a version below `beforeSeq`. */
  page(beforeSeq: number, limit: number): FamilyPage {
    const battles: Battle[] = [];
    for (let index = this.#firstFrom(beforeSeq) - 1; index >= 0; index -= 1) {
      const battle = this.#currentAt(index);
      if (battle === undefined) continue;
      if (battles.length === limit) return { battles, nextSeq: battles.at(-1)?.version };
      battles.push(battle);
    }
    return { battles, nextSeq: undefined };
  }

  #currentAt(index: number): Battle | undefined {
    const battle = this.#battles[index];
    return battle !== undefined && isCurrent(battle, this.#versions[index]) ? battle : undefined;
  }

  /** Index of the first note with this version or a later one. */
  #firstFrom(seq: number): number {
    let low = 0;
    let high = this.#versions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#versions[middle] ?? Infinity) < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #clear(): void {
    this.#battles = this.#battles.filter((_battle, index) => this.#currentAt(index) !== undefined);
    this.#versions = this.#battles.map(({ version }) => version);
    this.#current = this.#battles.length;
  }
}

function isCurrent(battle: Battle, version: number | undefined): boolean {
  return battle.version === version && battle.presence === "listed";
}
