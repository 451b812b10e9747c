// One direction of an MQTT connection: the payloads of its binary WebSocket messages in, packets out. A packet may be spread over
// messages, and a message may hold several (MQTT 3.1.1 §6): however the bytes are cut, the packets are the same. SPEC MQ30–MQ32.
import { describePacket, type MqttPacket } from "./describe-packet.ts";
import type { MqttSender } from "./packet-types.ts";

export interface StreamedPacket {
  /** Of its first byte, from the first one of the stream. */
  readonly byteOffset: number;
  readonly bytes: Uint8Array;
  /** Undefined for bytes that no packet can be made of. */
  readonly packet: MqttPacket | undefined;
}

const LEAST_PACKET_BYTES = 2;
const MAX_FIXED_HEADER_BYTES = 5;

export class PacketStream {
  readonly #sender: MqttSender;
  #pieces: Uint8Array[] = [];
  #heldBytes = 0;
  /** Nothing more can be told before so many are there. */
  #neededBytes = LEAST_PACKET_BYTES;
  #byteOffset = 0;
  /** A length did not end: where the next packet begins is not known. */
  #isAstray = false;

  constructor(sender: MqttSender) {
    this.#sender = sender;
  }

  /** The packets that these bytes complete. They are kept, not copied, until then. Linear in the bytes. */
  take(bytes: Uint8Array): StreamedPacket[] {
    if (bytes.length === 0) return [];
    if (this.#isAstray) return [this.#cut(bytes, undefined)];
    this.#pieces.push(bytes);
    this.#heldBytes += bytes.length;
    const packets: StreamedPacket[] = [];
    while (this.#heldBytes >= this.#neededBytes) {
      const found = this.#next();
      if (found !== undefined) packets.push(found);
    }
    return packets;
  }

  /** Nothing more comes: what is left is a packet as far as it goes. */
  end(): StreamedPacket[] {
    if (this.#heldBytes === 0) return [];
    const held = this.#join();
    this.#hold([]);
    return [this.#cut(held, describePacket(held, { sender: this.#sender }))];
  }

  #next(): StreamedPacket | undefined {
    const held = this.#join();
    const packet = describeHead(held, this.#sender);
    if (packet === undefined) {
      this.#neededBytes = held.length + 1;
      return undefined;
    }
    const { packetBytes } = packet;
    if (packetBytes === undefined) {
      this.#isAstray = true;
      this.#hold([]);
      return this.#cut(held, describePacket(held, { sender: this.#sender }));
    }
    this.#neededBytes = packetBytes;
    if (held.length < packetBytes) return undefined;
    this.#hold([held.subarray(packetBytes)]);
    const bytes = held.subarray(0, packetBytes);
    return this.#cut(bytes, describePacket(bytes, { sender: this.#sender }));
  }

  #cut(bytes: Uint8Array, packet: MqttPacket | undefined): StreamedPacket {
    const byteOffset = this.#byteOffset;
    this.#byteOffset += bytes.length;
    return { byteOffset, bytes, packet };
  }

  #hold(pieces: Uint8Array[]): void {
    this.#pieces = pieces;
    this.#heldBytes = pieces.reduce((sum, { length }) => sum + length, 0);
    this.#neededBytes = this.#isAstray ? Infinity : LEAST_PACKET_BYTES;
  }

  #join(): Uint8Array {
    const [first, second] = this.#pieces;
    if (first !== undefined && second === undefined) return first;
    const held = new Uint8Array(this.#heldBytes);
    let at = 0;
    for (const piece of this.#pieces) {
      held.set(piece, at);
      at += piece.length;
    }
    this.#pieces = [held];
    return held;
  }
}

/** Only the fixed header is looked at: the body is described once, when it is whole. */
function describeHead(held: Uint8Array, sender: MqttSender): MqttPacket | undefined {
  return describePacket(held.subarray(0, MAX_FIXED_HEADER_BYTES), { sender });
}
