// What is stated and not entered: the constants of protocols, of this project's own transports and of its published
// measurements, and those of one paper on mobile radio. Each with where it is from. SPEC WI7.
import { given, type Given, type Named, type Source } from "./figure.ts";

const rfc = (reference: string, number: number): Source => ({
  type: "model",
  reference,
  address: `https://www.rfc-editor.org/rfc/rfc${number}`,
});
const own = (reference: string): Source => ({ type: "own", reference });
const LTE: Source = {
  type: "model",
  reference:
    "Huang, Qian, Gerber, Mao, Sen, Spatscheck: A Close Examination of … 4G LTE Networks. MobiSys 2012, table 3",
  address: "https://doi.org/10.1145/2307636.2307658",
};
const HEAD = own(
  "the server's own answer, read on a socket on 2026-11-29, two fields' dates and cursors included",
);

const bytes = (name: Named[0], value: number | null, source: Source): Given =>
  given([name, "bytes"], value, source);

/** IPv4 (RFC 791) 20, TCP (RFC 9293) 20, its time stamps (RFC 7323) 12. */
export const SEGMENT_HEADER = bytes(
  "segmentHeader",
  52,
  rfc("RFC 791 §3.1, RFC 9293 §3.1, RFC 7323 §3.2", 9293),
);
/** 1,500 of an Ethernet frame less the headers. */
export const SEGMENT_SIZE = bytes(
  "segmentSize",
  1_448,
  rfc("RFC 9293 §3.7.1, a path of 1,500 bytes (RFC 894)", 9293),
);
export const SEGMENTS_AN_ACK = given(["segmentsAnAck", "1"], 2, rfc("RFC 5681 §4.2", 5681));
/** Header 5, content type 1, tag 16 of AES-GCM. */
export const RECORD_OVERHEAD = bytes("recordOverhead", 22, rfc("RFC 8446 §5.1, §5.2; RFC 5116 §5.1", 8446));
export const NO_RECORD = bytes("recordOverhead", 0, { type: "entry" });
export const RECORD_SIZE = bytes("recordSize", 16_384, rfc("RFC 8446 §5.1", 8446));

/** Of a Chromium on the same origin; a run measures its own. */
export const REQUEST_HEAD = bytes(
  "requestHead",
  636,
  own("a run in Chromium 156 on 2026-11-29: bytes that came in, by requests"),
);
export const ANSWER_HEAD = bytes("answerHead", 256, HEAD);
export const UNCHANGED_HEAD = bytes("unchangedHead", 198, HEAD);
export const EMPTY_HEAD = bytes("emptyHead", 170, HEAD);
/** HEADERS frame 9; twelve fields seen before, a byte each; a path of 60 with a new cursor, Huffman-coded. */
export const REQUEST_HEAD_2 = bytes(
  "requestHead",
  69,
  rfc("RFC 9113 §4.1, RFC 7541 §6.1, §5.2: 9 + 12 fields of 1 + a path of 48", 9113),
);
/** HEADERS frame 9, DATA frame 9; status and five fields a byte each; entity tag 20, length 4, date 24. */
export const ANSWER_HEAD_2 = bytes(
  "answerHead",
  72,
  rfc("RFC 9113 §4.1, RFC 7541 §6: 9 + 9 + 6 fields of 1 + tag 20, length 4, date 24", 9113),
);
export const UNCHANGED_HEAD_2 = bytes(
  "unchangedHead",
  58,
  rfc("RFC 9113 §4.1, RFC 7541 §6: 9 + 5 fields of 1 + tag 20, date 24", 9113),
);
export const EMPTY_HEAD_2 = bytes(
  "emptyHead",
  38,
  rfc("RFC 9113 §4.1, RFC 7541 §6: 9 + 5 fields of 1 + date 24", 9113),
);

