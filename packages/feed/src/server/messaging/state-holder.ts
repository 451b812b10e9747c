// A provider's state and those that follow it.
import type { MessagingState } from "./provider.ts";

export class StateHolder {
  readonly #listeners = new Set<(state: MessagingState) => void>();
  #state: MessagingState = "connecting";

  get state(): MessagingState {
    return this.#state;
  }

  set(state: MessagingState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  /** @returns the function that ends it */
  onState(listener: (state: MessagingState) => void): () => void {
    // Of its own, so that the same function can be given twice.
    const own = (state: MessagingState): void => listener(state);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }
}
