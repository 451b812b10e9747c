// One subscriber of the log: first reads what is stored, page by page, then takes the batches as they are
// committed. It is live exactly when it has delivered everything up to the log's head, so a page that ends there is
// the hand-over: nothing can come between.
import type { Entry } from "@hydra/engine";
import { LogUnavailableError } from "../event-log.ts";
import type { LogSubscription } from "../event-log.ts";
import type { EntryPage } from "./entry-store.ts";

/** What a subscription needs of the log. */
export interface SubscriptionSource {
  /** Seq of the newest durable entry known. */
  readonly head: number;
  /** Asks for stored entries; replies come in step with the batches handed to `offer`. */
  read(after: number, limit: number, onPage: (page: EntryPage | LogUnavailableError) => void): void;
}

export interface Subscription extends LogSubscription {
  /** Hands over a batch that was just committed; entries in order, not empty. */
  offer(batch: readonly Entry[]): void;
  /** The head may have moved without a batch: catches up from the file. */
  refresh(): void;
}

/** Large enough that asking costs nothing, small enough that an append never waits long behind a page. */
const PAGE_ENTRIES = 2_000;

export function createSubscription(
  source: SubscriptionSource,
  after: number,
  onEntries: (entries: readonly Entry[]) => void,
): Subscription {
  const target = source.head;
  const caughtUp = Promise.withResolvers<void>();
  // Whoever does not wait for it is not to be killed by its rejection.
  caughtUp.promise.catch(() => {});
  let position = after;
  let isReading = false;
  let isClosed = false;

  const close = (): void => {
    isClosed = true;
    caughtUp.reject(new LogUnavailableError("The subscription was closed."));
  };

  const deliver = (entries: readonly Entry[]): void => {
    if (isClosed) return;
    position = entries.at(-1)?.seq ?? position;
    try {
      if (entries.length > 0) onEntries(entries);
    } catch (error) {
      // A subscriber that missed a batch would be wrong from here on, unnoticed. Its error ends the process unless
      // the process has decided otherwise; the other subscribers and the appenders get theirs first.
      close();
      queueMicrotask(() => {
        throw error;
      });
    }
    if (position >= target && !isClosed) caughtUp.resolve();
  };

  const read = (from: number): void => {
    isReading = true;
    source.read(from, PAGE_ENTRIES, (page) => {
      if (isClosed) return;
      if (page instanceof LogUnavailableError) {
        isReading = false;
        caughtUp.reject(page);
        return;
      }
      // The next page is fetched while this one is being worked on.
      const reached = Math.max(from, page.lastSeq);
      isReading = reached < source.head;
      if (isReading) read(reached);
      deliver(parseEntries(page.text));
    });
  };

  const refresh = (): void => {
    if (!isClosed && !isReading && position < source.head) read(position);
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
    close,
  };
}

// The text comes from rows that this server wrote.
function parseEntries(text: string): readonly Entry[] {
  const entries: Entry[] = JSON.parse(text);
  return entries;
}
