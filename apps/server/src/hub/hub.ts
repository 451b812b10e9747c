// Fan-out: the first change goes out at once, what follows within the frame interval shares one frame, and every
// subscriber gets the newest state from the cursor it holds (invariants 6–8). Knows no transport; holds no queue:
// who cannot keep up skips to the newest state, and is ended when it stays behind.
import type { Cursor, TransportName } from "@hydra/protocol";
import { EncodedFrame } from "../feed/encoded-frame.ts";
import type { Feed } from "../feed/feed.ts";
import type { Sink } from "./sink.ts";
import { Subscriber } from "./subscriber.ts";

export interface HubOptions {
  readonly epoch: string;
  readonly frameIntervalMs: number;
  readonly heartbeatIntervalMs: number;
  /** How long a subscriber may stay behind before it is ended. */
  readonly maxBehindMs: number;
  /** Epoch milliseconds by the server's clock. */
  readonly now: () => number;
}

export interface Subscription {
  /** The socket has taken everything: catch up now rather than with the next change. */
  drained(): void;
  close(): void;
}

/** What the hub has done, for the metrics. */
export interface HubCounters {
  frames: number;
  skipped: number;
  endedBehind: number;
}

interface Channel {
  readonly feed: Feed;
  readonly subscribers: Set<Subscriber>;
  /** Runs while a frame was published less than an interval ago. */
  interval: NodeJS.Timeout | undefined;
  hasChanged: boolean;
}

/** One pass over a channel's subscribers, in one tick: the feed does not move meanwhile. */
interface Round {
  /** Monotonic milliseconds. */
  readonly now: number;
  /** What everybody holds afterwards. */
  readonly seq: number;
  /** What leads there from a version; undefined from the newest itself. */
  frameSince(seq: number): EncodedFrame | undefined;
}

/** For who was answered or refused at once. */
const NOTHING_SUBSCRIBED: Subscription = { drained: () => undefined, close: () => undefined };
/** Heartbeats and lagging subscribers are looked after in one sweep, not by a timer each. */
const SWEEP_INTERVAL_MS = 1_000;
/** Clients of a server that restarts come back spread over this long. */
const RESTART_SPREAD_MS = 1_000;

export class Hub {
  readonly counters: HubCounters = { frames: 0, skipped: 0, endedBehind: 0 };
  readonly #options: HubOptions;
  readonly #channels = new Map<Feed, Channel>();
  readonly #sweep: NodeJS.Timeout;
  #isDraining = false;
  #isLogReachable = true;

  constructor(options: HubOptions) {
    this.#options = options;
    this.#sweep = setInterval(() => this.#sweepAll(), SWEEP_INTERVAL_MS).unref();
  }

