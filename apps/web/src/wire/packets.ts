// The MQTT packets in one direction's frames: what of a packet a frame has, every bit named. A packet may be spread over frames, and a
// frame may have several (MQTT 3.1.1 §6), so a unit stays a frame, and each shows its part of a packet as far as it is known by then.
import { describePacket, type MqttField, type MqttPacket, type MqttSender } from "@hydra/microscope";
import type { Field } from "./unit.ts";

export interface PacketPart {
  /** As far as it has come by the end of this frame. */
  readonly packet: MqttPacket;
  /** Of its first byte, from the payload's first one; less than 0 where it began in an earlier frame. */
  readonly byteOffset: number;
}

const NOTHING = new Uint8Array(0);

export class PacketWay {
  readonly #sender: MqttSender;
  /** What earlier frames had of a packet that is not over. */
  #begun: Uint8Array = NOTHING;
  /** A length did not end: where the next packet begins is not known. */
  #isAstray = false;

  constructor(sender: MqttSender) {
    this.#sender = sender;
  }

  /** What the next frame's payload, unmasked, has of which packets, in order. */
  take(payload: Uint8Array): PacketPart[] {
    const parts: PacketPart[] = [];
    const bytes = concatenate(this.#begun, payload);
    let at = 0;
    while (!this.#isAstray && at < bytes.length) {
      const packet = describePacket(bytes, { byteOffset: at, sender: this.#sender });
      if (packet === undefined) break;
      parts.push({ packet, byteOffset: at - this.#begun.length });
      if (packet.packetBytes === undefined) this.#isAstray = true;
      if (!packet.isComplete) break;
      at += packet.packetBytes ?? 0;
    }
    this.#begun = this.#isAstray ? NOTHING : bytes.subarray(at);
    return parts;
  }

  /** Frames are missing: the next one is taken for the beginning of a packet, as it mostly is. */
  lose(): void {
    this.#begun = NOTHING;
    this.#isAstray = false;
  }
}

/** The fields of a payload that begins at the unit's bit `bitOffset`: those of the packets, and `unread` for what belongs to none. */
export function fieldsOfPackets(
  parts: readonly PacketPart[],
  { bitOffset, byteLength }: { readonly bitOffset: number; readonly byteLength: number },
): Field[] {
  const end = 8 * byteLength;
  const fields = parts.flatMap(({ packet, byteOffset }) =>
    packet.fields.map((field) => cut(field, 8 * byteOffset, end)).filter(({ bitLength }) => bitLength > 0),
  );
  const last = fields.at(-1);
  const named = last === undefined ? 0 : last.bitOffset + last.bitLength;
  if (named < end) fields.push({ name: "unread", bitOffset: named, bitLength: end - named });
  return fields.map((field) => ({ ...field, bitOffset: bitOffset + field.bitOffset }));
}

/** What of a field is in the payload. */
function cut(field: MqttField, packetAt: number, end: number): Field {
  const from = packetAt + field.bitOffset;
  const [first, last] = [Math.max(0, from), Math.min(end, from + field.bitLength)];
  return { ...field, bitOffset: first, bitLength: last - first };
}

export function concatenate(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
