// A feed's frames as MQTT PUBLISH packets (MQTT 3.1.1 §3.3), each framed once for all that watch: packet and WebSocket message
// (§6) in one buffer, which the hub's sinks write past the broker. aedes would make a packet for every client.
import { createBinaryBroadcast, type BroadcastFrame } from "@hydra/rfc6455";
import type { EncodedFrame, Encoding } from "../encoded-frame.ts";

/** How the frames of one topic go out. The functions are the same for as long as the object is: frames are kept by them. */
export interface TopicEncodings {
  /** A snapshot that answers a subscription: RETAIN is set [MQTT-3.3.1-8]. */
  readonly retained: Encoding<BroadcastFrame>;
  /** A snapshot for a subscription that stood already: RETAIN is not set [MQTT-3.3.1-9]. */
  readonly snapshot: Encoding<BroadcastFrame>;
  readonly delta: Encoding<BroadcastFrame>;
}

/** @param topic without its last level */
export function createTopicEncodings(topic: string): TopicEncodings {
  const snapshots = Buffer.from(`${topic}/snapshot`);
  const deltas = Buffer.from(`${topic}/delta`);
  return {
    retained: ({ body }: EncodedFrame) => encodePublish(snapshots, body, RETAIN),
    snapshot: ({ body }: EncodedFrame) => encodePublish(snapshots, body, 0),
    delta: ({ body }: EncodedFrame) => encodePublish(deltas, body, 0),
  };
}

/** §3.3.1: type 3; DUP 0 and QoS 0, so that there is no packet identifier (§2.3.1). */
const PUBLISH = 0x30;
const RETAIN = 0x01;
/** Of a topic's length (§1.5.3). */
const TOPIC_LENGTH_BYTES = 2;

function encodePublish(topic: Buffer, payload: Buffer, flags: number): BroadcastFrame {
  const remaining = TOPIC_LENGTH_BYTES + topic.length + payload.length;
  const length = encodeRemainingLength(remaining);
  const topicLength = [topic.length >> 8, topic.length & 0xff];
  const head = Buffer.from([PUBLISH | flags, ...length, ...topicLength]);
  const { type, bytes } = createBinaryBroadcast(Buffer.concat([head, topic, payload]));
  // As a Buffer, which `net` takes as it is.
  return { type, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}

/** §2.2.3: seven bits a byte, the lowest first; all but the last have the highest bit. */
function encodeRemainingLength(length: number): number[] {
  const bytes: number[] = [];
  let rest = length;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return bytes;
}
