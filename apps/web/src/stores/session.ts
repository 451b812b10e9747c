// Who this page is in the family: unknown until the server is asked, then a spectator or a player. A player's exact
// rank and neighbours are fetched now and then, because the feed only shows the top.
import { createStore, type StoreApi } from "zustand/vanilla";
import type { AttackAnswer, ErrorCode, JoinAnswer, PlayerAnswer } from "@hydra/protocol";
import { codeOf } from "./problem.ts";

export type SessionState =
  | { readonly type: "checking" }
  | { readonly type: "spectator"; readonly isJoining: boolean; readonly problem: ErrorCode | undefined }
  | { readonly type: "player"; readonly me: PlayerAnswer; readonly isNew: boolean };

export interface SessionOptions {
  /** Whether this browser has joined before: asking without would only get, and log, a 401. */
  hasJoined(): boolean;
  setJoined(hasJoined: boolean): void;
  getMe(): Promise<PlayerAnswer>;
  join(name: string): Promise<JoinAnswer>;
  /** The session cookie is set; called before the state says so, and awaited. */
  onJoined(): Promise<void>;
}

export interface Session {
  readonly store: StoreApi<SessionState>;
  /** Asks who this is; never rejects. True when the server answered. */
  check(): Promise<boolean>;
  /** Never rejects: what went wrong is in the state. */
  join(name: string): Promise<void>;
  /** Fetches rank and neighbours again; never rejects. */
  refresh(): Promise<void>;
  /** An answer to an own hit is as exact as it gets, and here already. */
  onHit(answer: AttackAnswer): void;
  /** A round began: what was dealt in the last one counts no more. */
  onRound(): void;
}

const SPECTATOR: SessionState = { type: "spectator", isJoining: false, problem: undefined };

export function createSession(options: SessionOptions): Session {
  const store = createStore<SessionState>(() => ({ type: "checking" }));

  const replaceMe = (me: PlayerAnswer): void => {
    const state = store.getState();
    if (state.type === "player") store.setState({ ...state, me }, true);
  };

  const forget = (): void => {
    options.setJoined(false);
    store.setState(SPECTATOR, true);
  };

  return {
    store,
    async check() {
      if (!options.hasJoined()) {
        store.setState(SPECTATOR, true);
        return true;
      }
      try {
        store.setState({ type: "player", me: await options.getMe(), isNew: false }, true);
      } catch (error) {
        if (!isForgotten(codeOf(error))) return false;
        forget();
      }
      return true;
    },
    async join(name) {
      store.setState({ type: "spectator", isJoining: true, problem: undefined }, true);
      try {
        const { playerId, name: taken } = await options.join(name);
        options.setJoined(true);
        await options.onJoined();
        const me = { playerId, name: taken, damage: 0, hits: 0, rank: null, around: [] };
        store.setState({ type: "player", me, isNew: true }, true);
      } catch (error) {
        store.setState({ type: "spectator", isJoining: false, problem: codeOf(error) }, true);
      }
    },
    async refresh() {
      try {
        replaceMe(await options.getMe());
      } catch (error) {
        if (isForgotten(codeOf(error))) forget();
      }
    },
    onHit({ totalDamage, rank, duplicate }) {
      const state = store.getState();
      if (state.type !== "player" || duplicate) return;
      replaceMe({ ...state.me, damage: totalDamage, hits: state.me.hits + 1, rank });
    },
    onRound() {
      const state = store.getState();
      if (state.type === "player") replaceMe({ ...state.me, damage: 0, hits: 0, rank: null, around: [] });
    },
  };
}

/** The server does not know the player any more, for example after it lost its data. */
function isForgotten(code: ErrorCode): boolean {
  return code === "unauthenticated" || code === "unknown-player";
}