export const EVENT_FRAMING = bytes(
  "eventFraming",
  44,
  own("encodeServerSentEvent in packages/feed: event 13, id 23, data 6, line ends 2"),
);
export const DATA_FRAME_2 = bytes("chunkFraming", 9, rfc("RFC 9113 §4.1", 9113));
export const PUBLISH_FRAMING = bytes(
  "publishFraming",
  50,
  own("MQTT 3.1.1 §3.3 with this server's topic of 45: 1 + 2 + 2 + 45; a run counts as much"),
);
export const HEARTBEAT = bytes(
  "heartbeatBytes",
  62,
  own('the frame {"type":"heartbeat","now":…,"intervalMs":10000}'),
);
export const HEARTBEAT_RATE = given(
  ["heartbeatRate", "per-second"],
  0.1,
  own("HEARTBEAT_INTERVAL_MS in packages/feed: after 10 s of silence"),
);
export const PING_RATE = given(
  ["pingRate", "per-second"],
  1 / 30,
  own("pingIntervalMs in apps/server: each 30 s"),
);
export const MQTT_PING_RATE = given(
  ["mqttPingRate", "per-second"],
  0.1,
  own("broker-link.ts in packages/feed: PINGREQ each 10 s"),
);
export const PING = bytes("pingBytes", 2, rfc("RFC 6455 §5.5.2", 6455));
export const PONG = bytes("pongBytes", 6, rfc("RFC 6455 §5.3, §5.5.3: masked", 6455));
export const PINGREQ = bytes(
  "mqttPingBytes",
  8,
  rfc("MQTT 3.1.1 §3.12 in a masked frame, RFC 6455 §5.2", 6455),
);
export const PINGRESP = bytes("mqttPongBytes", 4, rfc("MQTT 3.1.1 §3.13 in a frame, RFC 6455 §5.2", 6455));
export const HOLD_RATE = given(
  ["holdRate", "per-second"],
  1 / 30,
  own("MAX_HOLD_MS in packages/feed: a poll is held for 30 s"),
);
export const FRAME_RATE = given(
  ["mostFrames", "per-second"],
  20,
  own("FRAME_INTERVAL_MS of apps/server: changes within 50 ms share a frame"),
);

export const TAIL = given(["radioTail", "s"], 11.576, LTE);
export const PROMOTION = given(["radioPromotion", "s"], 0.26, LTE);

const bench = (table: string): Source =>
  own(`apps/bench/README.md, table “${table}” of 2026-11-23: npm run bench -- --seconds 4`);
const FAN_OUT = bench("Fan-out to 1,000 watchers, 20 frames a second”, column “alone");
const IDLE = bench("Growth of resident memory with 10,000 idle connections");
const POLLS = bench("Polls over 100 connections");
const UNMEASURED = own("not in the bench's tables");

const kib = (value: number | null, source: Source): Given => given(["memoryEach", "kib"], value, source);
const us = (value: number | null, source: Source): Given => given(["deliveryTime", "us"], value, source);

/** Resident memory of a connection that only waits. */
export const MEMORY = {
  polling: kib(
    12.4,
    own("the bench's figure of a parked long-poll, as no poll waits for longer (table “idle”)"),
  ),
  "long-polling": kib(12.4, IDLE),
  sse: kib(14.1, IDLE),
  websocket: kib(9.2, IDLE),
  "websocket-raw": kib(null, UNMEASURED),
  mqtt: kib(null, UNMEASURED),
} as const;

/** Processor time of one delivery, the making of its frame included. */
export const DELIVERY = {
  "long-polling": us(36.7, FAN_OUT),
  sse: us(8.79, FAN_OUT),
  websocket: us(8.91, FAN_OUT),
  "websocket-raw": us(null, UNMEASURED),
  mqtt: us(
    8.91 * 1.18,
    own("docs/brokers.md: 1.18 of a WebSocket's delivery (npm run bench mqtt, 2026-11-29)"),
  ),
} as const;
export const POLL_CHANGED = given(["pollTime", "us"], 32.6, POLLS);
export const POLL_UNCHANGED = given(["unchangedTime", "us"], 23.9, POLLS);

/** A stream is asked for once a visit. */
export const NO_REQUESTS = given(["requestsEach", "per-second"], 0, own("one request a visit, and no other"));

const unit = (name: Named[0], of: Named[1], value: number): Given =>
  given([name, of], value, { type: "model", reference: "definition" });
export const MS_A_SECOND = unit("msASecond", "ms", 1_000);
export const SECONDS_AN_HOUR = unit("secondsAnHour", "s", 3_600);
export const MINUTES_AN_HOUR = unit("minutesAnHour", "min", 60);
export const DAYS_A_MONTH = unit("daysAMonth", "1", 365.25 / 12);
export const HOURS_A_DAY = unit("hoursADay", "h", 24);
export const HUNDRED = unit("hundred", "percent", 100);
export const MILLION = unit("million", "1", 1_000_000);
export const BYTES_A_GB = unit("bytesAGb", "bytes", 1e9);
export const BYTES_A_GIB = unit("bytesAGib", "bytes", 2 ** 30);
export const KIB_A_GIB = unit("kibAGib", "kib", 2 ** 20);
export const ONE = unit("one", "1", 1);
