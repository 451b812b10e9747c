// Keeps clients from filling the log: of lines that they cause each is written once a minute, and a bounded number in all.

const EVERY_MS = 60_000;
/** Most of such a line is the clients' choice. */
const MAX_REMEMBERED = 100;

export class RepeatedLines {
  readonly #now: () => number;
  /** When each was written last, oldest first. */
  readonly #writtenAt = new Map<string, number>();

  /** @param now monotonic milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Whether the line is to be written now; it counts as written then. */
  isDue(line: string): boolean {
    const now = this.#now();
    for (const [earlier, at] of this.#writtenAt) {
      if (now - at < EVERY_MS) break;
      this.#writtenAt.delete(earlier);
    }
    if (this.#writtenAt.has(line) || this.#writtenAt.size >= MAX_REMEMBERED) return false;
    this.#writtenAt.set(line, now);
    return true;
  }
}
