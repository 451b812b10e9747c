// The fields of a control packet: names, places, and where MQTT 3.1.1 (OASIS standard, 2014-10-29) defines them. SPEC MQ10, MQ11.

/** §2: what a packet consists of. */
export type MqttPart = "fixed header" | "variable header" | "payload";

/** Where each field is defined. */
export const MQTT_SECTIONS = {
  "packet type": "§2.2.1",
  DUP: "§3.3.1.1",
  QoS: "§3.3.1.2",
  RETAIN: "§3.3.1.3",
  "reserved flags": "§2.2.2",
  "length continues": "§2.2.3",
  "length digit": "§2.2.3",
  "string length": "§1.5.3",
  "data length": "§3.1.3",
  "protocol name": "§3.1.2.1",
  "protocol level": "§3.1.2.2",
  "user name flag": "§3.1.2.8",
  "password flag": "§3.1.2.9",
  "will retain": "§3.1.2.7",
  "will QoS": "§3.1.2.6",
  "will flag": "§3.1.2.5",
  "clean session": "§3.1.2.4",
  "connect reserved": "§3.1.2.3",
  "keep alive": "§3.1.2.10",
  "client identifier": "§3.1.3.1",
  "will topic": "§3.1.3.2",
  "will message": "§3.1.3.3",
  "user name": "§3.1.3.4",
  password: "§3.1.3.5",
  "acknowledge reserved": "§3.2.2.1",
  "session present": "§3.2.2.2",
  "connect return code": "§3.2.2.3",
  "topic name": "§3.3.2.1",
  "packet identifier": "§2.3.1",
  "application message": "§3.3.3",
  "topic filter": "§3.8.3, §4.7",
  "subscribe reserved": "§3.8.3",
  "requested QoS": "§3.8.3",
  "subscribe return code": "§3.9.3",
  unread: "",
} as const satisfies Record<string, string>;

export type MqttFieldName = keyof typeof MQTT_SECTIONS;

/** A named run of a packet's bits. A packet's fields follow each other without gap or overlap, from its first bit to its last. */
export interface MqttField {
  readonly name: MqttFieldName;
  readonly part: MqttPart;
  /** From the packet's first bit, the most significant one of its first byte. */
  readonly bitOffset: number;
  readonly bitLength: number;
  /** The bits as a number; absent for bytes that are none, and where the field was cut. */
  readonly value?: number;
  /** Of a whole string that is UTF-8. */
  readonly text?: string;
  /** Of a length: the field that it is the length of. */
  readonly label?: MqttFieldName;
}
