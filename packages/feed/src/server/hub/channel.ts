// One feed's watchers: the first change goes out at once, what follows within the frame interval shares one frame, and each
// gets the newest state from the cursor it holds. One that cannot take it is skipped. A crowd is served in turns of the
// event loop, so that ten thousand watchers keep no request waiting, and the last of them gets what is newest by then.
import type { EncodedFrame } from "../encoded-frame.ts";
import type { VersionedFeed } from "../versioned-feed.ts";
import type { FrameTrace, FrameTracer } from "./frame-tracer.ts";
import type { Sink } from "./sink.ts";
import type { Subscriber } from "./subscriber.ts";

/** What all channels of a hub share. */
export interface ChannelContext<Feed extends VersionedFeed> {
  readonly frameIntervalMs: number;
  readonly counters: HubCounters;
  readonly tracer: FrameTracer<Feed> | undefined;
  /** The last watcher has gone, and no change is waiting. */
  onIdle(channel: Channel<Feed>): void;
  /** The feed threw. */
  onBroken(channel: Channel<Feed>, error: unknown): void;
}

/** What the hub has done, for the metrics. */
export interface HubCounters {
  frames: number;
  skipped: number;
  endedBehind: number;
}

export class Channel<Feed extends VersionedFeed = VersionedFeed> {
  readonly feed: Feed;
  readonly #context: ChannelContext<Feed>;
  /** Those that get frame after frame. */
  readonly #lasting = new Set<Subscriber>();
  /**
   * Parked polls. The next frame takes all of them, and a new set takes this one's place: of a set whose members come
   * and go, V8 links the outgrown tables to their successors, and one that has become old keeps alive what passed
   * through all that followed, until the whole heap is marked.
   */
  #parked = new Set<Subscriber>();
  /** Parked polls that are being answered. */
  #leaving: Set<Subscriber> | undefined;
  /** When the interval of the last frame is over, monotonic milliseconds. */
  #dueAt = -Infinity;
  /** Runs while a change waits for the interval to pass; there is none for a feed that is quiet. */
  #timer: NodeJS.Timeout | undefined;
  /** Of the lasting ones, those that are no watchers. */
  #others = 0;
  /** Continues with those that are still to be served. */
  #nextTurn: NodeJS.Immediate | undefined;
  #hasChangedMeanwhile = false;
  #isAnnounced = false;
  /** Of the frame that is being served. */
  #trace: FrameTrace | undefined;

  constructor(feed: Feed, context: ChannelContext<Feed>) {
    this.feed = feed;
    this.#context = context;
  }

  /** `change` follows. */
  announce(): void {
    this.#isAnnounced = true;
  }

  /** The feed has changed. */
  change(): void {
    this.#isAnnounced = false;
    if (this.#timer !== undefined) return;
    if (this.#nextTurn !== undefined) {
      this.#hasChangedMeanwhile = true;
      return;
    }
    const waitMs = this.#dueAt - performance.now();
    if (waitMs <= this.#context.frameIntervalMs * EARLY_SHARE) return this.#guard(() => this.#publish());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#guard(() => this.#publish());
    }, Math.ceil(waitMs));
  }

  /** A change has been announced that is still to come. */
  get isAnnounced(): boolean {
    return this.#isAnnounced;
  }

  /** A change waits to be published, within a frame interval. */
  get isDue(): boolean {
    return this.#isAnnounced || this.#timer !== undefined || this.#hasChangedMeanwhile;
  }

  /** Whether it may be forgotten: a new one would publish the next change at once. */
  isIdle(now: number): boolean {
    return this.size === 0 && !this.isDue && this.#nextTurn === undefined && now >= this.#dueAt;
  }

  get size(): number {
    return this.#lasting.size + this.#parked.size + (this.#leaving?.size ?? 0);
  }

  /** Subscribers that are watchers. */
  get watchers(): number {
    return this.size - this.#others;
  }

