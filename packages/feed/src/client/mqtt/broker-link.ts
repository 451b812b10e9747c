// One connection to a broker of MQTT 3.1.1 over WebSocket (OASIS standard, 2014-10-29, §6): CONNECT, SUBSCRIBE to a room's two topics,
// PINGREQ for as long as it is open. Knows no frames. Finds out by itself that nothing comes any more. SPEC MC3–MC6.
import { HEARTBEAT_INTERVAL_MS } from "../../wire/limits.ts";
import { broken, endOfClose, endOfError } from "../feed-end.ts";
import { createId } from "../ids.ts";
import { dialSocket } from "../socket-dial.ts";
import type { LinkEvents, MessageKind, RoomLink } from "../room-link.ts";
import type { FeedEnd } from "../transport.ts";
import type { Room } from "./broker-address.ts";
import {
  decodePacket,
  DISCONNECT,
  encodeConnect,
  encodeSubscribe,
  PINGREQ,
  type BrokerPacket,
} from "./mqtt-codec.ts";
import { PacketReader } from "./packet-reader.ts";

/** From the handshake to the SUBACK: a broker answers each step at once. */
const OPEN_TIMEOUT_MS = 10_000;
/** A broker drops a client that was silent for half as long again (§3.1.2.10); a page out of sight has its timers once a minute. */
const KEEP_ALIVE_SECONDS = 60;
/** Of every broker the longest identifier that it must take (§3.1.3.1). */
const CLIENT_ID_LENGTH = 23;
/** A platform refuses a server that does not choose it (WHATWG WebSockets; [MQTT-6.0.0-4]). */
const SUBPROTOCOL = "mqtt";
/** §3.9.3 */
const REFUSED = 0x80;
/** Why a CONNECT is refused (§3.2.2.3). */
const CONNACK_REASONS: Readonly<Record<number, string>> = {
  1: "its version of MQTT",
  2: "its identifier, or what it asks for",
  3: "for now",
  4: "its user name or password",
  5: "its rights",
};
const UNAVAILABLE = 3;

export class BrokerLink implements RoomLink {
  readonly #room: Room;
  readonly #events: LinkEvents;
  readonly #socket: WebSocket;
  readonly #reader = new PacketReader();
  readonly #openTimer: ReturnType<typeof setTimeout>;
  #pingTimer: ReturnType<typeof setInterval> | undefined;
  #isSubscribed = false;
  /** Nothing has come since the last PINGREQ. */
  #isUnanswered = false;
  #packetId = 0;
  #isClosed = false;

  /** @throws DOMException when the platform forbids the address, TypeError when it has no WebSocket */
  constructor(room: Room, events: LinkEvents, Socket?: typeof WebSocket) {
    this.#room = room;
    this.#events = events;
    const socket = dialSocket(room.url, { headers: room.headers, subprotocol: SUBPROTOCOL }, Socket);
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("open", () => this.#connect());
    socket.addEventListener("message", ({ data }: MessageEvent<unknown>) => this.#receive(data));
    socket.addEventListener("close", ({ code, reason }) => this.#finish(this.#endOf(code, reason)));
    this.#openTimer = setTimeout(
      () => this.#finish(broken("lost", `the broker did not answer in ${OPEN_TIMEOUT_MS / 1_000} s`)),
      OPEN_TIMEOUT_MS,
    );
  }

  /** Asks for one of the topics again: a retained message is sent again [MQTT-3.8.4-3]. */
  resubscribe(kind: MessageKind): void {
    if (this.#isSubscribed) this.#subscribe([kind]);
  }

  /** Ends the connection as a client does that wants no more (§3.14). Idempotent. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#openTimer);
    clearInterval(this.#pingTimer);
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(DISCONNECT);
    this.#socket.close();
  }

  #connect(): void {
    if (this.#isClosed) return;
    const { username, password } = this.#room;
    const clientId = createId().slice(0, CLIENT_ID_LENGTH);
    this.#socket.send(encodeConnect({ clientId, keepAliveSeconds: KEEP_ALIVE_SECONDS, username, password }));
  }

  #subscribe(kinds: readonly MessageKind[]): void {
    // 1 to 65,535 (§2.3.1)
    this.#packetId = (this.#packetId % 0xffff) + 1;
    const topics = kinds.map((kind) => `${this.#room.topic}/${kind}`);
    this.#socket.send(encodeSubscribe(this.#packetId, topics));
  }

  #receive(data: unknown): void {
    if (this.#isClosed) return;
    this.#isUnanswered = false;
    this.#events.onAlive();
    // [MQTT-6.0.0-1]
    if (!(data instanceof ArrayBuffer)) return this.#finish(broken("malformed", "the broker sent text"));
    try {
      this.#reader.feed(new Uint8Array(data), (packet) => {
        // One message may bring several, and the first may have led to a close.
        if (!this.#isClosed) this.#take(decodePacket(packet));
      });
    } catch (error) {
      this.#finish(endOfError(error));
    }
  }

  #take(packet: BrokerPacket): void {
    switch (packet.type) {
      case "connack":
        if (packet.code === 0) return this.#subscribe(["snapshot", "delta"]);
        return this.#finish(endOfConnack(packet.code));
      case "suback":
        return this.#takeGrant(packet.codes);
      case "publish":
        return this.#takeMessage(packet.topic, packet.payload);
      case "pingresp":
        return undefined;
    }
  }

  #takeGrant(codes: readonly number[]): void {
    if (codes.length === 0 || codes.some((code) => code >= REFUSED))
      return this.#finish(broken("lost", "the broker refused the subscription"));
    if (this.#isSubscribed) return;
    this.#isSubscribed = true;
    clearTimeout(this.#openTimer);
    this.#pingTimer = setInterval(() => this.#ping(), HEARTBEAT_INTERVAL_MS);
    this.#events.onSubscribed();
  }

  #takeMessage(topic: string, payload: Uint8Array): void {
    const kind = topic.slice(this.#room.topic.length + 1);
    if (topic !== `${this.#room.topic}/${kind}` || (kind !== "snapshot" && kind !== "delta"))
      return this.#finish(broken("malformed", "the broker sent a topic that was not asked for"));
    this.#events.onMessage({ kind, payload });
  }

  /** §3.1.2.10: a client that gets no answer in reasonable time should close the connection. */
  #ping(): void {
    if (this.#isUnanswered) {
      const limit = HEARTBEAT_INTERVAL_MS / 1_000;
      return this.#finish(broken("lost", `the broker did not answer in ${limit} s`));
    }
    this.#isUnanswered = true;
    this.#socket.send(PINGREQ);
  }

  #endOf(code: number, reason: string): FeedEnd {
    return this.#isSubscribed ? endOfClose(code, reason) : endOfEarlyClose(code, reason);
  }

  #finish(end: FeedEnd): void {
    if (this.#isClosed) return;
    this.close();
    this.#events.onEnd(end);
  }
}

/** A server that restarts, or asks to come back later, tells so at any time. */
function endOfEarlyClose(code: number, reason: string): FeedEnd {
  const end = endOfClose(code, reason);
  const isTold = end.type === "restart" || (end.type === "lost" && end.isOwn === true);
  return isTold ? end : broken("lost", "the broker could not be reached, or closed the connection");
}

/** Why is asked over HTTP, as after every end before the first frame (FP4), except where the broker asks to come back later. */
function endOfConnack(code: number): FeedEnd {
  const end = broken("lost", `the broker refused the client ${CONNACK_REASONS[code] ?? `(${code})`}`);
  return code === UNAVAILABLE ? { ...end, isOwn: true } : end;
}
