// Long-polling: GET <feed>/next?since=<cursor> is parked by the server until something newer exists. The first request is a
// plain poll, which is answered at once, so that a resume of a quiet feed has its first answer too. The hold is left to the
// server, which spreads the holds that no client chose. SPEC PR6.
import type { Cursor } from "../../wire/cursor.ts";
import { MAX_HOLD_MS } from "../../wire/limits.ts";
import { cursorAfter, requestFrame, type PollAnswer } from "../poll-request.ts";
import type { FeedEvents, FeedFrame, FeedRequest, OpenFeed } from "../transport.ts";

/** Over the hold: the server's timer and the way back. Past that the answer is not coming. */
const HOLD_MARGIN_MS = 5_000;
/** Limit on the first request, which is not held. */
const FIRST_TIMEOUT_MS = 10_000;
/** Requests that bring nothing may follow each other this fast; a server that does not park must not be hammered. */
const MIN_FRUITLESS_MS = 1_000;

export function openLongPolling<Frame extends FeedFrame>(
  request: FeedRequest<Frame>,
  events: FeedEvents<Frame>,
): OpenFeed {
  return new LongPolling(request, events);
}

class LongPolling<Frame extends FeedFrame> implements OpenFeed {
  readonly #request: FeedRequest<Frame>;
  readonly #events: FeedEvents<Frame>;
  #since: Cursor | undefined;
  #isClosed = false;
  #wasAnswered = false;
  #asking = new AbortController();
  /** Ends the pause under way, if any. */
  #endPause = (): void => {};

  constructor(request: FeedRequest<Frame>, events: FeedEvents<Frame>) {
    this.#request = request;
    this.#events = events;
    this.#since = request.since;
    void this.#run();
  }

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
      const mayRest = this.#wasAnswered;
      const answer = await this.#ask();
      if (answer.type === "aborted" || this.#isClosed) continue;
      this.#wasAnswered = true;
      this.#deliver(answer);
      if (mayRest && this.#since === before) await this.#rest(startedAt + MIN_FRUITLESS_MS);
    }
  }

  #ask(): Promise<PollAnswer<Frame>> {
    this.#asking = new AbortController();
    const isHeld = this.#wasAnswered && this.#since !== undefined;
    return requestFrame({
      feed: this.#request,
      since: this.#since,
      isHeld,
      timeoutMs: isHeld ? MAX_HOLD_MS + HOLD_MARGIN_MS : FIRST_TIMEOUT_MS,
      controller: this.#asking,
      onLog: (isReachable) => this.#events.onLog?.(isReachable),
    });
  }

  #deliver(answer: PollAnswer<Frame>): void {
    if (answer.type === "end") {
      this.#isClosed = true;
      this.#events.onEnd(answer.end);
    } else if (answer.type === "frame") {
      this.#since = cursorAfter(this.#since, answer.frame);
      this.#events.onFrame(answer.frame);
    } else this.#events.onUnchanged();
  }

  /** Waits until performance.now() is `until`, or the pause is ended. */
  async #rest(until: number): Promise<void> {
    const waitMs = until - performance.now();
    if (waitMs <= 0 || this.#isClosed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
