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
  const forget = (): void => {
    options.setJoined(false);
    store.setState(SPECTATOR, true);
  };
  return {
    store,
    check: () => check(options, store, forget),
    join: (name) => join(options, store, name),
    async refresh() {
      try {
        const me = await options.getMe();
        change(store, () => me);
      } catch (error) {
        if (isForgotten(codeOf(error))) forget();
      }
    },
    onHit({ totalDamage, rank, duplicate }) {
      if (!duplicate) change(store, (me) => ({ ...me, damage: totalDamage, hits: me.hits + 1, rank }));
    },
    onRound: () => change(store, (me) => ({ ...me, damage: 0, hits: 0, rank: null, around: [] })),
  };
}

/** Changes what is known of the player; nothing for a spectator. */
function change(store: StoreApi<SessionState>, next: (me: PlayerAnswer) => PlayerAnswer): void {
  const state = store.getState();
  if (state.type === "player") store.setState({ ...state, me: next(state.me) }, true);
}

async function check(
  { hasJoined, getMe }: SessionOptions,
  store: StoreApi<SessionState>,
  forget: () => void,
): Promise<boolean> {
  if (!hasJoined()) {
    store.setState(SPECTATOR, true);
    return true;
  }
  try {
    store.setState({ type: "player", me: await getMe(), isNew: false }, true);
  } catch (error) {
    if (!isForgotten(codeOf(error))) return false;
    forget();
  }
  return true;
}

async function join(options: SessionOptions, store: StoreApi<SessionState>, name: string): Promise<void> {
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
}

/** The server does not know the player any more, for example after it lost its data. */
function isForgotten(code: ErrorCode): boolean {
  return code === "unauthenticated" || code === "unknown-player";
}
