// Keeps one transport's feed open: opens it from what is shown, and after every end opens it again with back-off,
// until it is closed or refused. Decides nothing about transports: a connection holds one, and a second during a switch.
// SPEC FP4, HI1, HI2, SE1.
import type { AttackAnswer, AttackRequest, ErrorCode, TransportName } from "@hydra/protocol";
import { createBackoff, FOREIGN_CAP_MS, type Backoff } from "./backoff.ts";
import { Chain, type Heard } from "./chain.ts";
import type { View } from "./connection-types.ts";
import type { Tally } from "./counters.ts";
import type { BrokenFeed, FeedEnd, FeedRequest, Obstacle, TransportFactory } from "./feed-transport.ts";
import type { Probe } from "./probe.ts";

/** A feed that lasted this long has proved itself, and its next loss begins the back-off anew; less is flapping. */
const PROVEN_MS = 5_000;
/** Least pause between attempts while the platform says that there is no network: it may be wrong. */
const OFFLINE_RETRY_MS = 5_000;
/** A stream or socket that had no frame for so long is asked about: somebody waits for it. */
const SILENT_MS = 3_000;
/** Transports whose opening may fail although plain requests pass. */
const NEEDS_MORE_THAN_REQUESTS: ReadonlySet<TransportName> = new Set(["sse", "websocket", "websocket-raw"]);

export type Phase =
  | { readonly type: "opening" }
  /** `log` is present while the server says that its event log cannot be reached. */
  | { readonly type: "live"; readonly log?: "unreachable" }
  /** `retryAt` by Date.now(). */
  | {
      readonly type: "waiting";
      readonly retryAt: number;
      readonly reason: string;
      /** How long the feed that ended had been live; undefined when it had no frame. */
      readonly liveMs: number | undefined;
      /** The server closed it to restart. */
      readonly isRestart: boolean;
      /** The server answers plain requests, and this transport does not get through. */
      readonly obstacle?: Obstacle;
    }
  | { readonly type: "suspended" }
  | { readonly type: "refused"; readonly code: ErrorCode; readonly reason: string };

export interface SteadyFeedOptions {
  readonly name: TransportName;
  readonly open: TransportFactory;
  readonly request: Omit<FeedRequest, "since" | "pollIntervalMs">;
  readonly pollIntervalMs: () => number;
  /** The view to go on from, asked at each opening. */
  readonly shown: () => View | undefined;
  readonly tally: Tally;
  readonly random: () => number;
  /** One plain question to the server; see probe.ts. */
  readonly ask: (signal: AbortSignal) => Promise<Probe>;
  /** The platform's hint on the network. */
  readonly isOnline: () => boolean;
  /** The session that a feed opened now carries; aborted when there is another one. */
  readonly session: () => AbortSignal;
  /** Begins suspended. */
  readonly isSuspended: boolean;
}

export interface SteadyFeedEvents {
  onHeard(heard: Heard): void;
  /** Not called for the phase a feed is created in. */
  onPhase(phase: Phase): void;
  /** An attempt begins; not called for the first one. */
  onOpening(): void;
  /** The answer's head has arrived, without a frame yet. */
  onHead(): void;
  /** `obstacle`: the server answers plain requests meanwhile. */
  onNotice(reason: string, obstacle?: Obstacle): void;
}

export class SteadyFeed {
  readonly name: TransportName;
  readonly #options: SteadyFeedOptions;
  readonly #events: SteadyFeedEvents;
  readonly #backoff: Backoff;
  #phase: Phase = { type: "opening" };
  #chain: Chain | undefined;
  #openedFrom: View | undefined;
  #openedAt = 0;
  #session: AbortSignal | undefined;
  #needsSnapshot = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Runs until the first frame of what is open. */
  #silence: ReturnType<typeof setTimeout> | undefined;
  /** The question under way about why the feed could not be opened. */
  #asking: AbortController | undefined;
  #isClosed = false;

