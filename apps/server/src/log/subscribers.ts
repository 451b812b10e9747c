// The subscriptions of a log that are open, whatever kind the log makes them of.
import type { LogSubscription } from "./event-log.ts";

export class Subscribers<Subscription extends LogSubscription> {
  readonly #open = new Set<Subscription>();

  /** Counts it among the open ones until it is closed through what is returned. */
  add(subscription: Subscription): LogSubscription {
    this.#open.add(subscription);
    return {
      caughtUp: subscription.caughtUp,
      close: () => {
        this.#open.delete(subscription);
        subscription.close();
      },
    };
  }

  /** In the order they came; one may be closed by what is done to another. */
  [Symbol.iterator](): IterableIterator<Subscription> {
    return this.#open.values();
  }

  closeAll(): void {
    for (const subscription of this.#open) subscription.close();
    this.#open.clear();
  }
}
