// The page's part in the family: unknown until the server is asked, then a spectator or a player. One browser is one person
// in all its tabs, and its session cookie counts: after a join, and after a message of another tab, the server is asked
// which player it is. A player's exact rank and neighbours are fetched now and then, because the feed only shows the top.
import { createStore, type StoreApi } from "zustand/vanilla";
import {
  ProtocolError,
  type AttackAnswer,
  type ErrorCode,
  type JoinAnswer,
  type PlayerAnswer,
} from "@hydra/protocol";
import type { JoinedPlayer } from "./joined.ts";
import { codeOf } from "./problem.ts";

export type SessionState =
  | { readonly type: "checking" }
  | { readonly type: "spectator"; readonly isJoining: boolean; readonly problem: ErrorCode | undefined }
  | { readonly type: "player"; readonly me: PlayerAnswer; readonly isNew: boolean };

export interface SessionOptions {
  /** Which player this browser is, as far as it is kept: asking without one would only get, and log, a 401. */
  joined(): JoinedPlayer;
  /** Keeps it and reports it to the other tabs. */
  mark(playerId: string | null): void;
  getMe(): Promise<PlayerAnswer>;
  join(name: string): Promise<JoinAnswer>;
  /** The session cookie is another one than the page's connections may carry; called before the state shows it. */
  onRenewed(): void;
}

export interface Session {
  readonly store: StoreApi<SessionState>;
  /** Asks who this is; never rejects. True when the server answered. */
  check(): Promise<boolean>;
  /** Another tab has joined, or found that the player is gone. As `check`. */
  follow(playerId: JoinedPlayer): Promise<boolean>;
  /** Never rejects: what went wrong is in the state. */
  join(name: string): Promise<void>;
  /** The player was left here. */
  leave(): void;
  /** Fetches rank and neighbours again; never rejects. */
  refresh(): Promise<void>;
  /** An answer to an own hit is as exact as it gets, and here already. */
  onHit(answer: AttackAnswer): void;
  /** A round began: what was dealt in the last one counts no more. */
  onRound(): void;
}

const SPECTATOR: SessionState = { type: "spectator", isJoining: false, problem: undefined };

/** What a session works on. */
interface Work {
  readonly options: SessionOptions;
  readonly store: StoreApi<SessionState>;
  /** The question under way. */
  asking: Promise<boolean> | undefined;
  /** Something was announced since it was asked: its answer may be old. */
  isStale: boolean;
  /** As last announced by another tab, until that is settled. */
  announced: JoinedPlayer;
  /** Another tab announced something before the first answer: the page's connections may carry an earlier cookie. */
  isAnnouncedEarly: boolean;
}

export function createSession(options: SessionOptions): Session {
  const store = createStore<SessionState>(() => ({ type: "checking" }));
  const work: Work = {
    options,
    store,
    asking: undefined,
    isStale: false,
    announced: undefined,
    isAnnouncedEarly: false,
  };
  return {
    store,
    async check() {
      if (options.joined() !== null) return ask(work);
      if (store.getState().type === "checking") store.setState(SPECTATOR, true);
      return true;
    },
    follow: (playerId) => follow(work, playerId),
    join: (name) => join(work, name),
    leave: () => forget(work),
    refresh: async () => void (await ask(work)),
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

/** Undefined before the first answer, null for a spectator. */
function playerOf(state: SessionState): JoinedPlayer {
  if (state.type === "checking") return undefined;
  return state.type === "player" ? state.me.playerId : null;
}

/** One question at a time; called while one is under way, it is asked once more. */
function ask(work: Work): Promise<boolean> {
  work.isStale = true;
  work.asking ??= askUntilFresh(work).finally(() => {
    work.asking = undefined;
  });
  return work.asking;
}

async function askUntilFresh(work: Work): Promise<boolean> {
  while (work.isStale) {
    work.isStale = false;
    try {
      const me = await work.options.getMe();
      // The answer is about the join that was announced.
      if (me.playerId === work.announced) work.isStale = false;
      if (!work.isStale) become(work, me);
    } catch (error) {
      if (!isForgotten(codeOf(error))) return false;
      if (!work.isStale) forget(work);
    }
  }
  return true;
}

function become(work: Work, me: PlayerAnswer): void {
  const { options, store } = work;
  const state = store.getState();
  const before = playerOf(state);
  const isSame = state.type === "player" && before === me.playerId;
  // What was opened before the first answer carries the cookie that the answer is about.
  if (before === undefined ? work.isAnnouncedEarly : !isSame) options.onRenewed();
  work.announced = undefined;
  store.setState({ type: "player", me, isNew: isSame && state.isNew }, true);
  if (!isSame && options.joined() !== me.playerId) options.mark(me.playerId);
}

/** The server does not have the player any more, or never did. */
function forget(work: Work): void {
  const { options, store } = work;
  const before = playerOf(store.getState());
  work.announced = undefined;
  if (before === null) return;
  if (before !== undefined) options.onRenewed();
  store.setState(SPECTATOR, true);
  if (options.joined() !== null) options.mark(null);
}

async function follow(work: Work, playerId: JoinedPlayer): Promise<boolean> {
  const state = work.store.getState();
  if (playerId !== undefined && playerId === playerOf(state)) return true;
  // By a storage event and by a message.
  if (playerId !== undefined && playerId === work.announced && work.asking !== undefined) return work.asking;
  work.announced = playerId;
  work.isAnnouncedEarly ||= state.type === "checking";
  work.isStale = true;
  // A join that is under way asks at its end.
  return (state.type === "spectator" && state.isJoining) || ask(work);
}

async function join(work: Work, name: string): Promise<void> {
  const { options, store } = work;
  store.setState({ type: "spectator", isJoining: true, problem: undefined }, true);
  try {
    const joined = await options.join(name);
    // The cookie is that of the answer that came last, which may be another tab's.
    const isAnswered = await ask(work);
    if (!isAnswered) become(work, playerJustJoined(joined));
    const state = store.getState();
    if (state.type !== "player") throw new ProtocolError("unauthenticated");
    store.setState({ ...state, isNew: true }, true);
  } catch (error) {
    store.setState({ type: "spectator", isJoining: false, problem: codeOf(error) }, true);
    if (work.announced !== undefined && work.announced !== null) await ask(work);
  }
}

function playerJustJoined({ playerId, name }: JoinAnswer): PlayerAnswer {
  return { playerId, name, damage: 0, hits: 0, rank: null, around: [] };
}

function isForgotten(code: ErrorCode): boolean {
  return code === "unauthenticated" || code === "unknown-player";
}
