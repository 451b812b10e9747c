// What is noted of families, in the order of their last change. A family that changes is noted again at the end and not moved, so an
// attack costs nothing for the families there are. What is out of date is left out when there is as much of it as of what is not, and
// by a reader who had to pass over much of it, so that no two pass over the same.
import { NoteColumns, type Row } from "./note-columns.ts";

/** Whether the family is listed and has not changed since this version. Once that is not so, it never is again. */
export type IsCurrent = (familyId: string, version: number) => boolean;

/** Notes out of date that are not worth a clearance. */
const FEW = 1_024;

export class Notes {
  readonly #isCurrent: IsCurrent;
  #columns = new NoteColumns();
  /** Those before it are out of date. */
  #head = 0;
  /** How many there are before those out of date are looked for. */
  #clearAt = FEW;

  constructor(isCurrent: IsCurrent) {
    this.#isCurrent = isCurrent;
  }

  /** A family of those there are, in any order; `sort` follows on the last. */
  load(note: Row): void {
    this.#columns.push(note);
  }

  sort(): void {
    this.#columns = this.#columns.sorted();
    this.#clearAt = 2 * this.#columns.length + FEW;
  }

  /** Something has happened in the family. Amortised O(1). */
  add(note: Row): void {
    const { length } = this.#columns;
    if (length > this.#head && this.#columns.familyIdAt(length - 1) === note.familyId)
      this.#columns.truncate(length - 1);
    this.#columns.push(note);
    if (length >= this.#clearAt) this.#clear(0);
  }

  /** From the one in which nothing has happened for longest. What is noted meanwhile may be left out. */
  *oldest(): Generator<Row, void> {
    for (let index = this.#head; index < this.#columns.length; index += 1) {
      const note = this.#columns.at(index);
      if (this.#isCurrent(note.familyId, note.version)) yield note;
      else if (index === this.#head) this.#head += 1;
    }
  }

  /** From the one that was the last to change before an entry's seq. Nothing is to be noted meanwhile. */
  *newest(beforeSeq: number): Generator<Row, void> {
    let index = this.#columns.firstFrom(beforeSeq);
    let passed = 0;
    try {
      while (index > this.#head) {
        index -= 1;
        const note = this.#columns.at(index);
        if (this.#isCurrent(note.familyId, note.version)) yield note;
        else passed += 1;
      }
    } finally {
      if (passed > FEW) this.#clear(index);
    }
  }

  /** Leaves out what is out of date from an index on. */
  #clear(from: number): void {
    const columns = this.#columns;
    const isWhole = from <= this.#head;
    let to = isWhole ? 0 : from;
    for (let index = isWhole ? this.#head : from; index < columns.length; index += 1) {
      const { familyId, version } = columns.at(index);
      if (!this.#isCurrent(familyId, version)) continue;
      columns.move(index, to);
      to += 1;
    }
    columns.truncate(to);
    if (isWhole) this.#head = 0;
    this.#clearAt = 2 * to + FEW;
  }
}
