// Fan-out to the watchers of all families, a channel each (invariants 6–8). Knows no transport; holds no queue: who cannot
// keep up skips to the newest state, and is ended when it stays behind.
import type { Cursor, TransportName } from "@hydra/protocol";
import { EncodedFrame } from "../feed/encoded-frame.ts";
import type { Feed } from "../feed/feed.ts";
import type { FrameTracer } from "../tracing/tracer.ts";
import { Channel, type ChannelContext, type HubCounters } from "./channel.ts";
import type { Sink } from "./sink.ts";
import { Subscriber } from "./subscriber.ts";

export interface HubOptions {
  readonly frameIntervalMs: number;
  readonly heartbeatIntervalMs: number;
  /** How long a subscriber may stay behind before it is ended. */
  readonly maxBehindMs: number;
  /** Epoch milliseconds by the server's clock. */
  readonly now: () => number;
  readonly tracer?: FrameTracer | undefined;
}

export interface Subscription {
  /** The socket has taken everything: catch up now rather than with the next change. */
  drained(): void;
  close(): void;
}

export interface ParkOptions {
  readonly since: Cursor | undefined;
  readonly endsAt?: number;
  /** It can wait for as long as a frame interval, and mostly waits longer. Default false. */
  readonly isPatient?: boolean;
}

/** For who was answered or refused at once. */
const NOTHING_SUBSCRIBED: Subscription = { drained: () => undefined, close: () => undefined };
/** Heartbeats, lagging subscribers and the ends of holds are looked after in one sweep, not by a timer each. */
const SWEEP_INTERVAL_MS = 1_000;
/** Clients of a server that restarts come back spread over this long. */
const RESTART_SPREAD_MS = 1_000;

export class Hub {
  readonly counters: HubCounters = { frames: 0, skipped: 0, endedBehind: 0 };
  readonly #options: HubOptions;
  readonly #context: ChannelContext;
  readonly #channels = new Map<Feed, Channel>();
  readonly #sweep: NodeJS.Timeout;
  #isDraining = false;
  #isLogReachable = true;

  constructor(options: HubOptions) {
    this.#options = options;
    const { frameIntervalMs, tracer } = options;
    const { counters } = this;
    this.#context = { frameIntervalMs, counters, tracer, onIdle: (channel) => this.#forget(channel) };
    this.#sweep = setInterval(() => this.#sweepAll(), SWEEP_INTERVAL_MS).unref();
  }

