// A map whose members only pass through. V8 links a Map's outgrown table to the one that takes its place, so once a table
// has become old, it keeps alive what passes through all that follow, until the whole heap is marked. A new Map has no past.

export class TransitMap<K, V> {
  #entries = new Map<K, V>();

  set(key: K, value: V): void {
    this.#entries.set(key, value);
  }

  /** Takes it out. */
  take(key: K): V | undefined {
    const value = this.#entries.get(key);
    if (this.#entries.delete(key) && this.#entries.size === 0) this.#entries = new Map();
    return value;
  }

  /** Oldest first. */
  keys(): Iterable<K> {
    return this.#entries.keys();
  }
}
