// Keeps one transport's feed open: opens it from what is shown, and after every end opens it again with back-off,
// until it is closed or refused. Knows nothing of switches: a connection holds one, and a second during a switch.
import type { AttackAnswer, AttackRequest, ErrorCode, TransportName } from "@hydra/protocol";
import { createBackoff, type Backoff } from "./backoff.ts";
import { Chain, type Heard } from "./chain.ts";
import type { View } from "./connection-types.ts";
import type { Tally } from "./counters.ts";
import type { FeedEnd, FeedRequest, TransportFactory } from "./feed-transport.ts";

/** A feed that lasted this long has proved itself, and its next loss begins the back-off anew; less is flapping. */
const PROVEN_MS = 5_000;

export type Phase =
  | { readonly type: "opening" }
  /** `log` is present while the server says that its event log cannot be reached. */
  | { readonly type: "live"; readonly log?: "unreachable" }
  /** `retryAt` by Date.now(). */
  | { readonly type: "waiting"; readonly retryAt: number; readonly reason: string }
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
}

export interface SteadyFeedEvents {
  onHeard(heard: Heard): void;
  /** Not called for the phase a feed is created in. */
  onPhase(phase: Phase): void;
  onNotice(reason: string): void;
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
  #needsSnapshot = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  /** Opens at once. Events come later, never from within the constructor. */
  constructor(options: SteadyFeedOptions, events: SteadyFeedEvents) {
    this.name = options.name;
    this.#options = options;
    this.#events = events;
    this.#backoff = createBackoff({ random: options.random });
    this.#open();
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
    else if (this.#phase.type === "waiting" && !this.#isClosed) this.#open();
  }

  /** No attempts until `resume`. */
  suspend(): void {
    if (this.#isClosed || this.#phase.type === "refused") return;
    this.#release();
    this.#enter({ type: "suspended" });
  }

  resume(): void {
    if (this.#isClosed || this.#phase.type !== "suspended") return;
    this.#enter({ type: "opening" });
    this.#open();
  }

  /** What was built cannot be trusted to lead on: begins again from a snapshot. */
  startOver(reason: string): void {
    if (this.#isClosed) return;
    this.#needsSnapshot = true;
    this.#retry({ type: "lost", reason });
  }

  setPollInterval(pollIntervalMs: number): void {
    this.#chain?.feed.setPollInterval(pollIntervalMs);
  }

  attack(command: AttackRequest, signal: AbortSignal): Promise<AttackAnswer> | undefined {
    return this.#chain?.feed.attack?.(command, signal);
  }

  close(): void {
    this.#isClosed = true;
    this.#release();
  }

  #open(): void {
    this.#release();
    const { open, request, shown, pollIntervalMs, tally } = this.#options;
    this.#openedFrom = shown();
    this.#openedAt = performance.now();
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
        onNotice: (reason) => this.#events.onNotice(reason),
        onEnd: (end) => this.#retry(end),
      },
    });
  }

  #hear(heard: Heard): void {
    if (heard.type === "stale") this.#options.tally.stale += 1;
    if (heard.isFirst) {
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

  #retry(end: FeedEnd): void {
    const lastedMs = this.#chain?.hasSpoken === true ? performance.now() - this.#openedAt : 0;
    this.#release();
    if (end.type === "refused") {
      this.#enter(end);
      return;
    }
    if (end.type === "malformed") this.#options.tally.malformed += 1;
    if (lastedMs >= PROVEN_MS) this.#backoff.reset();
    const delayMs = this.#backoff.next(end.retryAfterMs);
    this.#timer = setTimeout(() => this.#open(), delayMs);
    this.#enter({ type: "waiting", retryAt: Date.now() + delayMs, reason: end.reason });
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#events.onPhase(phase);
  }

  #release(): void {
    clearTimeout(this.#timer);
    this.#chain?.close();
    this.#chain = undefined;
  }
}
