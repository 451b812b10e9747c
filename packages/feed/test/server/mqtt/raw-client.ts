// A client that sends any bytes over a WebSocket of `ws`, and decodes what it receives without a library.
import { once } from "node:events";
import { WebSocket } from "ws";
import { PATIENCE_MS } from "../live-feed/plain-app.ts";

export interface Packet {
  /** The upper half of the first byte (MQTT 3.1.1 §2.2.1). */
  readonly type: number;
  readonly flags: number;
  /** What follows the fixed header. */
  readonly body: Buffer;
}

export interface Close {
  readonly code: number;
  readonly reason: string;
}

export class RawClient implements Disposable {
  readonly packets: Packet[] = [];
  readonly socket: WebSocket;
  closed: Close | undefined;
  #rest = Buffer.alloc(0);
  #onChange: () => void = () => undefined;

  constructor(address: string, headers: Readonly<Record<string, string>> = {}) {
    this.socket = new WebSocket(address, "mqtt", { headers });
    this.socket.on("error", () => undefined);
    this.socket.on("message", (data: Buffer) => this.#read(data));
    this.socket.on("close", (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.#onChange();
    });
  }

  static async open(address: string): Promise<RawClient> {
    const client = new RawClient(address);
    await once(client.socket, "open");
    return client;
  }

  /** In one message. */
  send(...packets: readonly Uint8Array[]): void {
    this.socket.send(Buffer.concat(packets));
  }

  /** Waits for CONNACK and returns its code. */
  async connect(options: ConnectOptions = {}): Promise<number> {
    this.send(connectPacket(options));
    const { body } = await this.next();
    return body[1]!;
  }

  /** The next packet that nothing has taken. @throws Error when the connection ends without one */
  async next(): Promise<Packet> {
    await this.#until(() => this.packets.length > 0 || this.closed !== undefined);
    const packet = this.packets.shift();
    if (packet === undefined) throw new Error(`it ended: ${JSON.stringify(this.closed)}`);
    return packet;
  }

  /** How the server ended it. */
  async end(): Promise<Close> {
    await this.#until(() => this.closed !== undefined);
    return this.closed!;
  }

  [Symbol.dispose](): void {
    this.socket.terminate();
  }

  async #until(isDone: () => boolean): Promise<void> {
    const endsAt = performance.now() + PATIENCE_MS;
    while (!isDone()) {
      const changed = new Promise<void>((resolve) => (this.#onChange = resolve));
      const left = endsAt - performance.now();
      if (left <= 0) throw new Error("nothing came");
      const late = AbortSignal.timeout(Math.ceil(left));
      await Promise.race([changed, once(late, "abort")]);
    }
  }

  #read(data: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, data]);
    for (;;) {
      const [first, ...lengths] = this.#rest.subarray(0, 5);
      const lengthBytes = lengths.findIndex((byte) => byte < 0x80) + 1;
      if (first === undefined || lengthBytes === 0) break;
      const length = lengths.slice(0, lengthBytes).reduceRight((sum, byte) => sum * 128 + (byte & 0x7f), 0);
      const end = 1 + lengthBytes + length;
      if (this.#rest.length < end) break;
      const body = this.#rest.subarray(1 + lengthBytes, end);
      this.packets.push({ type: first >> 4, flags: first & 0x0f, body });
      this.#rest = this.#rest.subarray(end);
    }
    this.#onChange();
  }
}

/** Types of what a server sends. */
export const TYPES = { connack: 2, publish: 3, suback: 9, unsuback: 11, pingresp: 13 } as const;

/** A packet with a fixed header (§2.2). */
export function packet(first: number, ...body: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.concat(body);
  return Buffer.concat([Buffer.from([first, ...lengthOf(bytes.length)]), bytes]);
}

export function lengthOf(length: number): number[] {
  const low = length % 128;
  return length < 128 ? [low] : [low | 0x80, ...lengthOf((length - low) / 128)];
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([number(bytes.length), bytes]);
}

function number(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}

export interface ConnectOptions {
  readonly clientId?: string;
  readonly isClean?: boolean;
  readonly keepAliveS?: number;
  readonly level?: number;
  readonly will?: { readonly topic: string; readonly payload: string };
}

/** §3.1 */
export function connectPacket(options: ConnectOptions = {}): Buffer {
  const { clientId = "raw", isClean = true, keepAliveS = 60, level = 4, will } = options;
  const flags = (isClean ? 0x02 : 0) | (will === undefined ? 0 : 0x04);
  const willOf = will === undefined ? [] : [text(will.topic), text(will.payload)];
  // Version 5 has properties, none of them here.
  const properties = level === 5 ? [0] : [];
  const head = [text("MQTT"), Buffer.from([level, flags]), number(keepAliveS), Buffer.from(properties)];
  return packet(0x10, ...head, text(clientId), ...willOf);
}

/** §3.8 */
export function subscribePacket(topics: readonly string[], qos = 0): Buffer {
  return packet(0x82, number(7), ...topics.map((topic) => Buffer.concat([text(topic), Buffer.from([qos])])));
}

/** §3.10 */
export function unsubscribePacket(topics: readonly string[]): Buffer {
  return packet(0xa2, number(8), ...topics.map(text));
}

/** §3.3, QoS 0 */
export function publishPacket(topic: string, payload: string): Buffer {
  return packet(0x30, text(topic), Buffer.from(payload));
}

export const PINGREQ = packet(0xc0);
export const DISCONNECT = packet(0xe0);

/** The return codes of a SUBACK (§3.9.3). */
export function codesOf({ type, body }: Packet): number[] {
  if (type !== TYPES.suback) throw new Error(`not a SUBACK but ${type}`);
  return [...body.subarray(2)];
}

/** Topic and payload of a PUBLISH at QoS 0. */
export function publicationOf({ type, flags, body }: Packet): {
  topic: string;
  isRetained: boolean;
  text: string;
} {
  if (type !== TYPES.publish) throw new Error(`not a PUBLISH but ${type}`);
  const end = 2 + body.readUInt16BE(0);
  return {
    topic: body.toString("utf8", 2, end),
    isRetained: (flags & 1) === 1,
    text: body.toString("utf8", end),
  };
}
