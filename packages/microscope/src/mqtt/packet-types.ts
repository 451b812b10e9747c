// The types of MQTT 3.1.1's control packets (§2.2.1), which side sends them, and what the four flags beside a type have to be (§2.2.2).

/** Of a packet: a client, or the server, which is the broker. */
export type MqttSender = "client" | "server";

export type MqttTypeName =
  | "CONNECT"
  | "CONNACK"
  | "PUBLISH"
  | "PUBACK"
  | "PUBREC"
  | "PUBREL"
  | "PUBCOMP"
  | "SUBSCRIBE"
  | "SUBACK"
  | "UNSUBSCRIBE"
  | "UNSUBACK"
  | "PINGREQ"
  | "PINGRESP"
  | "DISCONNECT";

interface PacketType {
  readonly name: MqttTypeName;
  readonly sender: MqttSender | "both";
  /** Undefined where they mean something: PUBLISH. */
  readonly flags: number | undefined;
}

/** By the value of the type, from 1. */
const TYPES: readonly PacketType[] = [
  { name: "CONNECT", sender: "client", flags: 0 },
  { name: "CONNACK", sender: "server", flags: 0 },
  { name: "PUBLISH", sender: "both", flags: undefined },
  { name: "PUBACK", sender: "both", flags: 0 },
  { name: "PUBREC", sender: "both", flags: 0 },
  { name: "PUBREL", sender: "both", flags: 2 },
  { name: "PUBCOMP", sender: "both", flags: 0 },
  { name: "SUBSCRIBE", sender: "client", flags: 2 },
  { name: "SUBACK", sender: "server", flags: 0 },
  { name: "UNSUBSCRIBE", sender: "client", flags: 2 },
  { name: "UNSUBACK", sender: "server", flags: 0 },
  { name: "PINGREQ", sender: "client", flags: 0 },
  { name: "PINGRESP", sender: "server", flags: 0 },
  { name: "DISCONNECT", sender: "client", flags: 0 },
];

/** Undefined for 0 and 15, which are reserved. */
export function packetType(type: number): PacketType | undefined {
  return TYPES[type - 1];
}

/** Undefined for 0 and 15, which are reserved. */
export function packetTypeName(type: number): MqttTypeName | undefined {
  return packetType(type)?.name;
}
