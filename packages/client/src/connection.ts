// A feed that survives reconnects, switches and networks: puts the parts together and tells the application its state. Which
// feed shows (active-feed.ts), which transport is chosen (auto.ts), attacks and retries have files of their own.
import type { AttackAnswer, TransportName } from "@hydra/protocol";
import type { Skill } from "@hydra/engine";
import { ActiveFeed } from "./active-feed.ts";
import { postAttack } from "./api.ts";
import { AutoTransport, type AutoHost } from "./auto.ts";
import type { AutoState } from "./auto-types.ts";
import { attackUntilAnswered } from "./commands.ts";
import type {
  ConnectionOptions,
  ConnectionState,
  Counters,
  FeedConnection,
  ResumeReport,
  View,
  SwitchLimits,
} from "./connection-types.ts";
import { createTally, type Tally } from "./counters.ts";
import type { Obstacle } from "./feed-transport.ts";
import { createId } from "./ids.ts";
import { LADDER } from "./ladder.ts";
import { notify } from "./notify.ts";
import { probe, type Probe } from "./probe.ts";
import { Stage } from "./stage.ts";
import { SteadyFeed, type Phase } from "./steady-feed.ts";
import { transports, type TransportTable } from "./transports.ts";

const DEFAULT_POLL_INTERVAL_MS = 3_000;
const DEFAULT_ATTACK_TIMEOUT_MS = 10_000;

/** What a test puts in the place of the real thing. */
export interface ConnectionParts {
  readonly table?: TransportTable;
  readonly ask?: (signal: AbortSignal) => Promise<Probe>;
}

/** Connects at once; the first events come later. */
export function createConnection(options: ConnectionOptions, parts: ConnectionParts = {}): FeedConnection {
  return new Connection(options, parts);
}

class Connection implements FeedConnection {
  readonly #options: ConnectionOptions;
  readonly #ask: (signal: AbortSignal) => Promise<Probe>;
  readonly #tally: Tally = createTally();
  readonly #stage: Stage;
  readonly #closing = new AbortController();
  /** Aborted when the session is another one. */
  #session = new AbortController();
  readonly #feed: ActiveFeed;
  #pollIntervalMs: number;
  #auto: AutoTransport | undefined;
  #state: ConnectionState;
  #isOnline = true;
  #isInSight = true;

  constructor(options: ConnectionOptions, { table = transports, ask }: ConnectionParts) {
    const { transport, view, isPaused = false } = options;
    this.#options = options;
    this.#ask = ask ?? ((signal) => probe(options, signal));
    this.#pollIntervalMs = options.pollIntervalMs ?? DEFAULT_POLL_INTERVAL_MS;
    this.#stage = new Stage(this.#tally, view, (update) => options.onUpdate?.(update));
    this.#state = isPaused ? { type: "paused" } : { type: "connecting" };
    const auto = transport === "auto" ? this.#createAuto() : undefined;
    this.#auto = auto;
    const first = auto?.first ?? (transport === "auto" ? LADDER[0] : transport);
    this.#feed = this.#createFeed(table, first, isPaused);
    if (!isPaused) auto?.opening(first);
  }

  get transport(): TransportName {
    return this.#feed.transport;
  }

  get auto(): AutoState | undefined {
    return this.#auto?.state;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get view(): View | undefined {
    return this.#stage.view;
  }

