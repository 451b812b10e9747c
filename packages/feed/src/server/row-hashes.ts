// The hashes of a feed's rows and their sum, for the digest of its frames: what has changed is hashed when a frame is made, and nothing
// else is looked at. SPEC PR110.
import { formatDigest, hashText } from "../wire/digest.ts";

export class RowHashes {
  /** Signed 32-bit integers, which take no memory beside the table. */
  readonly #hashes = new Map<string, number>();
  /** Rows that are there and have no hash. */
  #stale = new Set<string>();
  #sum = 0;

  has(key: string): boolean {
    return this.#hashes.has(key) || this.#stale.has(key);
  }

  /** The row is new, or another one. O(1) */
  touch(key: string): void {
    this.#subtract(key);
    this.#stale.add(key);
  }

  /** The row is gone. O(1) */
  delete(key: string): void {
    this.#subtract(key);
    this.#stale.delete(key);
  }

  clear(): void {
    this.#hashes.clear();
    this.#stale.clear();
    this.#sum = 0;
  }

  /** Keys of the rows that are to be given to `set` before the next digest. */
  get stale(): ReadonlySet<string> {
    return this.#stale;
  }

  /** @param row as RFC 8785 writes it */
  set(key: string, row: string): void {
    this.#subtract(key);
    const hash = hashText(row);
    this.#hashes.set(key, hash);
    this.#sum = (this.#sum + hash) | 0;
  }

  /** @param fields as RFC 8785 writes them */
  digest(fields: string): string {
    // Not cleared: a set's outgrown tables keep each other alive.
    if (this.#stale.size > 0) this.#stale = new Set();
    return formatDigest(this.#sum + hashText(fields));
  }

  #subtract(key: string): void {
    const hash = this.#hashes.get(key);
    if (hash === undefined) return;
    this.#hashes.delete(key);
    this.#sum = (this.#sum - hash) | 0;
  }
}
