// The packets of a subscriber at QoS 0, value ⇄ bytes (MQTT 3.1.1 §3), by a library that reads leniently: what it makes of a packet
// is checked here. SPEC MC3.
import bind from "u8-mqtt-packet/esm/codec_bind.js";
import packets from "u8-mqtt-packet/esm/codec_v4_client.js";
import { DecodeError } from "../../wire/decode-error.ts";

const CODEC = bind(4, packets, {});

export interface Credentials {
  readonly username?: string | undefined;
  /** None without a name (§3.1.2.9). */
  readonly password?: string | undefined;
}

export interface ConnectOptions extends Credentials {
  /** 1 to 23 letters and digits, which every broker takes (§3.1.3.1). */
  readonly clientId: string;
  readonly keepAliveSeconds: number;
}

/** What a broker may send to such a client. */
export type BrokerPacket =
  | { readonly type: "connack"; readonly code: number }
  | { readonly type: "suback"; readonly codes: readonly number[] }
  | {
      readonly type: "publish";
      readonly topic: string;
      readonly isRetained: boolean;
      readonly payload: Uint8Array;
    }
  | { readonly type: "pingresp" };

/** A clean session: nothing is kept for a client that is away (§3.1.2.4). */
export function encodeConnect(options: ConnectOptions): Uint8Array<ArrayBuffer> {
  const { clientId, keepAliveSeconds, username, password } = options;
  return CODEC.encode_pkt("connect", {
    client_id: clientId,
    keep_alive: keepAliveSeconds,
    flags: { clean_start: true },
    ...(username === undefined ? {} : { username }),
    ...(username === undefined || password === undefined ? {} : { password }),
  });
}

/** At QoS 0 (§3.8). */
export function encodeSubscribe(packetId: number, topics: readonly string[]): Uint8Array<ArrayBuffer> {
  return CODEC.encode_pkt("subscribe", { pkt_id: packetId, qos: 0, topics });
}

/** §3.12, §3.14 */
export const PINGREQ: Uint8Array<ArrayBuffer> = Uint8Array.of(0xc0, 0);
export const DISCONNECT: Uint8Array<ArrayBuffer> = Uint8Array.of(0xe0, 0);

/** Reads one whole packet. @throws DecodeError when it is none that such a client may be sent */
export function decodePacket(packet: Uint8Array): BrokerPacket {
  const read = decode(packet);
  switch (read?.type) {
    case "connack":
      return { type: "connack", code: numberOf(read.reason) };
    case "suback":
      return { type: "suback", codes: (read.answers ?? []).map(numberOf) };
    case "publish": {
      const { topic = "", retain = false, payload = new Uint8Array(0) } = read;
      return { type: "publish", topic, isRetained: retain, payload };
    }
    case "pingresp":
      return { type: "pingresp" };
    default:
      throw new DecodeError(`The broker sent a packet of type ${(packet[0] ?? 0) >> 4}.`);
  }
}

function decode(packet: Uint8Array): ReturnType<typeof CODEC.decode_pkt> {
  const bodyAt = packet.findIndex((byte, at) => at > 0 && byte < 0x80) + 1;
  try {
    return CODEC.decode_pkt(packet[0] ?? 0, bodyAt === packet.length ? null : packet.subarray(bodyAt));
  } catch {
    throw new DecodeError("The broker's packet cannot be read.");
  }
}

/** @throws DecodeError where the packet ended before it */
function numberOf(code: { valueOf(): number } | undefined): number {
  if (code === undefined) throw new DecodeError("The broker's answer has no return code.");
  return code.valueOf();
}
