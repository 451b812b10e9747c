// What is aedes's: CONNECT and its CONNACK, SUBSCRIBE, UNSUBSCRIBE, PINGREQ, keep alive and the time a CONNECT may take (MQTT 3.1.1 §3).
// Its permissions ask the connection (mqtt-connection.ts); frames do not pass it. The only file that names it.
import { Aedes, type Client, type ConnectPacket } from "aedes";
import type { Duplex } from "node:stream";

/** What a CONNECT is refused for: CONNACK's return code (§3.2.2.3). */
export type ConnectRefusal = "session" | "will";

/** One connection as the protocol asks about it. Topics are filters, as the client sent them. */
export interface ProtocolPeer {
  readonly stream: Duplex;
  readonly id: string;
  /** The client's CONNECT is refused: a CONNACK with the code is written, then the stream is destroyed. */
  refuse(refusal: ConnectRefusal): void;
  /** Whether it may have the topic. */
  admits(filter: string): boolean;
  /** Of one SUBSCRIBE, those it was given; its SUBACK is written in this tick or was. */
  subscribed(filters: readonly string[]): void;
  unsubscribed(filters: readonly string[]): void;
  /** Nothing came for one and a half times the keep alive; the stream is about to be destroyed. */
  fellSilent(): void;
}

export interface ProtocolOptions {
  readonly connectTimeoutMs: number;
  /** Longest keep alive, seconds; also for a client that names a longer one, or 0. */
  readonly maxKeepAliveS: number;
  readonly onError: (error: unknown) => void;
}

export interface Protocol {
  handle(peer: ProtocolPeer): void;
  close(): Promise<void>;
}

/**
 * §3.2.2.3. 2, as for a session without an identifier [MQTT-3.1.3-8]: under no identifier is one kept. 5: a will would be a
 * publication, and no client may publish.
 */
const RETURN_CODES: Readonly<Record<ConnectRefusal, number>> = { session: 2, will: 5 };
/** Of a subscription that is refused (§3.9.3); what is granted is a QoS. */
const FAILURE = 128;
const MAX_QOS = 2;

export async function openProtocol(options: ProtocolOptions): Promise<Protocol> {
  const { connectTimeoutMs, maxKeepAliveS, onError } = options;
  const peers = new WeakMap<Client, ProtocolPeer>();
  const refusals = new WeakMap<Client, ConnectRefusal>();
  const broker = await Aedes.createBroker({
    connectTimeout: connectTimeoutMs,
    preConnect(client, packet, done) {
      // As one of version 5 aedes refuses it (CONNACK 1).
      if (!isVersion311(packet)) packet.protocolVersion = OTHER_VERSION;
      const refusal = packet.will === undefined ? (packet.clean === true ? undefined : "session") : "will";
      if (refusal !== undefined) refusals.set(client, refusal);
      delete packet.will;
      // Of no other connection, so that naming another's ends none [MQTT-3.1.4-2]: sessions are not kept.
      packet.clientId = peers.get(client)?.id ?? "";
      // §3.1.2.10: a server may end what is inactive regardless of the keep alive.
      packet.keepalive = Math.min(packet.keepalive || maxKeepAliveS, maxKeepAliveS);
      done(null, true);
    },
    // User name and password are not looked at: `authorize` has checked the handshake.
    authenticate(client, ...[, , done]) {
      const refusal = refusals.get(client);
      if (refusal === undefined) return done(null, true);
      peers.get(client)?.refuse(refusal);
      done(Object.assign(new Error(refusal), { returnCode: RETURN_CODES[refusal] }), null);
    },
    authorizeSubscribe(client, subscription, done) {
      done(null, peers.get(client)?.admits(subscription.topic) === true ? subscription : null);
    },
    // None gets here: the reader ends a connection that publishes, and wills are refused.
    authorizePublish: (_client, _packet, done) => done(new Error("nothing can be published here")),
  });
  // It would end a connection over a filter of more levels than its index takes, where the connection refuses the filter. No option allows it.
  Object.assign(broker, { maxTopicLevels: Infinity });
  // The declaration of `on` leaves this event out.
  broker.addListener("error", onError);
  broker.on("subscribe", (subscriptions, client) => {
    const granted = subscriptions.filter(({ qos }) => qos <= MAX_QOS);
    peers.get(client)?.subscribed(granted.map(({ topic }) => topic));
  });
  broker.on("unsubscribe", (filters, client) => peers.get(client)?.unsubscribed(filters));
  broker.on("keepaliveTimeout", (client) => peers.get(client)?.fellSilent());
  return {
    handle: (peer) => void peers.set(broker.handle(peer.stream), peer),
    close: () => new Promise((resolve) => broker.close(resolve)),
  };
}

const OTHER_VERSION = 5;

/** MQTT 3.1 is another one, and so is what bridges of brokers make of the level, which aedes takes as 3.1.1. */
function isVersion311(packet: ConnectPacket): boolean {
  // The declarations leave `bridgeMode` out.
  return (
    packet.protocolId === "MQTT" && packet.protocolVersion === 4 && Reflect.get(packet, "bridgeMode") !== true
  );
}

const CONNACK = 0x20;

/** Whether it is a CONNACK that refuses: nothing that came with the CONNECT is answered [MQTT-3.2.2-5]. */
export function refusesConnect(packet: Buffer): boolean {
  return packet[0] === CONNACK && packet.at(-1) !== 0;
}

/** SUBACK's type (§3.9.1). */
const SUBACK = 0x90;
const PACKET_IDENTIFIER_BYTES = 2;

export function isSuback(packet: Buffer): boolean {
  return packet[0] === SUBACK;
}

/** Makes QoS 0 of whatever a SUBACK grants, which aedes grants as asked (§3.9.3). */
export function grantQos0(packet: Buffer): Buffer {
  const lengthEnd = packet.findIndex((byte, at) => at > 0 && byte < 0x80) + 1;
  const codes = packet.subarray(lengthEnd + PACKET_IDENTIFIER_BYTES);
  for (const [at, code] of codes.entries()) if (code !== FAILURE) codes[at] = 0;
  return packet;
}
