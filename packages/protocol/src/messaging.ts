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

/**
 * A chat room of NetEase IM, whose custom messages have `{msgTime, cursor, frame}` as their attachment: whole milliseconds of the sender's clock, and a
 * frame beside its cursor.
 */
export interface NeteaseAddress {
  readonly provider: "netease";
  readonly appKey: string;
  readonly roomId: string;
  /** Whose messages have frames: any other member's are a stranger's. */
  readonly account: string;
  /** `host:port` of the service's link servers. */
  readonly addresses: readonly string[];
}

export type MessagingAnswer = MqttAddress | NeteaseAddress;
