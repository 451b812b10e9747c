// Polling: GET ranking?since=<cursor> at once, then every interval, counted from start to start and never
// overlapping. Plain requests, so any proxy and any network can do it. SPEC PR5.
import type { Cursor } from "@hydra/protocol";
import { feedUrl } from "./feed-request.ts";
import type { FeedEvents, FeedRequest, OpenFeed } from "./feed-transport.ts";
import { createMeter } from "./meter.ts";
import { requestRanking } from "./ranking-request.ts";

/** A poll is answered at once; a server that needs longer than this is not answering. */
const POLL_TIMEOUT_MS = 10_000;
/** The server's default frame interval: asking more often finds nothing new. */
const MIN_POLL_INTERVAL_MS = 50;
/** Longest pause: a timer overflows at 24 days, and a day is no feed any more. */
const MAX_POLL_INTERVAL_MS = 86_400_000;

export function openPolling(request: FeedRequest, events: FeedEvents): OpenFeed {
  return new Polling(request, events);
}

class Polling implements OpenFeed {
  readonly name = "polling";
  readonly #request: FeedRequest;
  readonly #events: FeedEvents;
  readonly #meter = createMeter();
  #since: Cursor | undefined;
  #intervalMs: number;
  #asking: AbortController | undefined;
  #isClosed = false;
  #startedAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(request: FeedRequest, events: FeedEvents) {
    this.#request = request;
    this.#events = events;
    this.#since = request.since;
    this.#intervalMs = clampInterval(request.pollIntervalMs);
    void this.#poll();
  }

  hold(cursor: Cursor): void {
    this.#since = cursor;
  }

  setPollInterval(pollIntervalMs: number): void {
    this.#intervalMs = clampInterval(pollIntervalMs);
    this.#schedule();
  }

  nudge(): void {
    if (this.#asking !== undefined || this.#isClosed) return;
    clearTimeout(this.#timer);
    void this.#poll();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#asking?.abort();
  }

  async #poll(): Promise<void> {
    this.#asking = new AbortController();
    this.#startedAt = performance.now();
    const answer = await requestRanking({
      url: feedUrl(this.#request, "polling", this.#since),
      token: this.#request.token,
      holdsCursor: this.#since !== undefined,
      timeoutMs: POLL_TIMEOUT_MS,
      controller: this.#asking,
      meter: this.#meter,
      onLog: (isReachable) => {
        if (!this.#isClosed) this.#events.onLog?.(isReachable);
      },
    });
    this.#asking = undefined;
    if (answer.type === "aborted" || this.#isClosed) return;
    if (answer.type === "end") {
      this.close();
      this.#events.onEnd(answer.end, this.#meter.take());
      return;
    }
    if (answer.type === "frame") this.#events.onFrame(answer.frame, this.#meter.take());
    else this.#events.onUnchanged(this.#meter.take());
    this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#asking !== undefined || this.#isClosed) return;
    const waitMs = this.#startedAt + this.#intervalMs - performance.now();
    this.#timer = setTimeout(() => void this.#poll(), Math.max(0, waitMs));
  }
}

/** Written so that NaN becomes the least. */
function clampInterval(pollIntervalMs: number): number {
  if (!(pollIntervalMs > MIN_POLL_INTERVAL_MS)) return MIN_POLL_INTERVAL_MS;
  return Math.min(pollIntervalMs, MAX_POLL_INTERVAL_MS);
}
