// One subscriber of the log: reads what is stored, page by page, then takes the batches as they are committed. It is
// live exactly when it has delivered everything up to the log's head, and pages and batches come through one
// ordered channel, so that nothing can slip between the last page and the first batch, nor come twice.
import type { Entry } from "@hydra/engine";
import { LogUnavailableError, type LogSubscription } from "../event-log.ts";
import { parseEntries } from "../parse-entries.ts";
import type { EntryPage } from "./entry-store.ts";
import { surface } from "../failure.ts";

/** What a subscription needs of the log. */
export interface SubscriptionSource {
  /** Seq of the newest durable entry known. */
  head(): number;
  /** Reads stored entries. The answer comes later, in step with the batches that are handed to `offer`. */
  read(after: number, limit: number, onPage: (page: EntryPage | LogUnavailableError) => void): void;
  onEntries(entries: readonly Entry[]): void;
}

/**
 * Large enough that asking costs next to nothing, small enough that an append waits less than a millisecond behind a page, and that
 * its entries are garbage before the collector takes them for what stays: by that, 2,000 left tens of megabytes behind in both threads.
 */
const PAGE_ENTRIES = 250;

export class Subscription implements LogSubscription {
  readonly #source: SubscriptionSource;
  /** The head when the subscription was made: delivering it makes it caught up. */
  readonly #target: number;
  readonly #caughtUp = Promise.withResolvers<void>();
  /** Seq of the newest entry delivered. */
  #position: number;
  #isReading = false;
  #isClosed = false;

  /** Delivers the entries after `after`; the first of them later, never before the constructor has returned. */
  constructor(source: SubscriptionSource, after: number) {
    this.#source = source;
    this.#position = after;
    this.#target = source.head();
    // A caller that does not wait for it is not to be ended by its rejection.
    this.#caughtUp.promise.catch(() => undefined);
    this.#settle();
    this.refresh();
  }

  get caughtUp(): Promise<void> {
    return this.#caughtUp.promise;
  }

  /** Takes a batch that was just committed: in order and not empty. */
  offer(batch: readonly Entry[]): void {
    if (this.#isClosed || this.#isReading) return;
    if (batch[0]?.seq === this.#position + 1) this.#deliver(batch);
    else this.refresh();
  }

  /** Catches up from the file if the head is ahead: after a failure, there may be entries that were not offered. */
  refresh(): void {
    if (this.#isClosed || this.#isReading || this.#position >= this.#source.head()) return;
    this.#read(this.#position);
  }

  close(): void {
    this.#end(new LogUnavailableError("The subscription was closed."));
  }

  #read(after: number): void {
    this.#isReading = true;
    this.#source.read(after, PAGE_ENTRIES, (page) => {
      this.#isReading = false;
      if (this.#isClosed) return;
      // The file may be back later, and `refresh` is called then.
      if (page instanceof LogUnavailableError) return this.#caughtUp.reject(page);
      if (page.damage !== undefined) return this.#fail(page.damage.what);
      // The worker reads the next page while this thread works on the present one.
      const reached = Math.max(after, page.lastSeq);
      if (reached < this.#source.head()) this.#read(reached);
      this.#deliver(parseEntries(page.text));
    });
  }

  #fail(damage: string): void {
    const failure = new LogUnavailableError(
      `The event log cannot be read after entry ${this.#position}: ${damage}.`,
    );
    // Trying again would not help. Until it has caught up, a caller waits for the answer.
    if (this.#position >= this.#target) surface(failure);
    this.#end(failure);
  }

  #deliver(entries: readonly Entry[]): void {
    this.#position = entries.at(-1)?.seq ?? this.#position;
    try {
      if (entries.length > 0) this.#source.onEntries(entries);
    } catch (error) {
      // A subscriber that missed something would be wrong from here on, without a sign of it.
      this.close();
      surface(error);
    }
    this.#settle();
  }

  #settle(): void {
    if (this.#position >= this.#target) this.#caughtUp.resolve();
  }

  #end(error: LogUnavailableError): void {
    this.#isClosed = true;
    this.#caughtUp.reject(error);
  }
}
