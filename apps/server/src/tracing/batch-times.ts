// When the last few batches of entries were applied. The log delivers its entries before it calls their appenders.
import type { Entry } from "@hydra/engine";

export interface Batch {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly entries: number;
  /** Monotonic milliseconds. */
  readonly startedAt: number;
  /** Undefined while it is being applied. */
  endedAt: number | undefined;
}

/** Appenders are called in the tick of the delivery, or a few later. */
const MAX_BATCHES = 16;

export class BatchTimes {
  /** Newest first. */
  readonly #batches: Batch[] = [];

  begin(entries: readonly Entry[]): void {
    const [first, last] = [entries[0], entries.at(-1)];
    if (first === undefined || last === undefined) return;
    const startedAt = performance.now();
    this.#batches.unshift({
      firstSeq: first.seq,
      lastSeq: last.seq,
      entries: entries.length,
      startedAt,
      endedAt: undefined,
    });
    this.#batches.length = Math.min(this.#batches.length, MAX_BATCHES);
  }

  end(): void {
    const [batch] = this.#batches;
    if (batch !== undefined) batch.endedAt ??= performance.now();
  }

  /** The batch that an entry was in, unless that is too long ago. */
  of(seq: number): Batch | undefined {
    return this.#batches.find(({ firstSeq, lastSeq }) => seq >= firstSeq && seq <= lastSeq);
  }
}
