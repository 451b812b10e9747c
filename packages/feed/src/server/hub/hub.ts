// Fan-out to the watchers of all feeds, a channel each (invariants 6–8). Independent of transports; holds no queue: a subscriber
// that cannot keep up skips to the newest state, and is ended when it stays behind.
import type { Cursor } from "../../wire/cursor.ts";
import { checkFunctions, checkNumber, milliseconds } from "../../wire/bounds.ts";
import { HEARTBEAT_INTERVAL_MS } from "../../wire/limits.ts";
import type { TransportName } from "../../wire/transports.ts";
import { EncodedFrame } from "../encoded-frame.ts";
import { isNewest, isPublished, type VersionedFeed } from "../versioned-feed.ts";
import { Channel, type ChannelContext, type HubCounters } from "./channel.ts";
import type { HubOptions, ParkOptions, Subscription } from "./hub-options.ts";
import type { EndReason, Sink } from "./sink.ts";
import { Subscriber } from "./subscriber.ts";

/** For a sink that was answered or refused at once. */
const NOTHING_SUBSCRIBED: Subscription = { drained: () => undefined, close: () => undefined };
/** Heartbeats, lagging subscribers and the ends of holds are looked after in one sweep, not by a timer each. */
const SWEEP_INTERVAL_MS = 1_000;
/** Clients of a server that restarts come back spread over this long. */
const RESTART_SPREAD_MS = 1_000;

export class Hub<Feed extends VersionedFeed = VersionedFeed> {
  readonly counters: HubCounters = { frames: 0, skipped: 0, endedBehind: 0 };
  readonly #options: HubOptions<Feed>;
  readonly #context: ChannelContext<Feed>;
  readonly #channels = new Map<Feed, Channel<Feed>>();
  readonly #sweep: NodeJS.Timeout;
  /** How to stop following each feed that reports its changes. */
  readonly #stops = new Map<Feed, () => void>();
  /** Followed whether or not they have watchers. */
  readonly #kept = new Set<Feed>();
  /** Threw when they were asked last, and that was reported. */
  readonly #broken = new WeakSet<Feed>();
  /** Short enough that no stream is silent for twice the interval. */
  readonly #sweepMs: number;
  #nextSweepAt: number;
  #isDraining = false;
  #isSourceReachable = true;