  /** Subscribers of all families. */
  get size(): number {
    let size = 0;
    for (const { subscribers } of this.#channels.values()) size += subscribers.size;
    return size;
  }

  /** Subscribers by what their sinks say they are. O(subscribers). */
  get sizes(): ReadonlyMap<TransportName, number> {
    const sizes = new Map<TransportName, number>();
    for (const { subscribers } of this.#channels.values()) {
      for (const { sink } of subscribers) {
        if (sink.transport !== undefined) sizes.set(sink.transport, (sizes.get(sink.transport) ?? 0) + 1);
      }
    }
    return sizes;
  }

  /** Everybody has been told to come back later, and so is who comes. */
  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** Families with watchers, or with a change within the last interval. */
  get liveFamilies(): number {
    return this.#channels.size;
  }

  /** Writes the first frame (a delta from the cursor, or a snapshot) and every newer one from then on. */
  subscribe(feed: Feed, sink: Sink, cursor: Cursor | undefined): Subscription {
    if (this.#isDraining) return this.#refuse(sink);
    this.#count(sink, feed.resume(cursor));
    if (!this.#isLogReachable) sink.write(this.#encodeHeartbeat());
    return this.#add(feed, new Subscriber(sink, feed.seq));
  }

  /**
   * Writes one frame as soon as something is newer than the cursor, at once if it is already, and forgets the sink.
   * Looking and parking happen in the same tick, so nothing falls between them.
   */
  park(feed: Feed, sink: Sink, cursor: Cursor | undefined): Subscription {
    const newer = feed.since(cursor);
    if (newer !== undefined) {
      this.#count(sink, newer);
      return NOTHING_SUBSCRIBED;
    }
    if (this.#isDraining) return this.#refuse(sink);
    return this.#add(feed, new Subscriber(sink, feed.seq, { isOnce: true }));
  }

  /** The feeds' families changed. Versions are made whether or not anybody is there: who polls later skipped them. */
  publish(feeds: Iterable<Feed>): void {
    if (this.#isDraining) return;
    for (const feed of feeds) {
      const channel = this.#channelOf(feed);
      if (channel.interval === undefined) this.#flush(channel);
      else channel.hasChanged = true;
    }
  }

  /** Tells every watcher when it changes whether attacks can be taken (PR30): those parked by an answer without a frame. */
  setLogReachable(isReachable: boolean): void {
    if (isReachable === this.#isLogReachable || this.#isDraining) return;
    this.#isLogReachable = isReachable;
    const heartbeat = this.#encodeHeartbeat();
    for (const channel of this.#channels.values()) {
      for (const subscriber of channel.subscribers) {
        if (subscriber.isOnce) {
          this.#remove(channel, subscriber);
          subscriber.sink.end("log-changed", 0);
        } else subscriber.sink.write(heartbeat);
      }
    }
  }

  /** Ends every subscription with a hint that spreads the return, and takes no more. */
  drain(): void {
    this.#isDraining = true;
    clearInterval(this.#sweep);
    for (const channel of this.#channels.values()) {
      clearTimeout(channel.interval);
      for (const { sink } of channel.subscribers) sink.end("restart", Math.random() * RESTART_SPREAD_MS);
    }
    this.#channels.clear();
  }

  #refuse(sink: Sink): Subscription {
    sink.end("restart", Math.random() * RESTART_SPREAD_MS);
    return NOTHING_SUBSCRIBED;
  }

  #add(feed: Feed, subscriber: Subscriber): Subscription {
    const channel = this.#channelOf(feed);
    channel.subscribers.add(subscriber);
    return {
      drained: () => {
        if (!subscriber.isBehind || !channel.subscribers.has(subscriber)) return;
        this.#offer(channel, subscriber, this.#round(channel.feed));
      },
      close: () => this.#remove(channel, subscriber),
    };
  }

  #channelOf(feed: Feed): Channel {
    let channel = this.#channels.get(feed);
    if (channel === undefined) {
      channel = { feed, subscribers: new Set(), interval: undefined, hasChanged: false };
      this.#channels.set(feed, channel);
    }
    return channel;
  }

  #remove(channel: Channel, subscriber: Subscriber): void {
    channel.subscribers.delete(subscriber);
    if (channel.interval === undefined) this.#dropIfEmpty(channel);
  }

  /** A connection may say that it is closed long after it was ended, when its family has another channel. */
  #dropIfEmpty(channel: Channel): void {
    if (channel.subscribers.size === 0 && this.#channels.get(channel.feed) === channel) {
      this.#channels.delete(channel.feed);
    }
  }

  #flush(channel: Channel): void {
    channel.hasChanged = false;
    channel.feed.publish();
    channel.interval = setTimeout(() => {
      channel.interval = undefined;
      if (channel.hasChanged) this.#flush(channel);
      else this.#dropIfEmpty(channel);
    }, this.#options.frameIntervalMs);
    reorder(channel.subscribers);
    const round = this.#round(channel.feed);
    for (const subscriber of channel.subscribers) this.#offer(channel, subscriber, round);
  }

  /**
   * What one round of offers has in common, looked up once: nearly everybody holds the same version. With a thousand
   * watchers, the clock and the feed asked for each of them were a tenth of a delivery's own cost.
   */
  #round(feed: Feed): Round {
    const { epoch } = this.#options;
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

  #offer(channel: Channel, subscriber: Subscriber, round: Round): void {
    if (!subscriber.canTake(round.now)) {
      this.counters.skipped += 1;
      subscriber.sink.skip?.();
      return;
    }
    const frame = round.frameSince(subscriber.seq);
    if (frame === undefined) return;
    if (subscriber.isOnce) this.#remove(channel, subscriber);
    subscriber.seq = round.seq;
    this.#count(subscriber.sink, frame);
    subscriber.hasWritten = true;
  }

  #count(sink: Sink, frame: EncodedFrame): void {
    this.counters.frames += 1;
    sink.write(frame);
  }

  #sweepAll(): void {
    const now = performance.now();
    let heartbeat: EncodedFrame | undefined;
    for (const channel of this.#channels.values()) {
      for (const subscriber of channel.subscribers) {
        // Answers to commands pile up without a frame being offered.
        subscriber.canTake(now);
        if (subscriber.behindForMs(now) > this.#options.maxBehindMs) {
          this.counters.endedBehind += 1;
          this.#remove(channel, subscriber);
          subscriber.sink.end("behind", RESTART_SPREAD_MS);
        } else if (subscriber.isSilent(now, this.#options.heartbeatIntervalMs)) {
          heartbeat ??= this.#encodeHeartbeat();
          subscriber.sink.write(heartbeat);
        }
      }
    }
  }

  #encodeHeartbeat(): EncodedFrame {
    const { now, heartbeatIntervalMs } = this.#options;
    const log = this.#isLogReachable ? {} : { log: "unreachable" as const };
    return new EncodedFrame({ type: "heartbeat", now: now(), intervalMs: heartbeatIntervalMs, ...log });
  }
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