  /** All of them; each may be removed during the iteration. */
  *subscribers(): Generator<Subscriber> {
    yield* this.#lasting;
    yield* this.#parked;
    if (this.#leaving !== undefined) yield* this.#leaving;
  }

  has(subscriber: Subscriber): boolean {
    return (
      this.#lasting.has(subscriber) || this.#parked.has(subscriber) || this.#leaving?.has(subscriber) === true
    );
  }

  add(subscriber: Subscriber): void {
    (subscriber.isOnce ? this.#parked : this.#lasting).add(subscriber);
    if (subscriber.sink.isWatcher === false) this.#others += 1;
  }

  /** A skipped subscriber can take something again: it need not wait for the next change. */
  catchUp(subscriber: Subscriber): void {
    if (!subscriber.hasMissed || !this.#lasting.has(subscriber)) return;
    this.#guard(() => this.#offer(subscriber, this.#round()));
  }

  remove(subscriber: Subscriber): void {
    const { isOnce, sink } = subscriber;
    if (isOnce && !this.#parked.delete(subscriber)) this.#leaving?.delete(subscriber);
    if (!isOnce && this.#lasting.delete(subscriber) && sink.isWatcher === false) this.#others -= 1;
    if (this.size === 0 && this.isIdle(performance.now())) this.#context.onIdle(this);
  }

  /** @returns as Sink.write */
  writeFirst(sink: Sink, frame: EncodedFrame): boolean {
    this.#context.counters.frames += 1;
    return sink.write(frame);
  }

  close(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#nextTurn);
    this.#endTrace();
  }

  #guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#context.onBroken(this, error);
    }
  }

  #publish(): void {
    // Looking publishes, also without a subscriber: later polls count the versions that they skipped.
    void this.feed.seq;
    this.#trace = this.#context.tracer?.frame(this.feed, this.size);
    // From when it was due, if it was early: over any length of time there are no more frames than intervals.
    this.#dueAt = Math.max(this.#dueAt, performance.now()) + this.#context.frameIntervalMs;
    this.#leaving = this.#parked;
    this.#parked = new Set();
    this.#serve(createPass(this.#lasting, this.#leaving));
  }

  #serve(pass: Pass): void {
    this.#nextTurn = undefined;
    const round = this.#round(this.#trace);
    for (const queue of pass) {
      if (this.#serveQueue(queue, round)) continue;
      this.#nextTurn = setImmediate(() => this.#guard(() => this.#serve(pass)));
      return;
    }
    this.#keepUnanswered();
    this.#endTrace();
    if (!this.#hasChangedMeanwhile) return;
    this.#hasChangedMeanwhile = false;
    this.change();
  }

  #endTrace(): void {
    this.#trace?.end();
    this.#trace = undefined;
  }

  /** Those that hold the newest version already, because a look made it, stay parked. */
  #keepUnanswered(): void {
    for (const subscriber of this.#leaving ?? []) this.#parked.add(subscriber);
    this.#leaving = undefined;
  }

  /** @returns false when the turn is over before all were served */
  #serveQueue(queue: Queue, round: Round): boolean {
    if (queue.left <= 0) return true;
    for (const subscriber of queue.waiting) {
      this.#offer(subscriber, round);
      queue.left -= 1;
      // A subscriber that came meanwhile holds what was newest then.
      if (queue.left <= 0) break;
      if (queue.left % LOOK_EVERY === 0 && performance.now() - round.now > MAX_TURN_MS) return false;
    }
    return true;
  }

  /**
   * What one round of offers has in common, looked up once: nearly all hold the same version. With a thousand
   * watchers, the clock and the feed asked for each of them were a tenth of a delivery's own cost.
   */
  #round(trace?: FrameTrace): Round {
    const { feed } = this;
    const { epoch, seq } = feed;
    let from = -1;
    let frame: EncodedFrame | undefined;
    return {
      now: performance.now(),
      seq,
      frameSince: (held) => {
        if (held !== from) {
          from = held;
          frame = held === seq ? undefined : feed.frameSince({ epoch, seq: held });
          if (frame !== undefined) trace?.encoded(frame.body.length);
        }
        return frame;
      },
    };
  }

  #offer(subscriber: Subscriber, round: Round): void {
    const { counters } = this.#context;
    if (!subscriber.canTake(round.now)) {
      counters.skipped += 1;
      subscriber.miss();
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
/** How long subscribers are served before other work has its turn: a thousand, mostly. */
const MAX_TURN_MS = 25;
/** Subscribers between two looks at the clock. */
const LOOK_EVERY = 64;

interface Queue {
  /** Of a crowd, one that leaves is left out; a few have their turn in one tick. */
  readonly waiting: Iterable<Subscriber>;
  /** Subscribers at the start that are still to be served. */
  left: number;
}

/** The turns of all subscribers for one frame. */
type Pass = readonly Queue[];

/** One turn of a pass, in one tick: the feed does not move meanwhile. */
interface Round {
  /** Monotonic milliseconds. */
  readonly now: number;
  /** What all hold afterwards. */
  readonly seq: number;
  /** What leads there from a version; undefined from the newest itself. */
  frameSince(seq: number): EncodedFrame | undefined;
}

/** Lanes that race each other on one page, and some watchers beside them; a shuffle of more would cost what it gives. */
const MAX_SHUFFLED = 32;

/**
 * Keeps a subscriber from always being served before or after another: a race of lanes would show it. A few are
 * shuffled; of a crowd the first of each kind goes to the end, and one or the other kind comes first. At most O(MAX_SHUFFLED).
 */
function createPass(lasting: Set<Subscriber>, leaving: Set<Subscriber>): Pass {
  if (lasting.size + leaving.size <= MAX_SHUFFLED) {
    // Each draws a number, and they come in the order of these.
    const drawn = [...lasting, ...leaving].map((subscriber) => ({ subscriber, draw: Math.random() }));
    const waiting = drawn.sort((a, b) => a.draw - b.draw).map(({ subscriber }) => subscriber);
    return [{ waiting, left: waiting.length }];
  }
  const queues = [lasting, leaving].map(queueOf);
  return Math.random() < 0.5 ? queues : queues.toReversed();
}

/** The first goes to the end. */
function queueOf(subscribers: Set<Subscriber>): Queue {
  const [first] = subscribers;
  if (first !== undefined) {
    subscribers.delete(first);
    subscribers.add(first);
  }
  return { waiting: subscribers.values(), left: subscribers.size };
}