  /** @throws RangeError or TypeError that names an option which is wrong */
  constructor(options: HubOptions<Feed>) {
    checkTimes(options);
    this.#options = options;
    const { frameIntervalMs, tracer } = options;
    const { counters } = this;
    this.#context = {
      frameIntervalMs,
      counters,
      tracer,
      onIdle: (channel) => this.#forget(channel),
      onBroken: (channel, error) => this.#break(channel, error),
    };
    this.#sweepMs = Math.min(SWEEP_INTERVAL_MS, options.heartbeatIntervalMs / 4);
    this.#sweep = setInterval(() => this.#sweepAll(), this.#sweepMs).unref();
    this.#nextSweepAt = performance.now() + this.#sweepMs;
  }

  /** Watchers of all feeds. */
  get size(): number {
    let size = 0;
    for (const channel of this.#channels.values()) size += channel.watchers;
    return size;
  }

  /** Subscribers by the kind of their sinks. O(subscribers). */
  get sizes(): ReadonlyMap<TransportName, number> {
    const sizes = new Map<TransportName, number>();
    for (const channel of this.#channels.values()) {
      for (const { sink } of channel.subscribers()) {
        if (sink.transport !== undefined) sizes.set(sink.transport, (sizes.get(sink.transport) ?? 0) + 1);
      }
    }
    return sizes;
  }

  /** All have been asked to come back later, and so is every new subscriber. */
  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** Feeds with watchers, or with a change within the last second or so. */
  get liveFeeds(): number {
    return this.#channels.size;
  }

  /** Whether it has subscribers, or had a change within the last second or so. */
  isFollowed(feed: Feed): boolean {
    return this.#channels.has(feed);
  }

  /** Whether it has watchers. */
  isWatched(feed: Feed): boolean {
    return (this.#channels.get(feed)?.watchers ?? 0) > 0;
  }

  /** Feeds that have watchers. */
  *watchedFeeds(): Generator<Feed> {
    for (const [feed, { watchers }] of this.#channels) if (watchers > 0) yield feed;
  }

  /** Writes the first frame (a delta from the cursor, or a snapshot) and every newer one from then on. */
  subscribe(feed: Feed, sink: Sink, cursor: Cursor | undefined): Subscription {
    if (this.#isDraining) return this.#refuse(sink);
    try {
      const channel = this.#channelOf(feed);
      const isClear = channel.writeFirst(sink, feed.frameSince(cursor));
      // A client goes by the default until a heartbeat gives another interval.
      if (!this.#isSourceReachable || this.#options.heartbeatIntervalMs !== HEARTBEAT_INTERVAL_MS)
        sink.write(this.#encodeHeartbeat());
      const subscriber = new Subscriber(channel, sink, { seq: feed.seq, isClear });
      channel.add(subscriber);
      this.#broken.delete(feed);
      return subscriber;
    } catch (error) {
      this.#report(feed, error);
      return this.#refuse(sink, "broken");
    }
  }

  /**
   * Writes one frame as soon as something is newer than the cursor, at once if it is already, and forgets the sink.
   * Looking and parking happen in the same tick, so nothing falls between them. A patient sink that holds the version
   * published last gets the next with all others: a look makes a version, and thousands that come back for each frame
   * would look all the time.
   * @param options `endsAt`, monotonic milliseconds: then it is ended as `expired`. Default never.
   * @throws what the feed throws
   */
  park(feed: Feed, sink: Sink, options: ParkOptions): Subscription {
    const { since, endsAt = Infinity, isPatient = false } = options;
    const waiting = this.#channels.get(feed);
    if (isPatient && since !== undefined && waiting?.isDue === true && isPublished(feed, since))
      return this.#hold(waiting, new Subscriber(waiting, sink, { seq: since.seq, isOnce: true, endsAt }));
    if (!isNewest(feed, since)) {
      this.counters.frames += 1;
      sink.write(feed.frameSince(since));
      return NOTHING_SUBSCRIBED;
    }
    if (this.#isDraining) return this.#refuse(sink);
    const channel = this.#channelOf(feed);
    return this.#hold(channel, new Subscriber(channel, sink, { seq: since.seq, isOnce: true, endsAt }));
  }

  /**
   * Publishes the changes that the feed reports, also without a watcher, until the hub drains. A feed that is not kept is
   * followed while it has watchers.
   */
  keep(feed: Feed): void {
    this.#kept.add(feed);
    this.#follow(feed);
  }

  /** As `publish`, but in the next turn of the event loop: a crowd takes ten milliseconds to serve. */
  announce(feeds: Iterable<Feed>): void {
    if (this.#isDraining) return;
    const changed = [...feeds];
    for (const feed of changed) this.#channelOf(feed).announce();
    setImmediate(() => this.publish(changed));
  }

  /** The feeds have changed. Versions are made with or without watchers: a later poll has skipped them. */
  publish(feeds: Iterable<Feed>): void {
    if (this.#isDraining) return;
    for (const feed of feeds) this.#channelOf(feed).change();
  }

  /** There is no such feed any more: its subscribers are ended with the hint to connect again, and are then refused. */
  end(feed: Feed): void {
    const channel = this.#channels.get(feed);
    if (channel === undefined) return;
    this.#kept.delete(feed);
    this.#endAll(channel, "gone");
  }

  /** Whether the feeds' source can be reached: while it cannot, what was published last stays the newest state. */
  get isSourceReachable(): boolean {
    return this.#isSourceReachable;
  }

  /** Notifies every watcher when that changes (PR14): those parked by an answer without a frame. */
  setSourceReachable(isReachable: boolean): void {
    if (isReachable === this.#isSourceReachable) return;
    this.#isSourceReachable = isReachable;
    if (this.#isDraining) return;
    const heartbeat = this.#encodeHeartbeat();
    for (const channel of this.#channels.values()) {
      for (const subscriber of channel.subscribers()) {
        if (subscriber.isOnce) {
          subscriber.close();
          subscriber.sink.end("source-changed", 0);
        } else subscriber.sink.write(heartbeat);
      }
    }
  }

  /** Ends every subscription with a hint that spreads the return, and takes no more. */
  drain(): void {
    this.#isDraining = true;
    clearInterval(this.#sweep);
    for (const stop of this.#stops.values()) stop();
    this.#stops.clear();
    for (const channel of this.#channels.values()) {
      channel.close();
      for (const { sink } of channel.subscribers()) sink.end("restart", Math.random() * RESTART_SPREAD_MS);
    }
    this.#channels.clear();
  }

  #refuse(sink: Sink, reason: EndReason = "restart"): Subscription {
    sink.end(reason, Math.random() * RESTART_SPREAD_MS);
    return NOTHING_SUBSCRIBED;
  }

  #endAll(channel: Channel<Feed>, reason: EndReason): void {
    channel.close();
    this.#forget(channel);
    for (const subscriber of channel.subscribers()) {
      subscriber.close();
      subscriber.sink.end(reason, Math.random() * RESTART_SPREAD_MS);
    }
  }

  /** What a feed throws costs its own watchers their connections, and nothing else: there is no frame to give them. */
  #break(channel: Channel<Feed>, error: unknown): void {
    this.#report(channel.feed, error);
    this.#endAll(channel, "broken");
  }

  #report(feed: Feed, error: unknown): void {
    if (this.#broken.has(feed)) return;
    this.#broken.add(feed);
    const { onError } = this.#options;
    if (onError === undefined) process.emitWarning(error instanceof Error ? error : String(error));
    else onError(error);
  }

  /** A hold that ends before the next sweep has a timer; others are looked at again then. */
  #hold(channel: Channel<Feed>, subscriber: Subscriber): Subscription {
    channel.add(subscriber);
    if (subscriber.endsAt < this.#nextSweepAt) this.#endInTime(channel, subscriber);
    return subscriber;
  }

  #endInTime(channel: Channel<Feed>, subscriber: Subscriber): void {
    const end = (): void => {
      if (this.#isDraining || !channel.has(subscriber)) return;
      subscriber.close();
      subscriber.sink.end("expired", 0);
    };
    setTimeout(end, Math.max(0, subscriber.endsAt - performance.now())).unref();
  }

  #follow(feed: Feed): void {
    if (feed.onChange === undefined || this.#stops.has(feed)) return;
    this.#stops.set(
      feed,
      feed.onChange(() => {
        if (this.#channels.get(feed)?.isAnnounced !== true) this.announce([feed]);
      }),
    );
  }

  #unfollow(feed: Feed): void {
    if (this.#kept.has(feed)) return;
    this.#stops.get(feed)?.();
    this.#stops.delete(feed);
  }

  #channelOf(feed: Feed): Channel<Feed> {
    let channel = this.#channels.get(feed);
    if (channel === undefined) {
      channel = new Channel(feed, this.#context);
      this.#channels.set(feed, channel);
      this.#follow(feed);
    }
    return channel;
  }

  /** A connection may report its close long after it was ended, when its feed has another channel. */
  #forget(channel: Channel<Feed>): void {
    if (this.#channels.get(channel.feed) !== channel) return;
    this.#channels.delete(channel.feed);
    this.#unfollow(channel.feed);
  }

  #sweepAll(): void {
    const now = performance.now();
    this.#nextSweepAt = now + this.#sweepMs;
    let heartbeat: EncodedFrame | undefined;
    for (const channel of this.#channels.values()) {
      for (const subscriber of channel.subscribers()) {
        // Answers to commands pile up without a frame being offered; and a queue may have emptied unnoticed, for a stream
        // reports only one that was full.
        if (subscriber.look(now)) channel.catchUp(subscriber);
        if (subscriber.behindForMs(now) > this.#options.maxBehindMs) {
          this.counters.endedBehind += 1;
          subscriber.close();
          subscriber.sink.end("behind", RESTART_SPREAD_MS);
        } else if (subscriber.endsAt < this.#nextSweepAt) {
          this.#endInTime(channel, subscriber);
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
    const log = this.#isSourceReachable ? {} : { log: "unreachable" as const };
    return new EncodedFrame({ type: "heartbeat", now: now(), intervalMs: heartbeatIntervalMs, ...log });
  }
}

function checkTimes(options: HubOptions<never>): void {
  const { frameIntervalMs, heartbeatIntervalMs, maxBehindMs } = options;
  for (const [name, value] of Object.entries({ frameIntervalMs, heartbeatIntervalMs, maxBehindMs }))
    checkNumber(name, value, milliseconds());
  checkFunctions({ ...options, now: options.now ?? "absent" }, ["now", "onError"]);
}
