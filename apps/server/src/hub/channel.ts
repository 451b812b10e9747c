// One family's watchers: the first change goes out at once, what follows within the frame interval shares one frame, and
// everybody gets the newest state from the cursor they hold. Who cannot take it is skipped. A crowd is served in turns of the
// event loop, so that ten thousand watchers keep no attack waiting, and the last of them gets what is newest by then.
import type { EncodedFrame } from "../feed/encoded-frame.ts";
import type { Feed } from "../feed/feed.ts";
import type { Sink } from "./sink.ts";
import type { Subscriber } from "./subscriber.ts";

/** What all channels of a hub share. */
export interface ChannelContext {
  readonly epoch: string;
  readonly frameIntervalMs: number;
  readonly counters: HubCounters;
  /** The last watcher has gone, and no change is waiting. */
  onIdle(channel: Channel): void;
}

/** What the hub has done, for the metrics. */
export interface HubCounters {
  frames: number;
  skipped: number;
  endedBehind: number;
}

export class Channel {
  readonly feed: Feed;
  readonly subscribers = new Set<Subscriber>();
  readonly #context: ChannelContext;
  /** When the interval of the last frame is over, monotonic milliseconds. */
  #dueAt = -Infinity;
  /** Runs while a change waits for the interval to pass; there is none for a family that is quiet. */
  #timer: NodeJS.Timeout | undefined;
  /** Goes on with those who are still to be served. */
  #nextTurn: NodeJS.Immediate | undefined;
  #hasChangedMeanwhile = false;

  constructor(feed: Feed, context: ChannelContext) {
    this.feed = feed;
    this.#context = context;
  }

  /** The family has changed. */
  change(): void {
    if (this.#timer !== undefined) return;
    if (this.#nextTurn !== undefined) {
      this.#hasChangedMeanwhile = true;
      return;
    }
    const waitMs = this.#dueAt - performance.now();
    if (waitMs <= this.#context.frameIntervalMs * EARLY_SHARE) return this.#publish();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#publish();
    }, Math.ceil(waitMs));
  }

  /** A change waits to be published, within a frame interval. */
  get isDue(): boolean {
    return this.#timer !== undefined || this.#hasChangedMeanwhile;
  }

  /** Whether it may be forgotten: a new one would publish the next change at once. */
  isIdle(now: number): boolean {
    return (
      this.subscribers.size === 0 &&
      this.#timer === undefined &&
      this.#nextTurn === undefined &&
      now >= this.#dueAt
    );
  }

  /** A subscriber that was behind can take something again: it need not wait for the next change. */
  catchUp(subscriber: Subscriber): void {
    if (!subscriber.isBehind || !this.subscribers.has(subscriber)) return;
    this.#offer(subscriber, this.#round());
  }

  remove(subscriber: Subscriber): void {
    this.subscribers.delete(subscriber);
    if (this.subscribers.size === 0 && this.isIdle(performance.now())) this.#context.onIdle(this);
  }

  /** @returns as Sink.write */
  writeFirst(sink: Sink, frame: EncodedFrame): boolean {
    this.#context.counters.frames += 1;
    return sink.write(frame);
  }

  close(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#nextTurn);
  }

  #publish(): void {
    const { feed, subscribers } = this;
    feed.publish();
    reorder(subscribers);
    // From when it was due, if it was early: over any length of time there are no more frames than intervals.
    this.#dueAt = Math.max(this.#dueAt, performance.now()) + this.#context.frameIntervalMs;
    this.#serve({ queue: subscribers.values(), left: subscribers.size });
  }

  #serve(pass: Pass): void {
    this.#nextTurn = undefined;
    const round = this.#round();
    for (const subscriber of pass.queue) {
      this.#offer(subscriber, round);
      pass.left -= 1;
      // Who came meanwhile holds what was newest then.
      if (pass.left <= 0) break;
      if (pass.left % LOOK_EVERY === 0 && performance.now() - round.now > MAX_TURN_MS) {
        this.#nextTurn = setImmediate(() => this.#serve(pass));
        return;
      }
    }
    if (!this.#hasChangedMeanwhile) return;
    this.#hasChangedMeanwhile = false;
    this.change();
  }

  /**
   * What one round of offers has in common, looked up once: nearly everybody holds the same version. With a thousand
   * watchers, the clock and the feed asked for each of them were a tenth of a delivery's own cost.
   */
  #round(): Round {
    const { feed } = this;
    const { epoch } = this.#context;
    const { seq } = feed;
    let from = -1;
    let frame: EncodedFrame | undefined;
    return {
      now: performance.now(),
      seq,
      frameSince: (held) => {
        if (held !== from) {
          from = held;
          frame = feed.since({ epoch, seq: held });
        }
        return frame;
      },
    };
  }

  #offer(subscriber: Subscriber, round: Round): void {
    const { counters } = this.#context;
    if (!subscriber.canTake(round.now)) {
      counters.skipped += 1;
      subscriber.sink.skip?.();
      return;
    }
    const frame = round.frameSince(subscriber.seq);
    if (frame === undefined) return;
    if (subscriber.isOnce) this.remove(subscriber);
    counters.frames += 1;
    subscriber.write(frame, round.seq);
  }
}

/**
 * A change that comes in the last tenth of an interval need not wait for its end. Changes as frequent as frames may be
 * would else wait for a timer each, and being woken is most of what such a change costs.
 */
const EARLY_SHARE = 0.1;
/** How long subscribers are served before whatever else waits has its turn: a thousand, mostly. */
const MAX_TURN_MS = 25;
/** Subscribers between two looks at the clock. */
const LOOK_EVERY = 64;

/** Everybody's turn for one frame. */
interface Pass {
  /** Whoever leaves is left out. */
  readonly queue: Iterable<Subscriber>;
  /** Subscribers at the start who are still to be served. */
  left: number;
}

/** One turn of a pass, in one tick: the feed does not move meanwhile. */
interface Round {
  /** Monotonic milliseconds. */
  readonly now: number;
  /** What everybody holds afterwards. */
  readonly seq: number;
  /** What leads there from a version; undefined from the newest itself. */
  frameSince(seq: number): EncodedFrame | undefined;
}

/** Who race each other on one page, and whoever watches with them; a shuffle of more would cost what it gives. */
const MAX_SHUFFLED = 32;

/**
 * Keeps anybody from always being served before or after somebody else: a race of lanes would show it. A few are
 * shuffled; of a crowd the first goes to the end. At most O(MAX_SHUFFLED).
 */
function reorder(subscribers: Set<Subscriber>): void {
  const [first] = subscribers;
  if (first === undefined) return;
  if (subscribers.size > MAX_SHUFFLED) {
    subscribers.delete(first);
    subscribers.add(first);
    return;
  }
  // Each draws a number, and they come in the order of these.
  const drawn = [...subscribers].map((subscriber) => ({ subscriber, draw: Math.random() }));
  subscribers.clear();
  for (const { subscriber } of drawn.sort((a, b) => a.draw - b.draw)) subscribers.add(subscriber);
}
