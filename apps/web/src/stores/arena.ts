// One visit to one family: the feed and everything that lives by it. Made when the page opens, closed when it is left.
// Feed, session, skills and measures have stores of their own; `store` holds what the server answered about the family.
import { createStore, type StoreApi } from "zustand/vanilla";
import {
  estimateClock,
  getFamily,
  getMe,
  joinFamily,
  isPageInSight,
  localNow,
  PagePresence,
  type ApiOptions,
  type ConnectionState,
  type TransportChoice,
  type BattleUpdate,
  type BattleView,
} from "@hydra/client";
import {
  isSocketTransport,
  type AttackAnswer,
  type ErrorCode,
  type FamilySummary,
  type FrameHit,
  type PlayerAnswer,
  type RoundsAnswer,
  type TransportName,
} from "@hydra/protocol";
import { BattleFeed } from "./battle-feed.ts";
import { createEffects, type Effects, type Place } from "./effects.ts";
import { joinedPlayer, markJoined, watchJoined } from "./joined.ts";
import { createMeasures, type Measures } from "./measures.ts";
import { createMoments } from "./moments.ts";
import { codeOf } from "./problem.ts";
import { server } from "./server.ts";
import { createSession, type Session } from "./session.ts";
import { createSkills, type Skills } from "./skills.ts";
import { createTargets } from "./targets.ts";

export type FinishedRound = RoundsAnswer["rounds"][number];

export interface ArenaState {
  /** Undefined until the server has answered. */
  readonly family: FamilySummary | undefined;
  /** The server has no such family, or not any more. */
  readonly isUnknown: boolean;
  /** How the round that has just ended went; undefined while one is fought. */
  readonly finished: FinishedRound | undefined;
}

export interface ArenaOptions {
  readonly familyId: string;
  readonly transport: TransportChoice;
  /** Other windows hold the browser's connections to the server: another transport is used here. */
  onCrowded(transport: TransportName): void;
}

/** Figures change no faster than they can be read. */
const MEASURE_MS = 1_000;
/** A player outside the top learns the exact rank this often. */
const STANDING_MS = 3_000;
/** Clocks drift, machines sleep. */
const CLOCK_MS = 60_000;
const RETRY_MS = 3_000;
/** More hits in one update than this come without names. */
const READABLE_HITS = 2;

export class Arena {
  readonly familyId: string;
  readonly store: StoreApi<ArenaState> = createStore<ArenaState>(() => ({
    family: undefined,
    isUnknown: false,
    finished: undefined,
  }));
  readonly effects: Effects = createEffects();
  readonly #moments = createMoments((moment) => this.effects.emit({ type: "moment", moment }), localNow);
  /** Where the next hit lands that no player aimed. */
  readonly nextTarget: () => Place = createTargets(Math.random);
  readonly measures: Measures = createMeasures(localNow, isPageInSight());
  readonly feed: BattleFeed;
  readonly session: Session;
  readonly skills: Skills;
  readonly #options: ArenaOptions;
  readonly #leaving = new AbortController();
  #isAsking = false;
  readonly #api: ApiOptions = { ...server, signal: this.#leaving.signal };

  constructor(options: ArenaOptions) {
    const { familyId, transport } = options;
    this.#options = options;
    this.familyId = familyId;
    this.feed = new BattleFeed({
      familyId,
      transport,
      measures: this.measures,
      onUpdate: (update, before) => this.#onUpdate(update, before),
      onLive: () => void this.#refreshClock(),
    });
    this.feed.store.subscribe(({ connection }) => this.#onConnection(connection));
    this.session = this.#createSession();
    this.skills = this.#createSkills();
    this.#followCooldowns();
    this.#keepFresh();
    this.#followTabs();
    void this.#insist(() => this.#fetchFamily());
    void this.#insist(() => this.session.check());
  }

  close(): void {
    this.#leaving.abort();
    this.feed.close();
  }

  #createSession(): Session {
    const { familyId } = this;
    return createSession({
      joined: () => joinedPlayer(familyId),
      mark: (playerId) => markJoined(familyId, playerId),
      getMe: () => getMe(this.#api, familyId),
      join: (name) => joinFamily(this.#api, familyId, { name }),
      onRenewed: () => void this.feed.renewSession(),
    });
  }

  #createSkills(): Skills {
    const { connection, store } = this.feed;
    return createSkills({
      attack: (skill, onRetry) => connection.attack(skill, { keepMs: Infinity, onRetry }),
      isConnected: () => isReachable(store.getState().connection),
      mayProbe: () => isSocketTransport(store.getState().transport),
      isMonsterUp: () => isMonsterUp(store.getState().view, this.#serverNow()),
      onPress: (skill, at) => this.effects.emit({ type: "press", skill, at }),
      onHit: (answer, at) => this.#onHit(answer, at),
      onRefused: (code) => this.#onRefused(code),
      now: localNow,
    });
  }

  #onRefused(code: ErrorCode): void {
    if (this.#leaving.signal.aborted) return;
    if (code === "unauthenticated" || code === "unknown-player") void this.session.refresh();
  }

  /** Cooldowns as the server has them: after a reload, and of what another tab has struck. */
  #followCooldowns(): void {
    let shown: PlayerAnswer | undefined;
    const follow = (): void => {
      const who = this.session.store.getState();
      const { clock } = this.measures.store.getState();
      if (who.type !== "player" || clock === undefined || who.me.readyAt === shown?.readyAt) return;
      if (shown !== undefined && shown.playerId !== who.me.playerId) this.skills.forget();
      shown = who.me;
      const times = Object.entries(who.me.readyAt ?? {});
      this.skills.follow(Object.fromEntries(times.map(([skill, at]) => [skill, at - clock.offsetMs])));
    };
    this.session.store.subscribe(follow);
    this.measures.store.subscribe(follow);
  }

  /** Own hits that this page did not strike are another tab's. */
  #noticeOtherTab(view: BattleView | undefined): void {
    const who = this.session.store.getState();
    if (who.type !== "player" || document.hidden || this.#isAsking) return;
    const hits = view?.entries.find(({ playerId }) => playerId === who.me.playerId)?.hits ?? 0;
    const isPending = Object.values(this.skills.store.getState()).some(({ pending }) => pending > 0);
    if (hits <= who.me.hits || isPending) return;
    this.#isAsking = true;
    void this.session.refresh().finally(() => (this.#isAsking = false));
  }

  /** What one tab of this browser is, all are. */
  #followTabs(): void {
    const stop = watchJoined(this.familyId, (playerId) => {
      void this.#insist(() => this.session.follow(playerId));
    });
    this.#leaving.signal.addEventListener("abort", stop);
  }

  #keepFresh(): void {
    const { connection } = this.feed;
    const timers = [
      setInterval(() => this.measures.tick(connection.counters), MEASURE_MS),
      setInterval(() => this.#refreshStanding(), STANDING_MS),
      setInterval(() => void this.#refreshClock(), CLOCK_MS),
    ];
    const presence = new PagePresence({
      connection,
      onVisible: (isVisible) => {
        this.measures.tick(connection.counters);
        this.measures.setVisible(isVisible);
      },
      onCrowded: (transport) => this.#options.onCrowded(transport),
    });
    this.feed.store.subscribe(() => presence.update());
    this.#leaving.signal.addEventListener("abort", () => {
      presence.close();
      for (const timer of timers) clearInterval(timer);
    });
  }

  #onUpdate({ view, transport, hits }: BattleUpdate, before: BattleView | undefined): void {
    this.effects.emit({ type: "update", transport });
    this.#showHits(view, hits);
    this.#moments.onView(view, this.#ownId());
    if (before !== undefined && before.round !== view.round) this.session.onRound();
    this.#noticeOtherTab(view);
    if (view.monster.status === "fighting") this.store.setState({ finished: undefined });
    else if (before?.monster.status !== "defeated") void this.#fetchFinished(view.round);
  }

