// One client of the embedded broker: a WebSocket of `ws`, the reader that bounds what it sends, aedes behind a stream, and its watches.
import type { FastifyBaseLogger, FastifyRequest } from "fastify";
import { CLOSE_CODES } from "../../wire/limits.ts";
import { ProblemError } from "../../wire/problem.ts";
import type { TransportName } from "../../wire/transports.ts";
import type { ConnectionMeter, DropReason } from "../feed-context.ts";
import type { Hub } from "../hub/hub.ts";
import type { EndReason } from "../hub/sink.ts";
import type { VersionedFeed } from "../versioned-feed.ts";
import type { Liveness, Pulse } from "../websocket/liveness.ts";
import type { MessageSocket, MessageSocketEvents } from "../websocket/message-socket.ts";
import { parseFeedTopic, type EncodingsByFeed, type FeedTopic, type TopicPart } from "./feed-topics.ts";
import {
  grantQos0,
  isSuback,
  refusesConnect,
  type ConnectRefusal,
  type ProtocolPeer,
} from "./mqtt-protocol.ts";
import { filtersOf, isWellFormed, withCodeOfEach } from "./packet-checks.ts";
import { PACKET_TYPES, PacketReader, type ControlPacket, type ReadError } from "./packet-reader.ts";
import { PacketStream } from "./packet-stream.ts";
import { TopicWatch } from "./topic-watch.ts";

export interface ConnectionBounds {
  readonly maxPacketBytes: number;
  readonly maxPacketsPerSecond: number;
  readonly maxSubscriptions: number;
}

export interface ConnectionContext {
  readonly hub: Hub;
  /** Pings every socket. */
  readonly liveness: Liveness;
  readonly feedOf: (topic: string, request: FastifyRequest) => VersionedFeed | undefined;
  readonly bounds: ConnectionBounds;
  readonly encodings: EncodingsByFeed;
  readonly transport: TransportName | undefined;
  readonly onDropped: ((reason: DropReason, request: FastifyRequest) => void) | undefined;
  readonly logger: FastifyBaseLogger;
}

export interface ConnectionParts {
  readonly id: string;
  readonly socket: MessageSocket;
  readonly request: FastifyRequest;
  readonly meter: ConnectionMeter | undefined;
  /** Once, when the socket is gone. */
  readonly onClosed: () => void;
}

const SECOND_MS = 1_000;
/** RFC 6455 §7.4.1 */
const NORMAL_CLOSURE = 1000;

const READ_ERRORS: Readonly<Record<ReadError, readonly [code: number, reason: string]>> = {
  publish: [CLOSE_CODES.policyViolation, "nothing can be published here"],
  unexpected: [CLOSE_CODES.policyViolation, "not a packet of a subscriber at QoS 0"],
  "too-large": [CLOSE_CODES.messageTooBig, "the packet is too large"],
  malformed: [CLOSE_CODES.policyViolation, "not MQTT 3.1.1"],
};

const REFUSALS: Readonly<Record<ConnectRefusal, string>> = {
  session: "sessions are not kept: clean session only",
  will: "a will is not taken",
};

export class MqttConnection implements ProtocolPeer, MessageSocketEvents {
  readonly id: string;
  readonly stream: PacketStream;
  readonly #context: ConnectionContext;
  readonly #parts: ConnectionParts;
  readonly #reader: PacketReader;
  readonly #pulse: Pulse;
  /** By filter, those that it was given. */
  readonly #topics = new Map<string, FeedTopic>();
  readonly #watches = new Map<string, TopicWatch>();
  /** Begin after the SUBACK that is under way. */
  #toStart: readonly string[] = [];
  /** Filters of each SUBSCRIBE that is not answered yet. */
  readonly #asked: (readonly string[])[] = [];
  #packets = 0;
  #secondEndsAt = 0;
  /** How the connection ends when aedes ends it. */
  #ending: readonly [code: number, reason: string, dropped?: DropReason] = NO_CONNECT;

  constructor(context: ConnectionContext, parts: ConnectionParts) {
    this.#context = context;
    this.#parts = parts;
    this.id = parts.id;
    this.#reader = new PacketReader(context.bounds.maxPacketBytes);
    this.#pulse = context.liveness.watch({ ping: () => parts.socket.ping(), terminate: () => this.#cut() });
    this.stream = new PacketStream({
      onAnswer: (packet) => this.#answer(packet),
      onDestroyed: () => this.#close(...this.#ending),
    });
  }

  // Events of the socket.

  onMessage(type: "text" | "binary", payload: Uint8Array): void {
    // [MQTT-6.0.0-1]
    if (type === "text") return this.#close(CLOSE_CODES.unsupportedData, "binary messages only", "abusive");
    const error = this.#reader.feed(payload, (packet) => this.#take(packet));
    if (error !== undefined) this.#close(...READ_ERRORS[error], "abusive");
  }

  onPong(): void {
    this.#pulse.beat();
  }

