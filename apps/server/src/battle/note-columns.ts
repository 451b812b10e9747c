// Notes of families as columns of numbers and bytes beside the heap: a hundred thousand of them are nothing to a garbage collector.

/** One note. */
export interface Row {
  readonly familyId: string;
  /** Of the battle, when it was noted. */
  readonly version: number;
  /** Epoch milliseconds. */
  readonly changedAt: number;
}

const FIRST_ROWS = 64;
const FIRST_BYTES = 2_048;

/** Rows by index, appended in ascending order of versions unless they are sorted later. */
export class NoteColumns {
  #length = 0;
  #versions = new Float64Array(FIRST_ROWS);
  #changedAts = new Float64Array(FIRST_ROWS);
  /** The familyIds one after the other, UTF-8, and per row where its own ends. */
  #ids = Buffer.from(new ArrayBuffer(FIRST_BYTES));
  #ends = new Uint32Array(FIRST_ROWS);

  get length(): number {
    return this.#length;
  }

  /** Amortised O(1). */
  push({ familyId, version, changedAt }: Row): void {
    const index = this.#length;
    const start = this.#startOf(index);
    this.#makeRoom(index, start + Buffer.byteLength(familyId));
    this.#versions[index] = version;
    this.#changedAts[index] = changedAt;
    this.#ends[index] = start + this.#ids.write(familyId, start);
    this.#length += 1;
  }

  at(index: number): Row {
    return {
      familyId: this.familyIdAt(index),
      version: this.#versions[index] ?? 0,
      changedAt: this.#changedAts[index] ?? 0,
    };
  }

  familyIdAt(index: number): string {
    return this.#ids.toString("utf8", this.#startOf(index), this.#ends[index]);
  }

  /** Takes a row's place by one with a higher index; what stood between is not to be read any more. */
  move(from: number, to: number): void {
    const start = this.#startOf(to);
    const [first, end] = [this.#startOf(from), this.#ends[from] ?? 0];
    this.#ids.copyWithin(start, first, end);
    this.#versions[to] = this.#versions[from] ?? 0;
    this.#changedAts[to] = this.#changedAts[from] ?? 0;
    this.#ends[to] = start + end - first;
  }

  /** Forgets the rows from an index on. */
  truncate(length: number): void {
    this.#length = length;
  }

  /** The same rows by ascending version, which are here no more. O(n log n). */
  sorted(): NoteColumns {
    const order = Uint32Array.from({ length: this.#length }, (_, index) => index);
    const versions = this.#versions;
    order.sort((a, b) => (versions[a] ?? 0) - (versions[b] ?? 0));
    const sorted = new NoteColumns();
    for (const index of order) sorted.push(this.at(index));
    this.#length = 0;
    this.#resize(0, 0);
    return sorted;
  }

  /** Index of the first row with this version or a later one, in sorted ones. */
  firstFrom(seq: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#versions[middle] ?? Infinity) < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #startOf(index: number): number {
    return index === 0 ? 0 : (this.#ends[index - 1] ?? 0);
  }

  #makeRoom(rows: number, bytes: number): void {
    if (rows === this.#versions.length) this.#resize(2 * rows, this.#ids.length);
    if (bytes > this.#ids.length) this.#resize(this.#versions.length, Math.max(bytes, 2 * this.#ids.length));
  }

  /** Gives the room there was back at once, and not when the garbage collector comes. */
  #resize(rows: number, bytes: number): void {
    this.#versions = new Float64Array(this.#versions.buffer.transfer(8 * rows));
    this.#changedAts = new Float64Array(this.#changedAts.buffer.transfer(8 * rows));
    this.#ends = new Uint32Array(this.#ends.buffer.transfer(4 * rows));
    this.#ids = Buffer.from(this.#ids.buffer.transfer(bytes));
  }
}
