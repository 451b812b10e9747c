// One client's subscriptions to a feed's two topics: one sink of the hub, which writes the frames that the client has asked for, past aedes.
import { parseCursor, type Cursor } from "../../wire/cursor.ts";
import { decodeObject } from "../../wire/fields.ts";
import type { TransportName } from "../../wire/transports.ts";
import type { BroadcastFrame } from "@hydra/rfc6455";
import type { EncodedFrame, Encoding } from "../encoded-frame.ts";
import type { ConnectionMeter } from "../feed-context.ts";
import type { Hub } from "../hub/hub.ts";
import type { Subscription } from "../hub/hub-options.ts";
import type { EndReason, Sink } from "../hub/sink.ts";
import type { VersionedFeed } from "../versioned-feed.ts";
import type { MessageSocket } from "../websocket/message-socket.ts";
import type { TopicPart } from "./feed-topics.ts";
import type { TopicEncodings } from "./publish-packet.ts";

export interface TopicWatchOptions {
  readonly hub: Hub;
  readonly feed: VersionedFeed;
  readonly socket: MessageSocket;
  readonly encodings: TopicEncodings;
  readonly transport: TransportName | undefined;
  readonly meter: ConnectionMeter | undefined;
  /** The whole connection is to end. */
  readonly onEnd: (reason: EndReason, retryAfterMs: number) => void;
}

export class TopicWatch implements Sink {
  readonly transport?: TransportName;
  readonly #options: TopicWatchOptions;
  readonly #parts = new Set<TopicPart>();
  #subscription: Subscription | undefined;
  /** Of the frame written last. */
  #held: string | undefined;
  /** A frame that is written now answers a subscription to snapshots. */
  #isRetained = false;
  /** As it was reported last. */
  #isOutage = false;

  constructor(options: TopicWatchOptions) {
    this.#options = options;
    if (options.transport !== undefined) this.transport = options.transport;
  }

  /**
   * Adds the parts of one SUBSCRIBE. One with snapshots gets the newest, again if it is repeated [MQTT-3.8.4-3], and the deltas from there;
   * one with deltas alone gets the delta from the frame written last, or from now: an empty one with the cursor.
   */
  subscribe(parts: ReadonlySet<TopicPart>): void {
    const { hub, feed } = this.#options;
    const isForSnapshot = parts.has("snapshot");
    if (!isForSnapshot && this.#parts.has("delta")) return;
    for (const part of parts) this.#parts.add(part);
    this.#subscription?.close();
    this.#isRetained = isForSnapshot;
    this.#subscription = hub.subscribe(feed, this, isForSnapshot ? undefined : this.#cursor());
    this.#isRetained = false;
  }

  /** @returns whether anything is left */
  unsubscribe(part: TopicPart): boolean {
    this.#parts.delete(part);
    if (this.#parts.size === 0) this.close();
    return this.#parts.size > 0;
  }

  drained(): void {
    this.#subscription?.drained();
  }

  close(): void {
    this.#subscription?.close();
  }

  get pendingBytes(): number {
    return this.#options.socket.pendingBytes;
  }

  write(frame: EncodedFrame): boolean {
    const encoding = this.#encodingOf(frame);
    // What waits is unchanged, and not known here.
    if (encoding === undefined) return false;
    this.#options.meter?.frame();
    this.#held = frame.cursor ?? this.#held;
    return this.#options.socket.sendBroadcast(frame.as(encoding));
  }

  skip(): void {
    this.#options.meter?.skip();
  }

  end(reason: EndReason, retryAfterMs: number): void {
    this.#options.onEnd(reason, retryAfterMs);
  }

  #encodingOf(frame: EncodedFrame): Encoding<BroadcastFrame> | undefined {
    const { encodings } = this.#options;
    const part = frame.type === "snapshot" ? "snapshot" : "delta";
    if (!this.#parts.has(part) || (frame.type === "heartbeat" && !this.#isNews(frame))) return undefined;
    if (part === "delta") return encodings.delta;
    return this.#isRetained ? encodings.retained : encodings.snapshot;
  }

  /** Signs of life are MQTT's own (§3.12): only the beginning and the end of an outage are sent. */
  #isNews(heartbeat: EncodedFrame): boolean {
    const isOutage = heartbeat.as(reportsOutage);
    const isNews = isOutage !== this.#isOutage;
    this.#isOutage = isOutage;
    return isNews;
  }

  #cursor(): Cursor {
    const { epoch, seq } = this.#options.feed;
    return this.#held === undefined ? { epoch, seq } : parseCursor(this.#held);
  }
}

/** Whether a heartbeat reports that the feed's source cannot be reached. */
function reportsOutage({ body }: EncodedFrame): boolean {
  return decodeObject(body.toString())["log"] !== undefined;
}
