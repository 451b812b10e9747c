// Keeps something of the server's for as long as the page needs it: asks again before the server would take it back.
// What is asked for may change at any time; two requests are never under way at once, so the last answer is the newest.
import { createStore, type StoreApi } from "zustand/vanilla";
import { ProtocolError, type ErrorCode } from "@hydra/protocol";

/** A third of the server's lease: two answers may be lost. */
const RENEW_MS = 3_000;

export type LeaseState =
  | { readonly type: "free" }
  | { readonly type: "asking" }
  | { readonly type: "held" }
  /** Another lab has it (`lab-busy`), or the server cannot be asked; it is asked again. */
  | { readonly type: "refused"; readonly code: ErrorCode };

export interface LeaseOptions {
  /** Asks for what is wanted now. */
  take(): Promise<unknown>;
  release(): Promise<unknown>;
}

export class Lease {
  readonly store: StoreApi<LeaseState> = createStore<LeaseState>(() => ({ type: "free" }));
  readonly #options: LeaseOptions;
  #isWanted = false;
  #asking: Promise<void> | undefined;
  #isStale = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LeaseOptions) {
    this.#options = options;
  }

  get isWanted(): boolean {
    return this.#isWanted;
  }

  /** Takes it, or asks again because what is wanted has changed. Resolves with the answer's state; never rejects. */
  async hold(): Promise<LeaseState> {
    this.#isWanted = true;
    this.#isStale = true;
    this.#asking ??= this.#ask();
    await this.#asking;
    return this.store.getState();
  }

  /** Gives it back. Never rejects: what cannot be given back ends by itself. */
  async drop(): Promise<void> {
    if (!this.#isWanted) return;
    this.#isWanted = false;
    clearTimeout(this.#timer);
    await this.#asking;
    if (this.#isWanted) return;
    this.#enter({ type: "free" });
    await this.#options.release().catch(() => undefined);
  }

  async #ask(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.store.getState().type !== "held") this.#enter({ type: "asking" });
    while (this.#isStale && this.#isWanted) {
      this.#isStale = false;
      this.#enter(await this.#answer());
    }
    this.#asking = undefined;
    if (this.#isWanted) this.#timer = setTimeout(() => void this.hold(), RENEW_MS);
  }

  async #answer(): Promise<LeaseState> {
    try {
      await this.#options.take();
      return { type: "held" };
    } catch (error) {
      return { type: "refused", code: error instanceof ProtocolError ? error.code : "internal" };
    }
  }

  #enter(state: LeaseState): void {
    this.store.setState(state, true);
  }
}
