// One answer of the server that a page shows, asked for again while the page is in sight, kept when the server is gone.
import { createStore, type StoreApi } from "zustand/vanilla";
import type { ErrorCode } from "@hydra/protocol";
import { codeOf } from "./problem.ts";

export type LookedUp<Answer> =
  | { readonly type: "loading" }
  | { readonly type: "ready"; readonly answer: Answer; readonly isStale: boolean }
  | { readonly type: "failed"; readonly code: ErrorCode };

export interface LookUp<Answer> {
  readonly store: StoreApi<LookedUp<Answer>>;
  /** Asks now; never rejects. */
  refresh(): Promise<void>;
}

/** Slow: what was is seldom other than before, and then the answer is empty (SPEC PR144). */
const REFRESH_MS = 10_000;

/** @param ask is given what is shown, to add to it */
export function createLookUp<Answer>(ask: (shown: Answer | undefined) => Promise<Answer>): LookUp<Answer> {
  const store = createStore<LookedUp<Answer>>(() => ({ type: "loading" }));
  const shown = (): Answer | undefined => {
    const state = store.getState();
    return state.type === "ready" ? state.answer : undefined;
  };
  return {
    store,
    async refresh() {
      if (isNotThere(store.getState())) return;
      try {
        store.setState({ type: "ready", answer: await ask(shown()), isStale: false }, true);
      } catch (error) {
        const answer = shown();
        const next: LookedUp<Answer> =
          answer === undefined
            ? { type: "failed", code: codeOf(error) }
            : { type: "ready", answer, isStale: true };
        store.setState(next, true);
      }
    },
  };
}

/** Asking again would only get, and log, the same 404. */
function isNotThere(state: LookedUp<unknown>): boolean {
  return state.type === "failed" && (state.code === "unknown-round" || state.code === "unknown-family");
}

/** What of the platform a watch needs. */
export interface Sight {
  readonly document: Pick<Document, "addEventListener" | "removeEventListener" | "hidden">;
  readonly window: Pick<Window, "addEventListener" | "removeEventListener">;
}

/** Asks now, every few seconds, and when the page is seen again or the network is back, until the function it returns is called. */
export function keepLooking(
  refresh: () => Promise<void>,
  { document, window }: Sight = globalThis,
): () => void {
  const look = (): void => {
    if (!document.hidden) void refresh();
  };
  const timer = setInterval(look, REFRESH_MS);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("online", look);
  void refresh();
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", look);
    window.removeEventListener("online", look);
  };
}
