// The battles of all families, in the order the families were created. One that came in a text (SPEC EN60) and that has not been asked
// for since is still two lines of that: it is found through an index of numbers, since a hundred thousand keys and pieces of text, an
// object each, would cost more than most of those families ever will.
import type { BattleState, BattleWorld } from "./battle-state.ts";
import { addToIndex, createHashIndex, firstSlot, numberIn, seek } from "./hash-index.ts";
import { asciiJson } from "./state/columns.ts";
import { decodeBattle } from "./state/decode-battle.ts";
import { createTextKey, setTextKey } from "./text-key.ts";

const FIRST_STARTS = 64;

export class Battles {
  /** What `load` got; stays in memory. */
  readonly #text: string;
  /** Where the lines of each battle in the text begin. */
  #starts = new Uint32Array(FIRST_STARTS);
  #loaded = 0;
  readonly #index = createHashIndex();
  readonly #key = createTextKey();
  /** Of those in the text what was asked for, by number; undefined where there is none any more. */
  readonly #opened = new Map<number, BattleState | undefined>();
  readonly #founded = new Map<string, BattleState>();
  #size = 0;

  constructor(text = "") {
    this.#text = text;
  }

  get size(): number {
    return this.#size;
  }

  /**
   * The next battle in the text, whose lines begin there.
   * @returns false when they begin with another id, or there is one of this id already
   */
  load(familyId: string, start: number): boolean {
    if (!this.#beginsWith(familyId, start) || this.#find(familyId) >= 0) return false;
    if (this.#loaded === this.#starts.length) {
      const larger = new Uint32Array(2 * this.#loaded);
      larger.set(this.#starts);
      this.#starts = larger;
    }
    this.#starts[this.#loaded] = start;
    addToIndex(this.#index, this.#key.hash, this.#loaded);
    this.#loaded += 1;
    this.#size += 1;
    return true;
  }

  add(battle: BattleState): void {
    this.#founded.set(battle.familyId, battle);
    this.#size += 1;
  }

  has(familyId: string): boolean {
    if (this.#founded.has(familyId)) return true;
    const number = this.#find(familyId);
    return number >= 0 && (!this.#opened.has(number) || this.#opened.get(number) !== undefined);
  }

  /** @throws StateFormatError */
  get(familyId: string, world: BattleWorld): BattleState | undefined {
    const founded = this.#founded.get(familyId);
    if (founded !== undefined) return founded;
    const number = this.#find(familyId);
    return number < 0 ? undefined : this.#open(number, world);
  }

  /** As get, of those that are not lines of a text any more. */
  opened(familyId: string): BattleState | undefined {
    return this.#founded.get(familyId) ?? this.#opened.get(this.#find(familyId));
  }

  delete(familyId: string): void {
    if (!this.has(familyId)) return;
    if (!this.#founded.delete(familyId)) this.#opened.set(this.#find(familyId), undefined);
    this.#size -= 1;
  }

  /** In their order; lines where a battle has not been asked for. */
  *entries(): Iterable<BattleState | string> {
    for (let number = 0; number < this.#loaded; number += 1) {
      if (!this.#opened.has(number)) yield this.#linesOf(number);
      const battle = this.#opened.get(number);
      if (battle !== undefined) yield battle;
    }
    yield* this.#founded.values();
  }

  /** Opens all of them. */
  *all(world: BattleWorld): Iterable<BattleState> {
    for (let number = 0; number < this.#loaded; number += 1) {
      const battle = this.#open(number, world);
      if (battle !== undefined) yield battle;
    }
    yield* this.#founded.values();
  }

  #open(number: number, world: BattleWorld): BattleState | undefined {
    if (this.#opened.has(number)) return this.#opened.get(number);
    const battle = decodeBattle(this.#linesOf(number), world);
    this.#opened.set(number, battle);
    return battle;
  }

  #linesOf(number: number): string {
    const end = number + 1 < this.#loaded ? (this.#starts[number + 1] ?? 0) - 1 : this.#text.length;
    return this.#text.slice(this.#starts[number], end);
  }

  /** Number in the text, -1 when it is not there. Sets the key. */
  #find(familyId: string): number {
    const index = this.#index;
    setTextKey(this.#key, familyId, 0);
    const { hash } = this.#key;
    let slot = seek(index, hash, firstSlot(index, hash));
    while (slot >= 0) {
      const number = numberIn(index, slot);
      if (this.#beginsWith(familyId, this.#starts[number] ?? 0)) return number;
      slot = seek(index, hash, slot + 2);
    }
    return -1;
  }

  #beginsWith(familyId: string, start: number): boolean {
    return this.#text.startsWith(`[${asciiJson(familyId)},`, start);
  }
}
