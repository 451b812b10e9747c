// Whether a packet of a client is what MQTT 3.1.1 allows, member by member: aedes takes what is not, as a packet identifier of 0, and answers a
// filter that is there twice once. Stands between the reader and aedes. Pure. SPEC MB20.
import { PACKET_TYPES, type ControlPacket } from "./packet-reader.ts";

/** Reserved bits of the first byte [MQTT-2.2.2-1]: all 0 but of these (§3.8.1, §3.10.1). */
const FLAGS: Readonly<Partial<Record<number, number>>> = {
  [PACKET_TYPES.subscribe]: 0x02,
  [PACKET_TYPES.unsubscribe]: 0x02,
};
const LEVEL = 4;
const MAX_QOS = 2;
/** Of CONNECT's flags (§3.1.2.3). */
const CONNECT_FLAGS = { reserved: 0x01, will: 0x04, password: 0x40, userName: 0x80 } as const;

/** Whether it is well-formed. A CONNECT of another version is left to be refused by CONNACK [MQTT-3.1.2-2]. */
export function isWellFormed({ type, bytes }: ControlPacket): boolean {
  if (((bytes[0] ?? 0) & 0x0f) !== (FLAGS[type] ?? 0)) return false;
  try {
    const members = new Members(bodyOf(bytes));
    if (type === PACKET_TYPES.connect) return isConnect(members);
    if (type === PACKET_TYPES.subscribe) return filtersIn(members, true).length > 0;
    if (type === PACKET_TYPES.unsubscribe) return filtersIn(members, false).length > 0;
    // PINGREQ and DISCONNECT (§3.12, §3.14)
    return members.isAtEnd;
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
}

/** Of a SUBSCRIBE that is well-formed: its filters in order, each as often as it is there. */
export function filtersOf({ bytes }: ControlPacket): readonly string[] {
  return filtersIn(new Members(bodyOf(bytes)), true);
}

/** A SUBACK with a return code for each filter of its SUBSCRIBE [MQTT-3.8.4-5], made of one that has them for each unlike the others before it. */
export function withCodeOfEach(suback: Buffer, filters: readonly string[]): Buffer {
  const unlike = [...new Set(filters)];
  if (unlike.length === filters.length) return suback;
  const body = bodyOf(suback);
  const codes = filters.map((filter) => body[IDENTIFIER_BYTES + unlike.indexOf(filter)] ?? 0);
  const answer = Buffer.concat([body.subarray(0, IDENTIFIER_BYTES), Buffer.from(codes)]);
  return Buffer.concat([Buffer.from([suback[0] ?? 0, ...remainingLength(answer.length)]), answer]);
}

const IDENTIFIER_BYTES = 2;

function isConnect(members: Members): boolean {
  const name = members.text();
  if (name !== "MQTT" || members.byte() !== LEVEL) return true;
  const flags = members.byte();
  const has = (flag: number): boolean => (flags & flag) !== 0;
  // [MQTT-3.1.2-3] [MQTT-3.1.2-22]
  if (has(CONNECT_FLAGS.reserved) || (has(CONNECT_FLAGS.password) && !has(CONNECT_FLAGS.userName)))
    return false;
  members.number();
  members.text();
  if (has(CONNECT_FLAGS.will)) {
    members.text();
    members.binary();
  }
  if (has(CONNECT_FLAGS.userName)) members.text();
  if (has(CONNECT_FLAGS.password)) members.binary();
  return members.isAtEnd;
}

/** @throws Malformed */
function filtersIn(members: Members, hasQos: boolean): string[] {
  const filters: string[] = [];
  // [MQTT-2.3.1-1]
  if (members.number() === 0) throw new Malformed();
  while (!members.isAtEnd) {
    const filter = members.text();
    // [MQTT-4.7.3-1] [MQTT-3-8.3-4]
    if (filter === "" || (hasQos && members.byte() > MAX_QOS)) throw new Malformed();
    filters.push(filter);
  }
  return filters;
}

class Malformed extends Error {}

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Reads one after the other; what goes beyond the end is malformed. */
class Members {
  readonly #body: Buffer;
  #at = 0;

  constructor(body: Buffer) {
    this.#body = body;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#body.length;
  }

  byte(): number {
    return this.#take(1)[0] ?? 0;
  }

  /** §1.5.2 */
  number(): number {
    return this.#take(2).readUInt16BE(0);
  }

  binary(): Buffer {
    return this.#take(this.number());
  }

  /** §1.5.3 [MQTT-1.5.3-1] [MQTT-1.5.3-2] */
  text(): string {
    let text: string;
    try {
      text = UTF8.decode(this.binary());
    } catch {
      throw new Malformed();
    }
    if (text.includes("\0")) throw new Malformed();
    return text;
  }

  #take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#body.length) throw new Malformed();
    const part = this.#body.subarray(this.#at, end);
    this.#at = end;
    return part;
  }
}

/** What follows the fixed header, whose last byte is the first below 128 (§2.2.3). */
function bodyOf(packet: Buffer): Buffer {
  return packet.subarray(packet.findIndex((byte, at) => at > 0 && byte < 0x80) + 1);
}

function remainingLength(length: number): number[] {
  return length < 128 ? [length] : [(length & 0x7f) | 0x80, ...remainingLength(length >> 7)];
}
