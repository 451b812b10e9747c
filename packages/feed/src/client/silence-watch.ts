// Finds a pushed feed that has fallen silent: a browser hides WebSocket pings and SSE comments, so the server sends heartbeat
// frames, and any frame is a sign of life. SPEC PR27.
import { HEARTBEAT_INTERVAL_MS } from "../wire/limits.ts";
import type { FeedFrame } from "./transport.ts";
import type { HeartbeatFrame } from "../wire/frames.ts";

/** Bounds on the interval a server may announce; outside of them a timer would spin or overflow. */
const MIN_INTERVAL_MS = 100;
const MAX_INTERVAL_MS = 120_000;

export class SilenceWatch {
  readonly #onSilent: (silentMs: number) => void;
  #intervalMs = HEARTBEAT_INTERVAL_MS;
  #lastFrameAt = performance.now();
  #isOver = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `onSilent` is called once, when there was no frame for twice the heartbeats' interval. */
  constructor(onSilent: (silentMs: number) => void) {
    this.#onSilent = onSilent;
    this.check();
  }

  /** The server is there, without a frame. */
  touch(): void {
    this.#lastFrameAt = performance.now();
  }

  note(frame: FeedFrame | HeartbeatFrame): void {
    this.touch();
    if (frame.type !== "heartbeat" || frame.intervalMs === undefined) return;
    const announcedMs = Math.min(Math.max(frame.intervalMs, MIN_INTERVAL_MS), MAX_INTERVAL_MS);
    if (announcedMs === this.#intervalMs) return;
    this.#intervalMs = announcedMs;
    this.check();
  }

  /** Looks at the silence now, because a hidden page's timers may have been held back. */
  check(): void {
    if (this.#isOver) return;
    clearTimeout(this.#timer);
    const limitMs = 2 * this.#intervalMs;
    const remainingMs = this.#lastFrameAt + limitMs - performance.now();
    if (remainingMs > 0) {
      this.#timer = setTimeout(() => this.check(), remainingMs);
      return;
    }
    this.stop();
    this.#onSilent(limitMs);
  }

  stop(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }
}
