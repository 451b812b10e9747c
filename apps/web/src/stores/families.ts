// The list on the entry page: fetched, refreshed every few seconds while somebody looks, kept when the server is gone.
import { createStore, type StoreApi } from "zustand/vanilla";
import { MAX_RULES_HP, type ErrorCode, type FamiliesAnswer, type FamilySummary } from "@hydra/protocol";
import { codeOf } from "./problem.ts";

export type FamiliesState =
  | { readonly type: "loading" }
  | { readonly type: "ready"; readonly families: readonly FamilySummary[]; readonly isStale: boolean }
  | { readonly type: "failed"; readonly code: ErrorCode };

export interface FamiliesStore {
  readonly store: StoreApi<FamiliesState>;
  /** Fetches now; never rejects. */
  refresh(): Promise<void>;
  /** Keeps refreshing until the function it returns is called. */
  watch(): () => void;
}

/** Slow enough to be cheap, quick enough that a hit-point bar is seen to fall. */
const REFRESH_MS = 3_000;

export function createFamilies(list: () => Promise<FamiliesAnswer>): FamiliesStore {
  const store = createStore<FamiliesState>(() => ({ type: "loading" }));

  async function refresh(): Promise<void> {
    try {
      const { families } = await list();
      store.setState({ type: "ready", families: liveliestFirst(families), isStale: false }, true);
    } catch (error) {
      const state = store.getState();
      if (state.type === "ready") store.setState({ ...state, isStale: true }, true);
      else store.setState({ type: "failed", code: codeOf(error) }, true);
    }
  }

  return {
    store,
    refresh,
    watch() {
      let timer: ReturnType<typeof setTimeout> | undefined;
      let isWatched = true;
      const next = (): void => {
        if (isWatched) timer = setTimeout(() => void turn(), REFRESH_MS);
      };
      const turn = async (): Promise<void> => {
        if (!document.hidden) await refresh();
        next();
      };
      const onVisible = (): void => {
        if (!document.hidden) void refresh();
      };
      void refresh().then(next);
      document.addEventListener("visibilitychange", onVisible);
      return () => {
        isWatched = false;
        clearTimeout(timer);
        document.removeEventListener("visibilitychange", onVisible);
      };
    },
  };
}

/** Most players first; the server's order among equals. A lab's family, whose monster cannot fall, is no battle to join. */
function liveliestFirst(families: readonly FamilySummary[]): FamilySummary[] {
  const battles = families.filter(({ monster }) => monster.maxHp < MAX_RULES_HP);
  return battles.toSorted((a, b) => b.players - a.players);
}