  onDrain(): void {
    for (const watch of this.#watches.values()) watch.drained();
  }

  onClosed(): void {
    this.#pulse.stop();
    this.#forget();
    this.#parts.onClosed();
  }

  // Questions and events of aedes.

  refuse(refusal: ConnectRefusal): void {
    this.#ending = [CLOSE_CODES.policyViolation, REFUSALS[refusal]];
  }

  admits(filter: string): boolean {
    if (this.#topics.has(filter)) return true;
    if (filter.split("/").length > MAX_LEVELS) return false;
    if (this.#topics.size >= this.#context.bounds.maxSubscriptions) return false;
    const topic = this.#find(filter);
    if (topic !== undefined) this.#topics.set(filter, topic);
    return topic !== undefined;
  }

  subscribed(filters: readonly string[]): void {
    this.#toStart = filters;
    if (!this.stream.isUnanswered) this.#startWatches();
  }

  unsubscribed(filters: readonly string[]): void {
    for (const filter of filters) {
      const topic = this.#topics.get(filter);
      this.#topics.delete(filter);
      if (topic !== undefined && this.#watches.get(topic.name)?.unsubscribe(topic.part) === false)
        this.#watches.delete(topic.name);
    }
  }

  fellSilent(): void {
    this.#ending = [CLOSE_CODES.policyViolation, "nothing came within the keep alive", "silent"];
  }

  // What the server does.

  end(reason: EndReason, retryAfterMs: number): void {
    const hint = `retry-after-ms=${Math.round(retryAfterMs)}`;
    if (reason === "restart") return this.#close(CLOSE_CODES.serviceRestart, hint);
    if (reason === "gone") return this.#close(CLOSE_CODES.tryAgainLater, `the feed is gone; ${hint}`);
    if (reason === "broken") return this.#close(CLOSE_CODES.tryAgainLater, `the feed failed; ${hint}`);
    this.#close(CLOSE_CODES.tryAgainLater, "too far behind", "behind");
  }

  /** Within its rate; a burst that waits for its answers counts as well. */
  #take({ type, bytes }: ControlPacket): void {
    if (this.stream.destroyed) return;
    const { maxPacketsPerSecond } = this.#context.bounds;
    const now = performance.now();
    if (now >= this.#secondEndsAt) [this.#packets, this.#secondEndsAt] = [0, now + SECOND_MS];
    this.#packets += workOf(type, bytes);
    if (this.#packets > maxPacketsPerSecond || this.stream.waiting >= maxPacketsPerSecond) {
      this.#close(CLOSE_CODES.policyViolation, "too many packets", "abusive");
      return this.#parts.socket.stopReading();
    }
    if (!isWellFormed({ type, bytes })) return this.#close(...READ_ERRORS.malformed, "abusive");
    if (type === PACKET_TYPES.subscribe) this.#asked.push(filtersOf({ type, bytes }));
    if (type === PACKET_TYPES.disconnect) this.#ending = [NORMAL_CLOSURE, ""];
    else if (this.#ending === NO_CONNECT) this.#ending = NOT_MQTT;
    this.stream.give(bytes);
  }

  #answer(packet: Buffer): void {
    const answer = isSuback(packet) ? withCodeOfEach(grantQos0(packet), this.#asked.shift() ?? []) : packet;
    this.#parts.socket.sendBinary(answer);
    if (refusesConnect(packet)) this.stream.destroy();
    else this.#startWatches();
  }

  #find(filter: string): FeedTopic | undefined {
    const { feedOf, logger } = this.#context;
    try {
      return parseFeedTopic(filter, (name) => feedOf(name, this.#parts.request));
    } catch (error) {
      if (!(error instanceof ProblemError)) logger.error({ err: error }, "a topic could not be looked up");
      return undefined;
    }
  }

  #startWatches(): void {
    const parts = new Map<string, Set<TopicPart>>();
    const topics = this.#toStart.flatMap((filter) => this.#topics.get(filter) ?? []);
    this.#toStart = [];
    for (const { name, part } of topics) parts.set(name, (parts.get(name) ?? new Set()).add(part));
    for (const topic of topics) {
      const asked = parts.get(topic.name);
      parts.delete(topic.name);
      // A watch may end the connection.
      if (asked !== undefined && this.#parts.socket.isOpen) this.#watch(topic, asked);
    }
  }

  /** A feed that throws costs its watcher the connection: this runs in aedes's turn, where nothing else would catch it. */
  #watch(topic: FeedTopic, parts: ReadonlySet<TopicPart>): void {
    try {
      this.#watchOf(topic).subscribe(parts);
    } catch (error) {
      this.#context.logger.error({ err: error }, "a topic could not be watched");
      this.#parts.socket.terminate();
    }
  }

  #watchOf(topic: FeedTopic): TopicWatch {
    const { hub, encodings, transport } = this.#context;
    const { socket, meter } = this.#parts;
    let watch = this.#watches.get(topic.name);
    if (watch === undefined) {
      const onEnd = this.end.bind(this);
      const of = encodings.of(topic);
      watch = new TopicWatch({ hub, feed: topic.feed, socket, encodings: of, transport, meter, onEnd });
      this.#watches.set(topic.name, watch);
    }
    return watch;
  }

  /** The peer answers no ping. */
  #cut(): void {
    const { socket, request } = this.#parts;
    this.#context.onDropped?.("silent", request);
    socket.terminate();
  }

  /** Once; what comes later changes nothing. */
  #close(code: number, reason: string, dropped?: DropReason): void {
    const { socket, request } = this.#parts;
    if (socket.isOpen) {
      if (dropped !== undefined) this.#context.onDropped?.(dropped, request);
      socket.close(code, reason);
    }
    this.#forget();
  }

  #forget(): void {
    for (const watch of this.#watches.values()) watch.close();
    this.#watches.clear();
    this.stream.destroy();
  }
}

/** What aedes's index of topics takes. */
const MAX_LEVELS = 100;
/** So many bytes of filters count as a packet: each filter is parsed and looked up, some 800 in the longest packet. */
const FILTER_BYTES = 256;

function workOf(type: number, { length }: Uint8Array): number {
  const hasFilters = type === PACKET_TYPES.subscribe || type === PACKET_TYPES.unsubscribe;
  return hasFilters ? Math.ceil(length / FILTER_BYTES) : 1;
}

const NO_CONNECT = [CLOSE_CODES.policyViolation, "no CONNECT in time", "silent"] as const;
const NOT_MQTT = [CLOSE_CODES.policyViolation, "not MQTT 3.1.1", "abusive"] as const;
