// Gives up a pushed feed that has fallen silent. A decorator around a transport: a browser hides WebSocket pings and
// SSE comments, so the server sends heartbeat frames, and any frame counts as a sign of life. SPEC PR27.
import { HEARTBEAT_INTERVAL_MS } from "@hydra/protocol";
import type { AttackAnswer, AttackRequest, Cursor, Frame, TransportName } from "@hydra/protocol";
import type { FeedEvents, FeedRequest, OpenFeed, TransportFactory } from "./feed-transport.ts";

/** Bounds on the interval a server may announce; outside of them a timer would spin or overflow. */
const MIN_INTERVAL_MS = 100;
const MAX_INTERVAL_MS = 120_000;

/** The same transport, ended as `lost` when nothing arrives for twice the heartbeat's interval. */
export function withHeartbeat(open: TransportFactory): TransportFactory {
  return (request, events) => new GuardedFeed(open, request, events);
}

class GuardedFeed implements OpenFeed {
  readonly name: TransportName;
  readonly #feed: OpenFeed;
  readonly #events: FeedEvents;
  #intervalMs = HEARTBEAT_INTERVAL_MS;
  #heardAt = performance.now();
  #hasHeard = false;
  #isOver = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(open: TransportFactory, request: FeedRequest, events: FeedEvents) {
    this.#events = events;
    this.#feed = open(request, {
      ...events,
      onFrame: (frame, receipt) => {
        this.#note(frame);
        events.onFrame(frame, receipt);
      },
      onEnd: (end, receipt) => {
        this.#finish();
        events.onEnd(end, receipt);
      },
    });
    this.name = this.#feed.name;
    this.#check();
  }

  hold(cursor: Cursor): void {
    this.#feed.hold(cursor);
  }

  setPollInterval(pollIntervalMs: number): void {
    this.#feed.setPollInterval(pollIntervalMs);
  }

  /** A page that was hidden may have had its timers held back: looks at the silence now. */
  nudge(): void {
    this.#feed.nudge();
    this.#check();
  }

  attack(command: AttackRequest, signal: AbortSignal): Promise<AttackAnswer> | undefined {
    return this.#feed.attack?.(command, signal);
  }

  close(): void {
    this.#finish();
    this.#feed.close();
  }

  #note(frame: Frame): void {
    this.#heardAt = performance.now();
    this.#hasHeard = true;
    if (frame.type !== "heartbeat" || frame.intervalMs === undefined) return;
    const announcedMs = Math.min(Math.max(frame.intervalMs, MIN_INTERVAL_MS), MAX_INTERVAL_MS);
    if (announcedMs === this.#intervalMs) return;
    this.#intervalMs = announcedMs;
    this.#check();
  }

  /** Ends a feed that was silent for too long, else looks again when it will have been. */
  #check(): void {
    if (this.#isOver) return;
    clearTimeout(this.#timer);
    const limitMs = 2 * this.#intervalMs;
    const remainingMs = this.#heardAt + limitMs - performance.now();
    if (remainingMs > 0) {
      this.#timer = setTimeout(() => this.#check(), remainingMs);
      return;
    }
    this.close();
    // A feed that never spoke has handed over no receipt for its opening request.
    const receipt = { bytesIn: 0, requests: this.#hasHeard ? 0 : 1 };
    this.#events.onEnd({ type: "lost", reason: `silent for ${limitMs / 1_000} s` }, receipt);
  }

  #finish(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }
}
