// Reads what is stored of a stream after an entry, from wherever the log begins by then: more of it may be archived and purged
// while it is read, and the tail may not have read so yet (SPEC EL46).
import type { Entry } from "@hydra/engine";
import { findBeginning, readEntries, type Beginning, type EntryReader } from "./entry-reader.ts";
import { findImported } from "./imported-place.ts";
import { placeOf } from "./numbering.ts";
import type { StreamStart } from "./retention-record.ts";
import type { StreamAccess } from "./stream-access.ts";
import { ArchivedMeanwhile, startsLater } from "./stream-damage.ts";
import type { ReadHandlers } from "./subscription.ts";

export interface StoredEntriesSource {
  readonly access: StreamAccess;
  /** Seq of the last entry that was archived when the log was opened. */
  readonly beganAfter: number;
  /** What cannot be looked up is tried again after so long. */
  readonly retryMs: number;
  /** Where the log begins, as far as the tail has read. */
  start(): StreamStart;
}

export class StoredEntries {
  readonly #source: StoredEntriesSource;
  readonly #handlers: ReadHandlers;
  /** Seq of the newest entry handed over. */
  #position: number;
  /** Where the log begins: as the tail has read it, or later, as the stream itself said it. */
  #start: StreamStart;
  #reader: EntryReader | undefined;
  #isClosed = false;

  /** Hands over those after an entry, in order, until closed; some may be older than that. */
  constructor(source: StoredEntriesSource, after: number, handlers: ReadHandlers) {
    this.#source = source;
    this.#position = after;
    this.#start = source.start();
    this.#handlers = handlers;
    void this.#begin();
  }

  close(): void {
    this.#isClosed = true;
    this.#reader?.close();
  }

  async #begin(): Promise<void> {
    const { access, retryMs } = this.#source;
    for (;;) {
      const beginning = await this.#find().catch(() => undefined);
      if (this.#isClosed) return;
      if (this.#position < this.#start.seq) return this.#handlers.onGone(this.#tooEarly());
      if (beginning !== undefined) {
        this.#reader = readEntries(access, beginning, {
          onRead: ({ entries }) => this.#take(entries),
          onGone: (error) => this.#onGone(error),
        });
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, retryMs).unref());
    }
  }

  async #find(): Promise<Beginning> {
    const { access } = this.#source;
    const read = this.#source.start();
    if (read.place >= this.#start.place) this.#start = read;
    const start = this.#start;
    const place =
      placeOf(start.numbering, this.#position) ?? (await findImported(access, start, this.#position));
    return findBeginning(access, place, start);
  }

  #take(entries: readonly Entry[]): void {
    this.#position = Math.max(this.#position, entries.at(-1)?.seq ?? 0);
    this.#handlers.onEntries(entries);
  }

  #onGone(error: Error): void {
    if (!(error instanceof ArchivedMeanwhile)) return this.#handlers.onGone(error);
    // What went may all be older than what is asked for.
    this.#start = error.start;
    void this.#begin();
  }

  /** Why entries from before the log's beginning cannot be had. */
  #tooEarly(): Error {
    const { access, beganAfter } = this.#source;
    return this.#position < beganAfter
      ? startsLater(access.name, this.#position, this.#start.seq)
      : new ArchivedMeanwhile(access.name, this.#start);
  }
}
