// One subscriber of the log: reads what is stored, page by page, then takes the batches as they are committed. It is
// live exactly when it has delivered everything up to the log's head, and pages and batches come through one
// ordered channel, so that nothing can slip between the last page and the first batch, nor come twice.
import type { Entry } from "@hydra/engine";
import { LogUnavailableError, type LogSubscription } from "../event-log.ts";
import { parseEntries, type EntryPage } from "./entry-store.ts";
import { reasonOf, surface } from "./failure.ts";

/** What a subscription needs of the log. */
export interface SubscriptionSource {
  /** Seq of the newest durable entry known. */
  head(): number;
  /** Reads stored entries. The answer comes in step with the batches that are handed to `offer`. */
  read(after: number, limit: number, onPage: (page: EntryPage | LogUnavailableError) => void): void;
  onEntries(entries: readonly Entry[]): void;
}

export interface Subscription extends LogSubscription {
  /** Hands over a batch that was just committed: in order and not empty. */
  offer(batch: readonly Entry[]): void;
  /** Catches up from the file if the head is ahead: after a failure, there may be entries nobody offered. */
  refresh(): void;
}

/** Large enough that asking costs nothing, small enough that an append waits only milliseconds behind a page. */
const PAGE_ENTRIES = 2_000;

export function createSubscription(source: SubscriptionSource, after: number): Subscription {
  const target = source.head();
  const caughtUp = Promise.withResolvers<void>();
  // Whoever does not wait for it is not to be ended by its rejection.
  caughtUp.promise.catch(() => undefined);
  let position = after;
  let isReading = false;
  let isClosed = false;

  const close = (error: Error = new LogUnavailableError("The subscription was closed.")): void => {
    isClosed = true;
    caughtUp.reject(error);
  };

  const deliver = (entries: readonly Entry[]): void => {
    position = entries.at(-1)?.seq ?? position;
    try {
      if (entries.length > 0) source.onEntries(entries);
    } catch (error) {
      // A subscriber that missed something would be wrong from here on, and nobody would know.
      close();
      surface(error);
    }
    if (position >= target) caughtUp.resolve();
  };

  const open = (page: EntryPage): void => {
    let entries: readonly Entry[] = [];
    try {
      entries = parseEntries(page.text);
    } catch (error) {
      const reason = `The event log cannot be read after entry ${position}: ${reasonOf(error)}.`;
      const failure = new LogUnavailableError(reason);
      // Trying again would not help. Before it has caught up, somebody waits for the answer.
      if (position >= target) surface(failure);
      return close(failure);
    }
    deliver(entries);
  };

  const read = (from: number): void => {
    isReading = true;
    source.read(from, PAGE_ENTRIES, (page) => {
      isReading = false;
      if (isClosed) return;
      // The file may be back later, and `refresh` will be called then.
      if (page instanceof LogUnavailableError) return caughtUp.reject(page);
      // The worker reads the next page while this thread works on the present one.
      const next = Math.max(from, page.lastSeq);
      if (next < source.head()) read(next);
      open(page);
    });
  };

  const refresh = (): void => {
    if (!isClosed && !isReading && position < source.head()) read(position);
  };

  if (position >= target) caughtUp.resolve();
  refresh();
  return {
    caughtUp: caughtUp.promise,
    offer(batch) {
      if (isClosed || isReading) return;
      if (batch[0]?.seq === position + 1) deliver(batch);
      else refresh();
    },
    refresh,
    close: () => close(),
  };
}
