// A feed that survives reconnects and switches: one steady feed shows, a second one during a switch. This file only
// decides who shows and what the application is told; building views, retrying and switching have files of their own.
import { ProtocolError, type AttackAnswer, type TransportName } from "@hydra/protocol";
import type { Skill } from "@hydra/engine";
import { postAttack } from "./api.ts";
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
import { notify } from "./notify.ts";
import { goesOn } from "./replica.ts";
import { Stage } from "./stage.ts";
import { SteadyFeed, type Phase } from "./steady-feed.ts";
import { Switch } from "./switch.ts";
import { transports, type TransportTable } from "./transports.ts";

const DEFAULT_POLL_INTERVAL_MS = 3_000;
const DEFAULT_ATTACK_TIMEOUT_MS = 10_000;

/** Connects at once; the first events come later. `table` lets a caller bring transports of its own. */
export function createConnection(
  options: ConnectionOptions,
  table: TransportTable = transports,
): FeedConnection {
  return new Connection(options, table);
}

class Connection implements FeedConnection {
  readonly #options: ConnectionOptions;
  readonly #table: TransportTable;
  readonly #tally: Tally = createTally();
  readonly #stage: Stage;
  readonly #closing = new AbortController();
  #pollIntervalMs: number;
  #current: SteadyFeed;
  #switch: Switch | undefined;
  #state: ConnectionState = { type: "connecting" };
  #isOnline = true;
  /** The current feed was live and was lost: its next first word is a reconnect. */
  #isLost = false;

  constructor(options: ConnectionOptions, table: TransportTable) {
    this.#options = options;
    this.#table = table;
    this.#pollIntervalMs = options.pollIntervalMs ?? DEFAULT_POLL_INTERVAL_MS;
    this.#stage = new Stage(this.#tally, options.view, (update) => options.onUpdate?.(update));
    this.#current = this.#openFeed(options.transport);
  }

  get transport(): TransportName {
    return this.#current.name;
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

  switchTo(transport: TransportName): Promise<ResumeReport> {
    this.#switch?.cancel(new DOMException("Another switch was asked for.", "AbortError"));
    if (this.#isClosed) return Promise.reject(closedError());
    if (!this.#isOnline) return Promise.reject(new ProtocolError("unavailable", "There is no network."));
    return new Promise((resolve, reject) => {
      this.#switch = new Switch({
        from: this.transport,
        feed: this.#openFeed(transport),
        stage: this.#stage,
        tally: this.#tally,
        onTakeOver: (report) => {
          this.#takeOver(report);
          resolve(report);
        },
        onFail: (error) => {
          this.#switch = undefined;
          reject(error);
        },
      });
    });
  }

  attack(skill: Skill, options: { timeoutMs?: number } = {}): Promise<AttackAnswer> {
    const { baseUrl, familyId, token, random = Math.random } = this.#options;
    return attackUntilAnswered({
      command: { commandId: crypto.randomUUID(), skill },
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
    for (const feed of [this.#current, this.#switch?.feed]) {
      if (isOnline) feed?.resume();
      else feed?.suspend();
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#closing.abort();
    this.#current.close();
    this.#switch?.cancel(closedError());
    this.#enter({ type: "closed" });
  }

  get #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  #openFeed(name: TransportName): SteadyFeed {
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
      },
      {
        onHeard: (heard) => (feed === this.#current ? this.#hear(heard) : this.#switch?.hear(heard)),
        onPhase: (phase) => (feed === this.#current ? this.#note(phase) : this.#switch?.note(phase)),
        onNotice: (reason) => (feed === this.#current ? this.#notice(reason) : this.#switch?.notice(reason)),
      },
    );
    return feed;
  }

  #hear(heard: Heard): void {
    const feed = this.#current;
    const { view, openedFrom } = feed;
    const repeatedBefore = this.#tally.repeated;
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
      from: feed.name,
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

  #takeOver(report: ResumeReport): void {
    const old = this.#current;
    const next = this.#switch?.feed;
    this.#switch = undefined;
    if (next === undefined) return;
    this.#current = next;
    old.close();
    this.#isLost = false;
    this.#enter(this.#stateOf(next.phase));
    notify(() => this.#options.onResume?.(report));
  }

  #note(phase: Phase): void {
    if (this.#state.type === "live" && phase.type !== "live") this.#isLost = true;
    this.#enter(this.#stateOf(phase));
  }

  #notice(reason: string): void {
    const state = this.#state;
    if (state.type === "connecting" || state.type === "reconnecting") this.#enter({ ...state, reason });
  }

  #stateOf(phase: Phase): ConnectionState {
    switch (phase.type) {
      case "opening":
        return { type: "connecting" };
      case "live":
        return phase;
      case "waiting":
        return { type: "reconnecting", retryAt: phase.retryAt, reason: phase.reason };
      case "suspended":
        return { type: "offline" };
      case "refused":
        return { type: "refused", code: phase.code, reason: phase.reason };
    }
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
