// What a packet can break by itself, whatever came before it, with the statement or section of MQTT 3.1.1 that it breaks. SPEC MQ20.

export const MQTT_VIOLATIONS = {
  /** Types 0 and 15. */
  "reserved-type": "§2.2.1",
  /** Sent by the side that may not. */
  "wrong-sender": "§2.2.1",
  "wrong-flags": "[MQTT-2.2.2-2]",
  /** A remaining length of more than four bytes. */
  "endless-length": "§2.2.3",
  /** It ends before what it has to have. */
  "too-short": "§2",
  /** It has more than belongs to it. */
  "left-over": "§2",
  "not-utf8": "[MQTT-1.5.3-1]",
  "null-character": "[MQTT-1.5.3-2]",
  "no-packet-identifier": "[MQTT-2.3.1-1]",
  "other-protocol": "[MQTT-3.1.2-1]",
  "other-level": "[MQTT-3.1.2-2]",
  "connect-reserved-set": "[MQTT-3.1.2-3]",
  /** A QoS without a will. */
  "will-qos-alone": "[MQTT-3.1.2-13]",
  "will-qos-3": "[MQTT-3.1.2-14]",
  "will-retain-alone": "[MQTT-3.1.2-15]",
  "password-alone": "[MQTT-3.1.2-22]",
  "acknowledge-reserved-set": "§3.2.2.1",
  /** A refused connection has no session. */
  "session-refused": "[MQTT-3.2.2-4]",
  "unknown-return-code": "§3.2.2.3",
  "dup-at-qos-0": "[MQTT-3.3.1-2]",
  "qos-3": "[MQTT-3.3.1-4]",
  "wildcard-in-topic": "[MQTT-3.3.2-2]",
  "empty-topic": "[MQTT-4.7.3-1]",
  /** A SUBSCRIBE or UNSUBSCRIBE of nothing. */
  "no-topic-filter": "[MQTT-3.8.3-3], [MQTT-3.10.3-2]",
  "subscribe-reserved-set": "[MQTT-3-8.3-4]",
  "unknown-grant": "[MQTT-3.9.3-2]",
} as const satisfies Record<string, string>;

export type MqttViolationName = keyof typeof MQTT_VIOLATIONS;
