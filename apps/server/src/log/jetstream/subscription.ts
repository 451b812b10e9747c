// One subscriber of the log: reads what is stored with a reader of its own until it stands where the log's tail stands,
// then takes what the tail reads. Both happen between two turns of the event loop, so nothing slips between the last
// stored entry and the first live one, nor comes twice.
import type { Entry } from "@hydra/engine";
import { LogUnavailableError, type LogSubscription } from "../event-log.ts";
import { surface } from "../failure.ts";

/** What a subscription needs of the log. */
export interface SubscriptionSource {
  /** Seq of the newest entry the tail has read. */
  head(): number;
  /**
   * Delivers stored entries after a seq, in order, until closed; some may be older than that. Tries until it can, or the log is
   * found to be damaged.
   */
  read(after: number, handlers: ReadHandlers): { close(): void };
  onEntries(entries: readonly Entry[]): void;
}

export interface ReadHandlers {
  onEntries(entries: readonly Entry[]): void;
  /** Nothing more will come. */
  onGone(error: Error): void;
}

export class Subscription implements LogSubscription {
  readonly #source: SubscriptionSource;
  /** The head when the subscription was made: delivering it makes it caught up. */
  readonly #target: number;
  readonly #caughtUp = Promise.withResolvers<void>();
  /** Seq of the newest entry delivered. */
  #position: number;
  #reader: { close(): void } | undefined;
  #isClosed = false;

  constructor(source: SubscriptionSource, after: number) {
    this.#source = source;
    this.#position = after;
    this.#target = source.head();
    // A caller that does not wait for it is not to be ended by its rejection.
    this.#caughtUp.promise.catch(() => undefined);
    this.#settle();
    this.#catchUp();
  }

  get caughtUp(): Promise<void> {
    return this.#caughtUp.promise;
  }

  /** Takes what the tail has just read: in order and not empty. */
  offer(entries: readonly Entry[]): void {
    if (this.#reader === undefined) this.#deliver(newerThan(entries, this.#position));
  }

  close(): void {
    this.#isClosed = true;
    this.#reader?.close();
    this.#reader = undefined;
    this.#caughtUp.reject(new LogUnavailableError("The subscription was closed."));
  }

  #catchUp(): void {
    if (this.#position >= this.#source.head()) return;
    const onEntries = (entries: readonly Entry[]): void => {
      // The tail has the rest, and delivers it when it is read there.
      const head = this.#source.head();
      this.#deliver(newerThan(entries, this.#position).filter(({ seq }) => seq <= head));
      if (this.#position < head) return;
      this.#reader?.close();
      this.#reader = undefined;
    };
    this.#reader = this.#source.read(this.#position, { onEntries, onGone: (error) => this.#fail(error) });
  }

  #fail(error: Error): void {
    // Until it has caught up, a caller waits for the answer.
    if (this.#position >= this.#target) surface(error);
    this.#caughtUp.reject(error);
    this.close();
  }

  #deliver(entries: readonly Entry[]): void {
    if (this.#isClosed || entries.length === 0) return;
    this.#position = entries.at(-1)?.seq ?? this.#position;
    try {
      this.#source.onEntries(entries);
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
}

function newerThan(entries: readonly Entry[], seq: number): readonly Entry[] {
  if ((entries[0]?.seq ?? 0) > seq) return entries;
  return entries.filter((entry) => entry.seq > seq);
}
