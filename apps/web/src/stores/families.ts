// The list on the entry page, a page of it at a time: fetched, refreshed every few seconds while the page is in sight, kept when the
// server is gone.
import { createStore, type StoreApi } from "zustand/vanilla";
import {
  MAX_RULES_HP,
  type ErrorCode,
  type FamiliesAnswer,
  type FamiliesQuery,
  type FamilySummary,
} from "@hydra/protocol";
import { codeOf } from "./problem.ts";

export type FamiliesState =
  | { readonly type: "loading" }
  | {
      readonly type: "ready";
      readonly families: readonly FamilySummary[];
      readonly isStale: boolean;
      /** 1 for the most recently active ones. */
      readonly page: number;
      readonly hasMore: boolean;
    }
  | { readonly type: "failed"; readonly code: ErrorCode };

export interface FamiliesStore {
  readonly store: StoreApi<FamiliesState>;
  /** Fetches now; never rejects. */
  refresh(): Promise<void>;
  /** Shows the page with those that were active less recently. */
  older(): Promise<void>;
  /** Back to the page before. */
  newer(): Promise<void>;
  /** Keeps refreshing until the function it returns is called. */
  watch(): () => void;
}

/** Slow enough to be cheap, quick enough that a hit-point bar is seen to fall. */
const REFRESH_MS = 3_000;

/** Families on a page: as many as a person looks through, and few enough to be asked for again and again. */
const PAGE_SIZE = 48;

export function createFamilies(list: (query: FamiliesQuery) => Promise<FamiliesAnswer>): FamiliesStore {
  const store = createStore<FamiliesState>(() => ({ type: "loading" }));
  /** Where each page so far begins: undefined for the first, then what the one before it gave. */
  let starts: (string | undefined)[] = [undefined];
  let next: string | undefined;

  async function refresh(): Promise<void> {
    const asked = starts;
    try {
      const answer = await list({ after: asked.at(-1), limit: PAGE_SIZE });
      // The page was turned meanwhile.
      if (asked !== starts) return;
      ({ next } = answer);
      const families = liveliestFirst(answer.families);
      const page = { page: asked.length, hasMore: next !== undefined };
      store.setState({ type: "ready", families, isStale: false, ...page }, true);
    } catch (error) {
      if (asked !== starts) return;
      const state = store.getState();
      if (state.type === "ready") store.setState({ ...state, isStale: true }, true);
      else store.setState({ type: "failed", code: codeOf(error) }, true);
    }
  }

  return {
    store,
    refresh,
    older() {
      if (next !== undefined) starts = [...starts, next];
      next = undefined;
      return refresh();
    },
    newer() {
      if (starts.length > 1) starts = starts.slice(0, -1);
      next = undefined;
      return refresh();
    },
    watch: () => refreshAgain(refresh),
  };
}

/** Refreshes now and every few seconds, while the page is seen, until the function it returns is called. */
function refreshAgain(refresh: () => Promise<void>): () => void {
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
}

/** Most players first; the server's order among equals. A lab's family, whose monster cannot fall, is no battle to join. */
function liveliestFirst(families: readonly FamilySummary[]): FamilySummary[] {
  const battles = families.filter(({ monster }) => monster.maxHp < MAX_RULES_HP);
  return battles.toSorted((a, b) => b.players - a.players);
}
