// Cuts what one connection sends into MQTT control packets (MQTT 3.1.1 §2), whichever way the bytes are spread over messages. It has to stand
// before aedes, which takes whatever a remaining length announces: 60 MB over many messages were taken. Pure; no I/O.

/** Types of control packets (§2.2.1) that a client of this broker sends: it subscribes at QoS 0, and publishes nothing. */
export const PACKET_TYPES = {
  connect: 1,
  subscribe: 8,
  unsubscribe: 10,
  pingreq: 12,
  disconnect: 14,
} as const;

const TAKEN: ReadonlySet<number> = new Set(Object.values(PACKET_TYPES));

export type PacketType = (typeof PACKET_TYPES)[keyof typeof PACKET_TYPES];

export interface ControlPacket {
  readonly type: PacketType;
  /** Whole, with its fixed header. */
  readonly bytes: Buffer;
}

/** Why nothing more is read: a type that is not taken, a length over the limit, a length of more than four bytes (§2.2.3). */
export type ReadError = "publish" | "unexpected" | "too-large" | "malformed";

/** A remaining length is at most four bytes (§2.2.3). */
const MAX_LENGTH_BYTES = 4;
const MAX_FIXED_HEADER_BYTES = 1 + MAX_LENGTH_BYTES;
const PUBLISH = 3;

export class PacketReader {
  readonly #maxBytes: number;
  readonly #head = Buffer.alloc(MAX_FIXED_HEADER_BYTES);
  /** Bytes of the fixed header that are there. */
  #headBytes = 0;
  /** The packet under way, once its length is known. */
  #packet: Buffer | undefined;
  #filled = 0;

  /** @param maxBytes of a packet, fixed header and all */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * Takes the next bytes. Never holds more than `maxBytes`, however much is announced.
   * @returns undefined, or what is wrong: then the connection is to be closed, and nothing more is to be given
   */
  feed(bytes: Uint8Array, onPacket: (packet: ControlPacket) => void): ReadError | undefined {
    let at = 0;
    while (at < bytes.length) {
      if (this.#packet === undefined) {
        const error = this.#takeHeadByte(bytes[at] ?? 0);
        if (error !== undefined) return error;
        at += 1;
      } else {
        const part = bytes.subarray(at, at + this.#packet.length - this.#filled);
        this.#packet.set(part, this.#filled);
        this.#filled += part.length;
        at += part.length;
      }
      this.#handOver(onPacket);
    }
    return undefined;
  }

  #takeHeadByte(byte: number): ReadError | undefined {
    this.#head[this.#headBytes] = byte;
    this.#headBytes += 1;
    if (this.#headBytes === 1) return refusalOf(byte >> 4);
    const isLast = byte < 0x80;
    if (!isLast) return this.#headBytes === MAX_FIXED_HEADER_BYTES ? "malformed" : undefined;
    const bytes = this.#headBytes + this.#remainingLength();
    if (bytes > this.#maxBytes) return "too-large";
    this.#packet = Buffer.alloc(bytes);
    this.#packet.set(this.#head.subarray(0, this.#headBytes));
    this.#filled = this.#headBytes;
    return undefined;
  }

  /** §2.2.3: seven bits a byte, the lowest first. */
  #remainingLength(): number {
    let length = 0;
    for (let n = this.#headBytes - 1; n > 0; n -= 1) length = (length << 7) | ((this.#head[n] ?? 0) & 0x7f);
    return length;
  }

  #handOver(onPacket: (packet: ControlPacket) => void): void {
    const bytes = this.#packet;
    if (bytes === undefined || this.#filled < bytes.length) return;
    this.#packet = undefined;
    this.#headBytes = 0;
    const type = (bytes[0] ?? 0) >> 4;
    if (isTaken(type)) onPacket({ type, bytes });
  }
}

function isTaken(type: number): type is PacketType {
  return TAKEN.has(type);
}

function refusalOf(type: number): ReadError | undefined {
  if (isTaken(type)) return undefined;
  return type === PUBLISH ? "publish" : "unexpected";
}
