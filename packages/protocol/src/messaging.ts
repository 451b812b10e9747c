// Where a family's ranking is at the message broker: `GET /api/messaging`. Types only; codec/messaging.ts reads them. SPEC PR101.

/** A broker of MQTT 3.1.1: `<topic>/snapshot` (retained) and `<topic>/delta` carry the frames. */
export interface MqttAddress {
  readonly provider: "mqtt";
  readonly topic: string;
  /** `ws(s)://…`; absent: `/mqtt` of the server that was asked. */
  readonly url?: string;
  /** What its clients connect with, where it asks for that. */
  readonly username?: string;
  readonly password?: string;
}

export type MessagingAnswer = MqttAddress;