  /** Subscribers of all families. */
  get size(): number {
    let size = 0;
    for (const channel of this.#channels.values()) size += channel.size;
    return size;
  }

  /** Subscribers by what their sinks say they are. O(subscribers). */
  get sizes(): ReadonlyMap<TransportName, number> {
    const sizes = new Map<TransportName, number>();
    for (const channel of this.#channels.values()) {
      for (const { sink } of channel.subscribers()) {
        if (sink.transport !== undefined) sizes.set(sink.transport, (sizes.get(sink.transport) ?? 0) + 1);
      }
    }
    return sizes;
  }

  /** Everybody has been told to come back later, and so is who comes. */
  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** Families with watchers, or with a change within the last second or so. */
  get liveFamilies(): number {
    return this.#channels.size;
  }

  /** Whether it has watchers, or had a change within the last second or so. */
  isWatched(feed: Feed): boolean {
    return this.#channels.has(feed);
  }

  /** Writes the first frame (a delta from the cursor, or a snapshot) and every newer one from then on. */
  subscribe(feed: Feed, sink: Sink, cursor: Cursor | undefined): Subscription {
    if (this.#isDraining) return this.#refuse(sink);
    const channel = this.#channelOf(feed);
    const isClear = channel.writeFirst(sink, feed.resume(cursor));
    if (!this.#isLogReachable) sink.write(this.#encodeHeartbeat());
    return this.#add(channel, new Subscriber(channel, sink, { seq: feed.seq, isClear }));
  }

  /**
   * Writes one frame as soon as something is newer than the cursor, at once if it is already, and forgets the sink.
   * Looking and parking happen in the same tick, so nothing falls between them. Who holds the version published last, and
   * is patient, gets the next with everybody else: a look makes a version, and thousands who come back for each frame
   * would look all the time.
   * @param endsAt monotonic milliseconds: within a second of it, or a little more when the server is busy, it is ended as
   * `expired`. Default never.
   */
  park(feed: Feed, sink: Sink, options: ParkOptions): Subscription {
    const { since, endsAt = Infinity, isPatient = false } = options;
    const waiting = this.#channels.get(feed);
    if (isPatient && since !== undefined && waiting?.isDue === true && feed.isAtNewest(since))
      return this.#add(waiting, new Subscriber(waiting, sink, { seq: since.seq, isOnce: true, endsAt }));
    const newer = feed.since(since);
    if (newer !== undefined) {
      this.counters.frames += 1;
      sink.write(newer);
      return NOTHING_SUBSCRIBED;
    }
    if (this.#isDraining) return this.#refuse(sink);
    const channel = this.#channelOf(feed);
    return this.#add(channel, new Subscriber(channel, sink, { seq: feed.seq, isOnce: true, endsAt }));
  }

  /** As `publish`, once the attackers have their answers: a crowd takes ten milliseconds to serve. */
  announce(feeds: Iterable<Feed>): void {
    if (this.#isDraining) return;
    const changed = [...feeds];
    for (const feed of changed) this.#channelOf(feed).announce();
    setImmediate(() => this.publish(changed));
  }

  /** The feeds' families changed. Versions are made whether or not anybody is there: who polls later skipped them. */
  publish(feeds: Iterable<Feed>): void {
    if (this.#isDraining) return;
    for (const feed of feeds) this.#channelOf(feed).change();
  }

  /** The feed's family is gone: its subscribers are ended with the hint to connect again, and are then refused. */
  end(feed: Feed): void {
    const channel = this.#channels.get(feed);
    if (channel === undefined) return;
    channel.close();
    this.#channels.delete(feed);
    for (const subscriber of channel.subscribers()) {
      subscriber.close();
      subscriber.sink.end("gone", Math.random() * RESTART_SPREAD_MS);
    }
  }

  /** Tells every watcher when it changes whether attacks can be taken (PR30): those parked by an answer without a frame. */
  setLogReachable(isReachable: boolean): void {
    if (isReachable === this.#isLogReachable || this.#isDraining) return;
    this.#isLogReachable = isReachable;
    const heartbeat = this.#encodeHeartbeat();
    for (const channel of this.#channels.values()) {
      for (const subscriber of channel.subscribers()) {
        if (subscriber.isOnce) {
          subscriber.close();
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
      channel.close();
      for (const { sink } of channel.subscribers()) sink.end("restart", Math.random() * RESTART_SPREAD_MS);
    }
    this.#channels.clear();
  }

  #refuse(sink: Sink): Subscription {
    sink.end("restart", Math.random() * RESTART_SPREAD_MS);
    return NOTHING_SUBSCRIBED;
  }

  #add(channel: Channel, subscriber: Subscriber): Subscription {
    channel.add(subscriber);
    return subscriber;
  }

  #channelOf(feed: Feed): Channel {
    let channel = this.#channels.get(feed);
    if (channel === undefined) {
      channel = new Channel(feed, this.#context);
      this.#channels.set(feed, channel);
    }
    return channel;
  }

  /** A connection may say that it is closed long after it was ended, when its family has another channel. */
  #forget(channel: Channel): void {
    if (this.#channels.get(channel.feed) === channel) this.#channels.delete(channel.feed);
  }

  #sweepAll(): void {
    const now = performance.now();
    let heartbeat: EncodedFrame | undefined;
    for (const channel of this.#channels.values()) {
      for (const subscriber of channel.subscribers()) {
        // Answers to commands pile up without a frame being offered; and a queue may have emptied without a word, for a
        // stream tells only of one that was full.
        if (subscriber.look(now)) channel.catchUp(subscriber);
        if (subscriber.behindForMs(now) > this.#options.maxBehindMs) {
          this.counters.endedBehind += 1;
          subscriber.close();
          subscriber.sink.end("behind", RESTART_SPREAD_MS);
        } else if (subscriber.endsAt <= now) {
          subscriber.close();
          subscriber.sink.end("expired", 0);
        } else if (subscriber.isSilent(now, this.#options.heartbeatIntervalMs)) {
          heartbeat ??= this.#encodeHeartbeat();
          subscriber.sink.write(heartbeat);
        }
      }
      if (channel.isIdle(now)) this.#forget(channel);
    }
  }

  #encodeHeartbeat(): EncodedFrame {
    const { now, heartbeatIntervalMs } = this.#options;
    const log = this.#isLogReachable ? {} : { log: "unreachable" as const };
    return new EncodedFrame({ type: "heartbeat", now: now(), intervalMs: heartbeatIntervalMs, ...log });
  }
}