  get counters(): Counters {
    return { ...this.#tally };
  }

  async switchTo(transport: TransportName, limits?: SwitchLimits): Promise<ResumeReport> {
    const auto = this.#auto;
    this.stay();
    try {
      return await this.#feed.switchTo(transport, limits);
    } catch (error) {
      // Unless something else was chosen meanwhile, what was automatic goes on.
      if (auto !== undefined && !this.#feed.isSwitching) this.chooseAutomatically();
      throw error;
    }
  }

  chooseAutomatically(): void {
    if (this.#isClosed || this.#auto !== undefined) return;
    const auto = this.#createAuto();
    this.#setAuto(auto);
    const { phase } = this.#feed;
    if (phase.type === "live") auto.adopt(this.transport);
    else this.#feed.replace(auto.first, phase.type === "suspended");
    if (phase.type !== "live" && phase.type !== "suspended") auto.opening(auto.first);
  }

  stepAside(transport: TransportName): void {
    if (this.#isClosed) return;
    this.#auto?.stepAside(transport);
    this.#feed.replace(transport, this.#feed.phase.type === "suspended");
  }

  stay(): void {
    this.#setAuto(undefined);
  }

  reopen(): Promise<ResumeReport> {
    return this.#feed.switchTo(this.transport);
  }

  renewSession(): void {
    const earlier = this.#session;
    this.#session = new AbortController();
    earlier.abort();
  }

  attack(skill: Skill, options: { timeoutMs?: number } = {}): Promise<AttackAnswer> {
    const { baseUrl, familyId, token, random = Math.random } = this.#options;
    return attackUntilAnswered({
      command: { commandId: createId(), skill },
      channels: [
        (command, signal) => this.#feed.attack(command, signal),
        (command, signal) => postAttack({ baseUrl, token, signal }, familyId, command),
      ],
      timeoutMs: options.timeoutMs ?? DEFAULT_ATTACK_TIMEOUT_MS,
      signal: AbortSignal.any([this.#closing.signal, this.#session.signal]),
      random,
    });
  }

  setPollInterval(pollIntervalMs: number): void {
    this.#pollIntervalMs = pollIntervalMs;
    this.#feed.setPollInterval(pollIntervalMs);
  }

  nudge(): void {
    if (!this.#isClosed) this.#feed.nudge();
  }

  setOnline(isOnline: boolean): void {
    if (this.#isClosed) return;
    const hasChanged = isOnline !== this.#isOnline;
    this.#isOnline = isOnline;
    const { phase } = this.#feed;
    if (hasChanged && phase.type === "waiting") this.#enter(this.#stateOf(phase));
    // Said again, it is another network that is there.
    if (isOnline) this.hurry();
    else if (hasChanged) void this.#checkNetwork();
  }

  hurry(): void {
    this.nudge();
    this.#auto?.hurry();
  }

  setInSight(isInSight: boolean): void {
    this.#isInSight = isInSight;
    this.#auto?.setInSight(isInSight);
  }

  pause(): void {
    if (this.#isClosed) return;
    this.#auto?.rest();
    this.#feed.suspend();
  }

  resume(): void {
    if (this.#feed.phase.type === "suspended") this.#feed.resume();
    else this.nudge();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#closing.abort();
    this.#auto?.stop();
    this.#feed.close();
    this.#enter({ type: "closed" });
  }

  get #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  #createFeed(table: TransportTable, first: TransportName, isSuspended: boolean): ActiveFeed {
    const { baseUrl, familyId, token, lane, random = Math.random } = this.#options;
    const shared = {
      request: { baseUrl, familyId, token, lane },
      pollIntervalMs: () => this.#pollIntervalMs,
      shown: () => this.#stage.view,
      tally: this.#tally,
      random,
      ask: this.#ask,
      isOnline: () => this.#isOnline,
      session: () => this.#session.signal,
    };
    return new ActiveFeed(
      {
        create: (name, events, isBeginSuspended) =>
          new SteadyFeed({ ...shared, name, open: table[name], isSuspended: isBeginSuspended }, events),
        stage: this.#stage,
        tally: this.#tally,
        first,
        isSuspended,
      },
      {
        onPhase: (phase) => this.#note(phase),
        onFirst: (transport, tookMs) => this.#auto?.spoke(transport, tookMs),
        onRacerPhase: (transport, phase) => {
          if (phase.type === "waiting") this.#auto?.lost(transport, phase);
        },
        onOpening: (transport) => this.#auto?.opening(transport),
        onHead: (transport) => this.#auto?.onHead(transport),
        onNotice: (reason, obstacle) => this.#notice(reason, obstacle),
        onReport: (report) => notify(() => this.#options.onResume?.(report)),
      },
    );
  }

  #createAuto(): AutoTransport {
    const { autoMemory: memory, random = Math.random } = this.#options;
    const host: AutoHost = {
      replace: (transport) => this.#feed.replace(transport),
      race: (transport) => this.#feed.race(transport),
      promote: () => this.#feed.promote(),
      trial: (transport, timeoutMs) =>
        this.#feed.switchTo(transport, { timeoutMs, isTrial: true }).then(
          () => true,
          () => false,
        ),
      ask: () => this.#ask(this.#closing.signal),
      onChange: () => notify(() => this.#options.onAuto?.(this.auto)),
    };
    const auto = new AutoTransport({ host, memory, random });
    auto.setInSight(this.#isInSight);
    return auto;
  }

  #setAuto(auto: AutoTransport | undefined): void {
    if (auto === this.#auto) return;
    this.#auto?.stop();
    this.#auto = auto;
    notify(() => this.#options.onAuto?.(this.auto));
  }

  /** The platform says that there is no network. Only the server's silence makes that true. */
  async #checkNetwork(): Promise<void> {
    const answer = await this.#ask(this.#closing.signal);
    if (answer.type === "lost" && !this.#isOnline && !this.#isClosed) this.#feed.drop(answer.reason);
  }

  #note(phase: Phase): void {
    this.#enter(this.#stateOf(phase));
    if (phase.type === "waiting") this.#auto?.lost(this.transport, phase);
    if (phase.type === "refused") this.#auto?.rest();
  }

  #notice(reason: string, obstacle: Obstacle | undefined): void {
    const state = this.#state;
    if (state.type === "connecting" || state.type === "reconnecting") {
      this.#enter({ ...state, reason, ...(obstacle === undefined ? {} : { obstacle }) });
    }
  }

  #stateOf(phase: Phase): ConnectionState {
    switch (phase.type) {
      case "opening":
        return { type: "connecting" };
      case "live":
        return phase;
      case "waiting":
        return this.#waitingState(phase);
      case "suspended":
        return { type: "paused" };
      case "refused":
        return { type: "refused", code: phase.code, reason: phase.reason };
    }
  }

  #waitingState({ retryAt, reason, obstacle }: Extract<Phase, { type: "waiting" }>): ConnectionState {
    if (!this.#isOnline) return { type: "offline", retryAt };
    return { type: "reconnecting", retryAt, reason, ...(obstacle === undefined ? {} : { obstacle }) };
  }

  #enter(state: ConnectionState): void {
    if (this.#state.type === "closed") return;
    if (state.type === "live" && this.#state.type === "live" && state.log === this.#state.log) return;
    this.#state = state;
    notify(() => this.#options.onState?.(state));
  }
}
