// Polling: GET <feed>?since=<cursor> at once, then every interval, counted from start to start and never overlapping. Plain
// requests, so any proxy and any network can do it. SPEC PR5.
import type { Cursor } from "../../wire/cursor.ts";
import { cursorAfter, requestFrame } from "../poll-request.ts";
import type { FeedEvents, FeedFrame, FeedRequest, OpenFeed } from "../transport.ts";

/** A poll is answered at once; a server that needs longer than this is not answering. */
const POLL_TIMEOUT_MS = 10_000;
/** The server's default frame interval: asking more often finds nothing new. */
const MIN_POLL_INTERVAL_MS = 50;
/** Longest pause: a timer overflows at 24 days, and a day is no feed any more. */
const MAX_POLL_INTERVAL_MS = 86_400_000;

export function openPolling<Frame extends FeedFrame>(
  request: FeedRequest<Frame>,
  events: FeedEvents<Frame>,
): OpenFeed {
  return new Polling(request, events);
}

class Polling<Frame extends FeedFrame> implements OpenFeed {
  readonly #request: FeedRequest<Frame>;
  readonly #events: FeedEvents<Frame>;
  #since: Cursor | undefined;
  #intervalMs: number;
  #asking: AbortController | undefined;
  #isClosed = false;
  #startedAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(request: FeedRequest<Frame>, events: FeedEvents<Frame>) {
    this.#request = request;
    this.#events = events;
    this.#since = request.since;
    this.#intervalMs = clampInterval(request.pollIntervalMs);
    void this.#poll();
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
    const asking = new AbortController();
    this.#asking = asking;
    this.#startedAt = performance.now();
    const answer = await requestFrame({
      feed: this.#request,
      since: this.#since,
      isHeld: false,
      timeoutMs: POLL_TIMEOUT_MS,
      controller: asking,
      onLog: (isReachable) => this.#events.onLog?.(isReachable),
    });
    this.#asking = undefined;
    if (answer.type === "aborted" || this.#isClosed) return;
    if (answer.type === "end") {
      this.close();
      this.#events.onEnd(answer.end);
      return;
    }
    if (answer.type === "frame") {
      this.#since = cursorAfter(this.#since, answer.frame);
      this.#events.onFrame(answer.frame);
    } else this.#events.onUnchanged();
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
