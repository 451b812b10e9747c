// What follows a packet's fixed header, by its type (MQTT 3.1.1 §3). Names every field that is there and what it breaks; whether the
// packet is whole is not looked at here. SPEC MQ20.
import type { FieldReader } from "./field-reader.ts";
import type { MqttTypeName } from "./packet-types.ts";

/** What a microscope shows of a packet besides its fields. */
export interface PacketBody {
  /** Of a PUBLISH. */
  readonly topic?: string;
  /** Of a PUBLISH, as far as it is there; a copy. */
  readonly message?: Uint8Array;
}

export interface BodyContext {
  readonly reader: FieldReader;
  /** Of a PUBLISH. */
  readonly qos: number;
}

const LEVEL = 4;
const MAX_CONNECT_CODE = 5;
const REFUSED_GRANT = 0x80;
const NOTHING: PacketBody = {};

export function readBody(name: MqttTypeName, context: BodyContext): PacketBody {
  const { reader } = context;
  reader.part = "variable header";
  switch (name) {
    case "CONNECT":
      return readConnect(reader);
    case "CONNACK":
      return readConnack(reader);
    case "PUBLISH":
      return readPublish(context);
    case "PUBACK":
    case "PUBREC":
    case "PUBREL":
    case "PUBCOMP":
    case "UNSUBACK":
      readPacketIdentifier(reader);
      return NOTHING;
    case "SUBSCRIBE":
    case "UNSUBSCRIBE":
      return readFilters(reader, name === "SUBSCRIBE");
    case "SUBACK":
      return readGrants(reader);
    case "PINGREQ":
    case "PINGRESP":
    case "DISCONNECT":
      return NOTHING;
  }
}

/** §3.1 */
function readConnect(reader: FieldReader): PacketBody {
  const protocol = reader.string("protocol name");
  if (protocol !== undefined && protocol !== "MQTT") reader.violate("other-protocol");
  const level = reader.number("protocol level", 8);
  if (level !== undefined && level !== LEVEL) reader.violate("other-level");
  const hasName = reader.flag("user name flag");
  const hasPassword = reader.flag("password flag");
  const isRetained = reader.flag("will retain");
  const qos = reader.number("will QoS", 2) ?? 0;
  const hasWill = reader.flag("will flag");
  reader.flag("clean session");
  if (reader.flag("connect reserved")) reader.violate("connect-reserved-set");
  if (qos === 3) reader.violate("will-qos-3");
  if (qos > 0 && !hasWill) reader.violate("will-qos-alone");
  if (isRetained && !hasWill) reader.violate("will-retain-alone");
  if (hasPassword && !hasName) reader.violate("password-alone");
  reader.number("keep alive", 16);
  reader.part = "payload";
  reader.string("client identifier");
  if (hasWill) {
    reader.string("will topic");
    reader.data("will message");
  }
  if (hasName) reader.string("user name");
  if (hasPassword) reader.data("password");
  return NOTHING;
}

/** §3.2 */
function readConnack(reader: FieldReader): PacketBody {
  if ((reader.number("acknowledge reserved", 7) ?? 0) > 0) reader.violate("acknowledge-reserved-set");
  const hasSession = reader.flag("session present");
  const code = reader.number("connect return code", 8) ?? 0;
  if (code > MAX_CONNECT_CODE) reader.violate("unknown-return-code");
  if (hasSession && code > 0) reader.violate("session-refused");
  return NOTHING;
}

/** §3.3 */
function readPublish({ reader, qos }: BodyContext): PacketBody {
  const topic = reader.string("topic name");
  if (topic === "") reader.violate("empty-topic");
  if (topic !== undefined && /[+#]/.test(topic)) reader.violate("wildcard-in-topic");
  if (qos > 0) readPacketIdentifier(reader);
  reader.part = "payload";
  const message = reader.rest("application message");
  return { ...(topic === undefined ? {} : { topic }), message };
}

/** §3.8, §3.10 */
function readFilters(reader: FieldReader, hasQos: boolean): PacketBody {
  readPacketIdentifier(reader);
  reader.part = "payload";
  if (reader.leftBytes === 0 && !reader.isCut) reader.violate("no-topic-filter");
  while (reader.leftBytes > 0) {
    if (reader.string("topic filter") === "") reader.violate("empty-topic");
    if (!hasQos) continue;
    const reserved = reader.number("subscribe reserved", 6) ?? 0;
    const qos = reader.number("requested QoS", 2) ?? 0;
    if (reserved > 0 || qos === 3) reader.violate("subscribe-reserved-set");
  }
  return NOTHING;
}

/** §3.9 */
function readGrants(reader: FieldReader): PacketBody {
  readPacketIdentifier(reader);
  reader.part = "payload";
  while (reader.leftBytes > 0) {
    const code = reader.number("subscribe return code", 8) ?? 0;
    if (code > 2 && code !== REFUSED_GRANT) reader.violate("unknown-grant");
  }
  return NOTHING;
}

function readPacketIdentifier(reader: FieldReader): void {
  if (reader.number("packet identifier", 16) === 0) reader.violate("no-packet-identifier");
}