  #onConnection(connection: ConnectionState): void {
    if (connection.type === "refused" && connection.code === "unknown-family") {
      this.store.setState({ isUnknown: true });
    }
  }

  #showHits({ entries }: BattleView, hits: readonly FrameHit[]): void {
    const ownId = this.#ownId();
    for (const { playerId, damage, critical } of hits) {
      // Own hits were shown when the server answered them.
      if (playerId === ownId) continue;
      const name =
        hits.length > READABLE_HITS ? undefined : entries.find((entry) => entry.playerId === playerId)?.name;
      this.effects.emit({ type: "hit", damage, critical, isOwn: false, at: this.nextTarget(), name });
    }
  }

  /** Undefined for a spectator. */
  #ownId(): string | undefined {
    const who = this.session.store.getState();
    return who.type === "player" ? who.me.playerId : undefined;
  }

  #onHit(answer: AttackAnswer, at: Place): void {
    this.session.onHit(answer);
    this.#noticeOtherTab(this.feed.store.getState().view);
    const { damage, critical, killingBlow } = answer;
    // Also a `duplicate`: an attempt before counted, and its answer was lost.
    this.effects.emit({ type: "hit", damage, critical, isOwn: true, at, isLast: killingBlow });
  }

  async #fetchFamily(): Promise<boolean> {
    try {
      this.store.setState({ family: await getFamily(this.#api, this.familyId) });
    } catch (error) {
      if (codeOf(error) !== "unknown-family") return false;
      this.store.setState({ isUnknown: true });
    }
    return true;
  }

  async #fetchFinished(round: number): Promise<void> {
    try {
      const { fetchFinishedRound } = await import("./finished-round.ts");
      const finished = await fetchFinishedRound(this.#api, this.familyId, round);
      if (this.feed.store.getState().view?.monster.status === "defeated") this.store.setState({ finished });
    } catch {
      // The victory is shown without its story.
    }
  }

  async #refreshClock(): Promise<void> {
    if (document.hidden) return;
    try {
      this.measures.setClock(await estimateClock({ ...server, signal: this.#leaving.signal }));
    } catch {
      // The next turn tries again.
    }
  }

  #refreshStanding(): void {
    const { view, connection } = this.feed.store.getState();
    const who = this.session.store.getState();
    if (who.type !== "player" || connection.type !== "live" || document.hidden) return;
    if (view?.entries.some(({ playerId }) => playerId === who.me.playerId) === true) return;
    void this.session.refresh();
  }

  /** Again and again, until it returns that it is done or the page is left. */
  async #insist(attempt: () => Promise<boolean>): Promise<void> {
    while (!this.#leaving.signal.aborted && !(await attempt())) {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  #serverNow(): number {
    return localNow() + (this.measures.store.getState().clock?.offsetMs ?? 0);
  }
}

function isReachable(connection: ConnectionState): boolean {
  return connection.type === "live" && connection.log !== "unreachable";
}

/** What is shown may be old: a defeated monster whose successor is due counts as up. */
function isMonsterUp(view: BattleView | undefined, serverNow: number): boolean {
  return view?.monster.status !== "defeated" || serverNow >= (view.monster.respawnsAt ?? 0);
}
