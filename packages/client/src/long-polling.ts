// Long-polling: GET ranking/next?since=<cursor> is parked by the server until something newer exists. The first
// request is a plain poll, which answers at once, so that a resume in a quiet family has its first word too. The hold
// is left to the server, which spreads the holds that nobody chose. SPEC PR6.
import { MAX_HOLD_MS, type Cursor } from "@hydra/protocol";
import { feedUrl } from "./feed-request.ts";
import type { FeedEvents, FeedRequest, OpenFeed } from "./feed-transport.ts";
import { createMeter } from "./meter.ts";
import { requestRanking, type RankingAnswer } from "./ranking-request.ts";

/** Over the hold: the server's timer and the way back. Past that the answer is not coming. */
const HOLD_MARGIN_MS = 5_000;
/** Limit on the first request, which is not held. */
const FIRST_TIMEOUT_MS = 10_000;
/** Requests that bring nothing may follow each other this fast; a server that does not park must not be hammered. */
const MIN_FRUITLESS_MS = 1_000;

export function openLongPolling(request: FeedRequest, events: FeedEvents): OpenFeed {
  return new LongPolling(request, events);
}

class LongPolling implements OpenFeed {
  readonly name = "long-polling";
  readonly #request: FeedRequest;
  readonly #events: FeedEvents;
  readonly #meter = createMeter();
  #since: Cursor | undefined;
  #isClosed = false;
  #hasSpoken = false;
  #asking = new AbortController();
  /** Ends the pause under way, if any. */
  #endPause = (): void => {};

  constructor(request: FeedRequest, events: FeedEvents) {
    this.#request = request;
    this.#events = events;
    this.#since = request.since;
    void this.#run();
  }

  hold(cursor: Cursor): void {
    this.#since = cursor;
  }

  setPollInterval(): void {}

  /** Asks again: a parked request may hang on a network that is gone. */
  nudge(): void {
    this.#asking.abort();
    this.#endPause();
  }

  close(): void {
    this.#isClosed = true;
    this.nudge();
  }

  async #run(): Promise<void> {
    while (!this.#isClosed) {
      const startedAt = performance.now();
      const before = this.#since;
      const mayRest = this.#hasSpoken;
      const answer = await this.#ask();
      if (answer.type === "aborted" || this.#isClosed) continue;
      this.#hasSpoken = true;
      this.#deliver(answer);
      if (mayRest && this.#since === before) await this.#rest(startedAt + MIN_FRUITLESS_MS);
    }
  }

  #ask(): Promise<RankingAnswer> {
    this.#asking = new AbortController();
    const since = this.#since;
    const isHeld = this.#hasSpoken && since !== undefined;
    return requestRanking({
      url: isHeld ? feedUrl(this.#request, "long-polling", since) : feedUrl(this.#request, "polling", since),
      token: this.#request.token,
      holdsCursor: since !== undefined,
      timeoutMs: isHeld ? MAX_HOLD_MS + HOLD_MARGIN_MS : FIRST_TIMEOUT_MS,
      controller: this.#asking,
      meter: this.#meter,
      onLog: (isReachable) => {
        if (!this.#isClosed) this.#events.onLog?.(isReachable);
      },
    });
  }

  #deliver(answer: RankingAnswer): void {
    if (answer.type === "end") {
      this.#isClosed = true;
      this.#events.onEnd(answer.end, this.#meter.take());
    } else if (answer.type === "frame") this.#events.onFrame(answer.frame, this.#meter.take());
    else this.#events.onUnchanged(this.#meter.take());
  }

  /** Waits until performance.now() is `until`, or somebody wants it ended. */
  async #rest(until: number): Promise<void> {
    const waitMs = until - performance.now();
    if (waitMs <= 0 || this.#isClosed) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, waitMs);
    this.#endPause = resolve;
    await promise;
    clearTimeout(timer);
  }
}
