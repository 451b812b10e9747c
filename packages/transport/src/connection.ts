// A feed that survives reconnects and switches: one steady feed shows, a second one during a switch. This file only
// decides which feed shows and what the application is told; building views, retrying, switching and the automatic choice
// have files of their own.
import type { AttackAnswer, TransportName } from "@hydra/protocol";
import type { Skill } from "@hydra/engine";
import { postAttack } from "./api.ts";
import { AutoTransport, LADDER, type AutoHost } from "./auto.ts";
import type { AutoState } from "./auto-types.ts";
import type { Heard } from "./chain.ts";
import { attackUntilAnswered } from "./commands.ts";
import type {
  ConnectionOptions,
  ConnectionState,
  Counters,
  FeedConnection,
  ResumeReport,
  View,
} from "./connection-types.ts";
import { createTally, type Tally } from "./counters.ts";
import { createId } from "./ids.ts";
import { notify } from "./notify.ts";
import { probe, type Probe } from "./probe.ts";
import { goesOn } from "./replica.ts";
import { Stage } from "./stage.ts";
import { SteadyFeed, type Phase } from "./steady-feed.ts";
import { Switch, type SwitchOptions } from "./switch.ts";
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
  readonly #table: TransportTable;
  readonly #ask: (signal: AbortSignal) => Promise<Probe>;
  readonly #tally: Tally = createTally();
  readonly #stage: Stage;
  readonly #closing = new AbortController();
  #pollIntervalMs: number;
  #auto: AutoTransport | undefined;
  #current: SteadyFeed;
  #switch: Switch | undefined;
  /** The switch is a race: the current feed has had no frame either, and ends it with its first. */
  #isRace = false;
  #state: ConnectionState;
  #isOnline = true;
  #isInSight = true;
  /** The current feed was live and was lost: its next first frame is a reconnect. */
  #isLost = false;
  /** Which one it was. */
  #lostFrom: TransportName | undefined;

  constructor(options: ConnectionOptions, { table = transports, ask }: ConnectionParts) {
    const { transport, view, isPaused = false } = options;
    this.#options = options;
    this.#table = table;
    this.#ask = ask ?? ((signal) => probe(options, signal));
    this.#pollIntervalMs = options.pollIntervalMs ?? DEFAULT_POLL_INTERVAL_MS;
    this.#stage = new Stage(this.#tally, view, (update) => options.onUpdate?.(update));
    this.#state = isPaused ? { type: "paused" } : { type: "connecting" };
    this.#auto = transport === "auto" ? this.#createAuto() : undefined;
    const first = transport === "auto" ? (this.#auto?.first ?? LADDER[0]) : transport;
    this.#current = this.#openFeed(first, isPaused);
    if (!isPaused) this.#auto?.opening(first);
  }

  get transport(): TransportName {
    return this.#current.name;
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

  async switchTo(transport: TransportName): Promise<ResumeReport> {
    const auto = this.#auto;
    this.#setAuto(undefined);
    try {
      return await this.#switchTo(transport);
    } catch (error) {
      // Nobody has chosen anything else meanwhile: what was automatic goes on.
      const isOvertaken = this.#switch !== undefined || this.#auto !== undefined || this.#isClosed;
      if (auto !== undefined && !isOvertaken) this.chooseAutomatically();
      throw error;
    }
  }

  chooseAutomatically(): void {
    if (this.#isClosed || this.#auto !== undefined) return;
    const auto = this.#createAuto();
    this.#setAuto(auto);
    if (this.#state.type === "live") auto.adopt(this.transport);
    else if (this.#state.type !== "paused") this.#replace(auto.first);
  }

  reopen(): Promise<ResumeReport> {
    return this.#switchTo(this.transport);
  }

  attack(skill: Skill, options: { timeoutMs?: number } = {}): Promise<AttackAnswer> {
    const { baseUrl, familyId, token, random = Math.random } = this.#options;
    return attackUntilAnswered({
      command: { commandId: createId(), skill },
      channels: [
        (command, signal) => this.#current.attack(command, signal),
        (command, signal) => postAttack({ baseUrl, token, signal }, familyId, command),
      ],
      timeoutMs: options.timeoutMs ?? DEFAULT_ATTACK_TIMEOUT_MS,
      signal: this.#closing.signal,
      random,
    });
  }

  setPollInterval(pollIntervalMs: number): void {
    this.#pollIntervalMs = pollIntervalMs;
    this.#current.setPollInterval(pollIntervalMs);
    this.#switch?.feed.setPollInterval(pollIntervalMs);
  }

  nudge(): void {
    if (this.#isClosed) return;
    this.#current.nudge();
    this.#switch?.feed.nudge();
  }

  setOnline(isOnline: boolean): void {
    if (this.#isClosed || isOnline === this.#isOnline) return;
    this.#isOnline = isOnline;
    if (isOnline) this.hurry();
    else void this.#checkNetwork();
    if (this.#current.phase.type === "waiting") this.#enter(this.#stateOf(this.#current.phase));
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
    this.#switch?.cancel(new DOMException("The connection was paused.", "AbortError"));
    this.#auto?.rest();
    this.#current.suspend();
  }

  resume(): void {
    if (this.#current.phase.type === "suspended") this.#current.resume();
    else this.nudge();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#closing.abort();
    this.#auto?.stop();
    this.#current.close();
    this.#switch?.cancel(closedError());
    this.#enter({ type: "closed" });
  }

  get #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  #switchTo(
    transport: TransportName,
    limits: Pick<SwitchOptions, "timeoutMs" | "isTrial"> = {},
  ): Promise<ResumeReport> {
    this.#switch?.cancel(new DOMException("Another switch was asked for.", "AbortError"));
    if (this.#isClosed) return Promise.reject(closedError());
    return new Promise((resolve, reject) => {
      this.#switch = new Switch({
        from: this.transport,
        feed: this.#openFeed(transport),
        stage: this.#stage,
        tally: this.#tally,
        ...limits,
        onTakeOver: (report) => {
          this.#takeOver(report);
          resolve(report);
        },
        onFail: (error) => {
          this.#switch = undefined;
          this.#isRace = false;
          reject(error);
        },
      });
    });
  }

  #openFeed(name: TransportName, isSuspended = false): SteadyFeed {
    const { baseUrl, familyId, token, lane, random = Math.random } = this.#options;
    const feed: SteadyFeed = new SteadyFeed(
      {
        name,
        open: this.#table[name],
        request: { baseUrl, familyId, token, lane },
        pollIntervalMs: () => this.#pollIntervalMs,
        shown: () => this.#stage.view,
        tally: this.#tally,
        random,
        ask: this.#ask,
        isOnline: () => this.#isOnline,
        isSuspended,
      },
      {
        onHeard: (heard) => (feed === this.#current ? this.#hear(heard) : this.#switch?.hear(heard)),
        onPhase: (phase) => (feed === this.#current ? this.#note(phase) : this.#noteOfSwitch(phase)),
        onOpening: () => {
          if (feed === this.#current || this.#isRace) this.#auto?.opening(name);
        },
        onHead: () => this.#auto?.onHead(name),
        onNotice: (reason) => (feed === this.#current ? this.#notice(reason) : this.#switch?.notice(reason)),
      },
    );
    return feed;
  }

  #createAuto(): AutoTransport {
    const { autoMemory: memory, random = Math.random } = this.#options;
    const host: AutoHost = {
      replace: (transport) => this.#replace(transport),
      race: (transport) => {
        this.#switchTo(transport, { timeoutMs: Infinity }).catch(() => {});
        this.#isRace = true;
      },
      promote: () => this.#promote(),
      trial: (transport, timeoutMs) =>
        this.#switchTo(transport, { timeoutMs, isTrial: true }).then(
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

  /** What was opened beside is the one that is open. */
  #promote(): void {
    const next = this.#switch?.release();
    if (next !== undefined) this.#change(next);
  }

  /** Opens a transport in place of whatever is open; what was live is lost until then. */
  #replace(transport: TransportName): void {
    this.#switch?.cancel(new DOMException("Another transport is needed.", "AbortError"));
    this.#change(this.#openFeed(transport));
  }

  #change(feed: SteadyFeed): void {
    const old = this.#current;
    this.#switch = undefined;
    this.#isRace = false;
    this.#current = feed;
    old.close();
    this.#note(feed.phase);
  }

  /** The platform says that there is no network. Only the server's silence makes that true. */
  async #checkNetwork(): Promise<void> {
    const answer = await this.#ask(this.#closing.signal);
    if (answer.type === "lost" && !this.#isOnline && !this.#isClosed) this.#current.drop(answer.reason);
  }

  #hear(heard: Heard): void {
    const feed = this.#current;
    const { view, openedFrom } = feed;
    const repeatedBefore = this.#tally.repeated;
    if (heard.isFirst) this.#settleRace(feed);
    if (
      view !== undefined &&
      heard.frame !== undefined &&
      (heard.type === "applied" || heard.type === "snapshot")
    ) {
      this.#stage.offer({ view, frame: heard.frame, transport: feed.name });
    }
    if (!heard.isFirst || !this.#isLost || this.#isClosed) return;
    this.#isLost = false;
    if (openedFrom === undefined) return;
    this.#tally.reconnects += 1;
    const isResumed = goesOn(heard.frame, openedFrom);
    const report: ResumeReport = {
      type: "reconnect",
      from: this.#lostFrom ?? feed.name,
      to: feed.name,
      resumedAt: openedFrom.cursor,
      resumed: isResumed,
      missed: isResumed ? 0 : 1,
      repeated: this.#tally.repeated - repeatedBefore,
      overlapped: 0,
      tookMs: performance.now() - feed.openedAt,
    };
    notify(() => this.#options.onResume?.(report));
  }

  #settleRace(feed: SteadyFeed): void {
    if (this.#isRace) this.#switch?.cancel(new DOMException("The other one was first.", "AbortError"));
    this.#auto?.spoke(feed.name, performance.now() - feed.openedAt);
  }

  #takeOver(report: ResumeReport): void {
    const old = this.#current;
    const next = this.#switch?.feed;
    const isRace = this.#isRace;
    this.#switch = undefined;
    this.#isRace = false;
    if (next === undefined) return;
    this.#current = next;
    old.close();
    this.#isLost = false;
    if (isRace) this.#auto?.spoke(next.name, performance.now() - next.openedAt);
    this.#enter(this.#stateOf(next.phase));
    // The first state of all goes on from nothing.
    if (isRace && next.openedFrom === undefined) return;
    notify(() => this.#options.onResume?.(report));
  }

  #note(phase: Phase): void {
    if (this.#state.type === "live" && phase.type !== "live") {
      this.#isLost = true;
      this.#lostFrom = this.transport;
    }
    this.#enter(this.#stateOf(phase));
    if (phase.type === "waiting") this.#auto?.lost(this.transport, phase);
    if (phase.type !== "refused") return;
    if (this.#isRace) this.#switch?.cancel(new DOMException("The server refuses.", "AbortError"));
    this.#auto?.rest();
  }

  #noteOfSwitch(phase: Phase): void {
    const { feed } = this.#switch ?? {};
    // What the server refuses is refused over every transport.
    if (this.#isRace && phase.type === "refused") return this.#promote();
    this.#switch?.note(phase);
    if (this.#isRace && feed !== undefined && phase.type === "waiting") this.#auto?.lost(feed.name, phase);
  }

  #notice(reason: string): void {
    const state = this.#state;
    if (state.type === "connecting" || state.type === "reconnecting") {
      this.#enter({ ...state, reason, obstacle: "held-back" });
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

function closedError(): DOMException {
  return new DOMException("The connection is closed.", "AbortError");
}
