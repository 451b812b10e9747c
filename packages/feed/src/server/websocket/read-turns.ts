// Whose bytes are worked on next, when connections have sent more than is worked on at once. A chunk of 64 KiB is ten thousand of the
// smallest frames, a hundredth of a second and more; a hundred such connections, each served as it is read, kept all others
// waiting for seconds. So one that takes long waits for a turn, and in one turn of the event loop there are only as many as fit.

/** Of one turn of the event loop, for all that wait. */
const TURN_MS = 5;

/** A connection whose bytes take long. */
export interface Reader {
  /**
   * Continues where it stopped.
   * @returns how long it took, or is expected to take when the rest is still to be read, ms
   */
  takeTurn(): number;
}

class ReadTurns {
  #waiting: Reader[] = [];
  #isDue = false;

  /** To be called once for each turn. */
  wait(reader: Reader): void {
    this.#waiting.push(reader);
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(this.#run);
  }

  readonly #run = (): void => {
    this.#isDue = false;
    const readers = this.#waiting;
    let [served, spentMs] = [0, 0];
    for (; served < readers.length && spentMs < TURN_MS; served += 1)
      spentMs += readers[served]?.takeTurn() ?? 0;
    // One that waits again during this is behind those that have waited all along.
    this.#waiting = readers.slice(served);
    if (this.#waiting.length === 0 || this.#isDue) return;
    this.#isDue = true;
    setImmediate(this.#run);
  };
}

/** One for the thread: it is the thread's time that is shared. */
export const readTurns = new ReadTurns();