  /** Opens at once unless suspended. Events come later, never from within the constructor. */
  constructor(options: SteadyFeedOptions, events: SteadyFeedEvents) {
    this.name = options.name;
    this.#options = options;
    this.#events = events;
    this.#backoff = createBackoff({ random: options.random });
    if (options.isSuspended) this.#phase = { type: "suspended" };
    else this.#open();
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** What the open feed has built. */
  get view(): View | undefined {
    return this.#chain?.view;
  }

  /** What was shown when the feed was opened; it went on from that unless it had to begin with a snapshot. */
  get openedFrom(): View | undefined {
    return this.#openedFrom;
  }

  /** performance.now() when the open feed was opened. */
  get openedAt(): number {
    return this.#openedAt;
  }

  /** Tries now instead of later, or tells the feed to catch up. */
  nudge(): void {
    if (this.#chain !== undefined) this.#chain.feed.nudge();
    else if (this.#phase.type === "waiting" && !this.#isClosed) this.#reopen();
  }

  /** Ends a feed that is dead without knowing it; it is tried again as after any loss. */
  drop(reason: string): void {
    if (!this.#isClosed && this.#chain !== undefined) this.#end({ type: "lost", reason, isOwn: true });
  }

  /** No attempts until `resume`. */
  suspend(): void {
    if (this.#isClosed || this.#phase.type === "refused" || this.#phase.type === "suspended") return;
    this.#release();
    this.#enter({ type: "suspended" });
  }

  resume(): void {
    if (this.#isClosed || this.#phase.type !== "suspended") return;
    this.#enter({ type: "opening" });
    this.#reopen();
  }

  /** What was built cannot be trusted to lead on: begins again from a snapshot. */
  startOver(reason: string): void {
    if (this.#isClosed) return;
    this.#needsSnapshot = true;
    this.#end({ type: "lost", reason, isOwn: true });
  }

  setPollInterval(pollIntervalMs: number): void {
    this.#chain?.feed.setPollInterval(pollIntervalMs);
  }

  /** Undefined also over a feed of an earlier session (SE1). */
  attack(command: AttackRequest, signal: AbortSignal): Promise<AttackAnswer> | undefined {
    if (this.#session?.aborted === true) return undefined;
    return this.#chain?.feed.attack?.(command, signal);
  }

  close(): void {
    this.#isClosed = true;
    this.#release();
  }

  #reopen(): void {
    this.#events.onOpening();
    // Its listener may have closed this feed.
    if (!this.#isClosed) this.#open();
  }

  #open(): void {
    this.#release();
    const { open, request, shown, pollIntervalMs, tally, session } = this.#options;
    this.#openedFrom = shown();
    this.#openedAt = performance.now();
    if (NEEDS_MORE_THAN_REQUESTS.has(this.name)) {
      this.#silence = setTimeout(() => void this.#askAboutSilence(), SILENT_MS);
    }
    this.#session = session();
    this.#chain = new Chain({
      open,
      request: { ...request, pollIntervalMs: pollIntervalMs() },
      held: this.#needsSnapshot ? undefined : this.#openedFrom,
      events: {
        onHeard: (heard) => this.#hear(heard),
        onGap: () => {
          tally.gaps += 1;
          this.startOver("an update was missing");
        },
        onReceipt: ({ bytesIn, requests }) => {
          tally.payloadBytesIn += bytesIn;
          tally.requests += requests;
        },
        onLog: () => this.#enter(this.#livePhase()),
        onHead: () => this.#events.onHead(),
        onNotice: (reason) => this.#events.onNotice(reason),
        onEnd: (end) => this.#end(end),
      },
    });
  }

  #hear(heard: Heard): void {
    if (heard.type === "stale") this.#options.tally.stale += 1;
    if (heard.isFirst) {
      clearTimeout(this.#silence);
      this.#asking?.abort();
      this.#needsSnapshot = false;
      this.#phase = this.#livePhase();
    }
    const chain = this.#chain;
    this.#events.onHeard(heard);
    // Whoever heard it may have closed or restarted this feed.
    if (heard.isFirst && this.#chain === chain) this.#events.onPhase(this.#phase);
  }

  #livePhase(): Phase {
    return this.#chain?.isLogReachable === false ? { type: "live", log: "unreachable" } : { type: "live" };
  }

  #end(end: FeedEnd): void {
    const liveMs = this.#chain?.hasSpoken === true ? performance.now() - this.#openedAt : undefined;
    this.#release();
    if (end.type === "refused") return this.#enter(end);
    if (end.type === "malformed") this.#options.tally.malformed += 1;
    if (end.needsSnapshot === true) this.#needsSnapshot = true;
    const isAnswered = liveMs !== undefined || end.isOwn === true || end.type === "restart";
    if (isAnswered || !NEEDS_MORE_THAN_REQUESTS.has(this.name)) this.#wait(end, liveMs);
    else void this.#askWhy(end);
  }

  /** A feed that never had a frame: is the server there all the same, or does it refuse? */
  async #askWhy(end: BrokenFeed): Promise<void> {
    const asking = new AbortController();
    this.#asking = asking;
    this.#options.tally.requests += 1;
    const answer = await this.#options.ask(asking.signal);
    if (asking.signal.aborted) return;
    this.#asking = undefined;
    if (answer.type === "refused") this.#enter(answer);
    else if (answer.type !== "served") this.#wait(answer, undefined);
    else this.#wait(end, undefined, answer.isOriginRefused && this.name !== "sse" ? "origin" : "refused");
  }

  /** It may come yet: the feed stays open whatever is found. */
  async #askAboutSilence(): Promise<void> {
    const asking = new AbortController();
    this.#asking = asking;
    this.#options.tally.requests += 1;
    const answer = await this.#options.ask(asking.signal);
    if (asking.signal.aborted || answer.type !== "served") return;
    this.#events.onNotice("no frame comes", this.name === "sse" ? "held-back" : "silent");
  }

  #wait(end: BrokenFeed, liveMs: number | undefined, obstacle?: Obstacle): void {
    if (liveMs !== undefined && liveMs >= PROVEN_MS) this.#backoff.reset();
    const hintMs = Math.max(end.retryAfterMs ?? 0, this.#options.isOnline() ? 0 : OFFLINE_RETRY_MS);
    const isForeign = end.isForeign === true || obstacle !== undefined;
    const delayMs = this.#backoff.next(hintMs, isForeign ? FOREIGN_CAP_MS : undefined);
    this.#timer = setTimeout(() => this.#reopen(), delayMs);
    this.#enter({
      type: "waiting",
      retryAt: Date.now() + delayMs,
      reason: end.reason,
      liveMs,
      isRestart: end.type === "restart",
      ...(obstacle === undefined ? {} : { obstacle }),
    });
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#events.onPhase(phase);
  }

  #release(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#silence);
    this.#asking?.abort();
    this.#asking = undefined;
    this.#chain?.close();
    this.#chain = undefined;
  }
}
