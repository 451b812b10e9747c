// An MQTT 3.1.1 broker (OASIS standard, 2014-10-29) over WebSocket on the application's own port, as a Fastify plugin: clients subscribe to
// feeds, and publish nothing. SPEC.md beside this file has what holds.
import type { FastifyInstance, FastifyRequest } from "fastify";
import { HEARTBEAT_INTERVAL_MS } from "../../wire/limits.ts";
import { FeedError } from "../../wire/problem.ts";
import { TRAITS, type TransportName } from "../../wire/transports.ts";
import { checkOrigins } from "../allowed-origins.ts";
import type { ConnectionMeter, DropReason } from "../feed-context.ts";
import { Hub } from "../hub/hub.ts";
import { checkBrokerOptions } from "../options.ts";
import { answerProblems } from "../problem-answers.ts";
import type { VersionedFeed } from "../versioned-feed.ts";
import { createLibrary, openLibrarySocket } from "../websocket/library-socket.ts";
import { createLiveness, type Liveness } from "../websocket/liveness.ts";
import type { MessageSocketHandler } from "../websocket/message-socket.ts";
import { upgradeRoute } from "../websocket/upgrade-route.ts";
import { Clients, errorOf, type TooMany } from "./clients.ts";
import { EncodingsByFeed } from "./feed-topics.ts";
import { MqttConnection, type ConnectionContext } from "./mqtt-connection.ts";
import { openProtocol } from "./mqtt-protocol.ts";

export interface MqttBounds {
  /** Clients connected at once. Default 10,000; Infinity: any number. */
  readonly maxConnections?: number;
  /** Of one address, as `addressOf` names it. Default 4,096; Infinity: any number. */
  readonly maxConnectionsPerAddress?: number;
  /** Topics a client may be subscribed to; a feed has two. More are refused (SUBACK 0x80). Default 8. */
  readonly maxSubscriptions?: number;
  /** Of a control packet, over however many messages. Default 4,096. */
  readonly maxPacketBytes?: number;
  /** Packets a second that a client may send; more end the connection. Default 20. */
  readonly maxPacketsPerSecond?: number;
  /** Longest keep alive, seconds; 0 and longer ones count as that. A client that is silent half as long again is cut. Default 120. */
  readonly maxKeepAliveS?: number;
  /** A connection without a CONNECT after so long is cut, milliseconds. Default 5,000. */
  readonly connectTimeoutMs?: number;
  /** Between a Close frame and the end of the TCP connection, at most, milliseconds. Default 1,000. */
  readonly closeTimeoutMs?: number;
  /** Each socket is pinged this often, and cut when it has not answered by the next ping. Default 30,000. */
  readonly pingIntervalMs?: number;
}

export interface MqttBrokerOptions extends MqttBounds {
  /**
   * The feed behind a topic `T` (clients subscribe to `T/snapshot` and `T/delta`), for the client that asks; undefined, or a throw,
   * refuses the subscription. `T` has neither wildcards nor white space.
   */
  readonly feedOf: (topic: string, request: FastifyRequest) => VersionedFeed | undefined;
  /** The application's own, which it drains. Default: one of this plugin, drained as the application closes. */
  readonly hub?: Hub;
  /** The application's own, which it closes. Default: one of this plugin. */
  readonly liveness?: Liveness;
  /** Where handshakes are taken, under the plugin's prefix. Default `/mqtt`. */
  readonly path?: string;
  /** Runs before every handshake; throws what refuses it, or returns false for `unauthenticated`. */
  readonly authorize?: (request: FastifyRequest) => boolean | void | Promise<boolean | void>;
  /** As of `liveFeed`: beside pages of the same host. Default none. False: the application checks handshakes itself. */
  readonly allowedOrigins?: readonly string[] | false;
  /** Whose connection it is, for `maxConnectionsPerAddress`. Default `request.ip`. */
  readonly addressOf?: (request: FastifyRequest) => string;
  /** What its watchers are counted as in the hub's `sizes`. Default: not counted by name. */
  readonly transport?: TransportName;
  /** A handshake was accepted; what it returns counts the frames of all the client's topics. */
  readonly onConnection?: (request: FastifyRequest) => ConnectionMeter | undefined;
  /** A handshake was refused for the number of clients: in all, or of its address. */
  readonly onRefused?: (tooMany: TooMany, request: FastifyRequest) => void;
  /** A client was disconnected. */
  readonly onDropped?: (reason: DropReason, request: FastifyRequest) => void;
}

/** [MQTT-6.0.0-3] [MQTT-6.0.0-4] */
const SUBPROTOCOL = "mqtt";
/** Packets of the largest size that one message may carry. */
const PACKETS_A_MESSAGE = 4;
/** Of a message. Each is an object until the last has come: of the library's 16,384 a message of 16 KiB held 5 MB. */
const MAX_FRAGMENTS = 64;

/**
 * Serves the feeds at `/mqtt`.
 * Rejects with a TypeError or RangeError that names an option which is wrong.
 * @example `await app.register(mqttBroker, { feedOf: (topic) => (topic === "prices" ? prices : undefined) })`
 */
export async function mqttBroker(app: FastifyInstance, options: MqttBrokerOptions): Promise<void> {
  checkBrokerOptions(options);
  const { connectTimeoutMs = 5_000, closeTimeoutMs = 1_000, maxPacketBytes = 4_096 } = options;
  const { maxKeepAliveS = 120, addressOf = ({ ip }) => ip, onConnection } = options;
  guardHandshakes(app, options);
  const context = contextOf(app, options);
  const protocol = await openProtocol({
    connectTimeoutMs,
    maxKeepAliveS,
    onError: (error) => app.log.error({ err: error }, "the MQTT broker failed"),
  });
  const { maxConnections: max = 10_000, maxConnectionsPerAddress: maxPerAddress = 4_096 } = options;
  const clients = new Clients({ max, maxPerAddress });
  const limits = { maxPayload: PACKETS_A_MESSAGE * maxPacketBytes, maxFragments: MAX_FRAGMENTS };
  const library = createLibrary(limits, SUBPROTOCOL);
  upgradeRoute(app, {
    url: options.path ?? TRAITS.mqtt.path,
    check(request) {
      requireSubprotocol(request);
      const address = addressOf(request);
      const tooMany = clients.refusalOf(address);
      if (tooMany === undefined) return address;
      options.onRefused?.(tooMany, request);
      throw errorOf(tooMany);
    },
    take(upgrade, request, address) {
      // Before the handshake is answered, which is counted too.
      const meter = onConnection?.(request);
      const handler: MessageSocketHandler = (socket) => {
        const connection = clients.add(
          address,
          (id, onClosed) => new MqttConnection(context, { id, socket, request, meter, onClosed }),
        );
        protocol.handle(connection);
        return connection;
      };
      openLibrarySocket(upgrade, handler, { library, closeTimeoutMs, logger: app.log });
    },
  });
  app.addHook("preClose", (closing) => {
    clients.endAll();
    closing();
  });
  app.addHook("onClose", () => protocol.close());
}

function guardHandshakes(app: FastifyInstance, options: MqttBrokerOptions): void {
  const { authorize, allowedOrigins = [] } = options;
  answerProblems(app);
  if (allowedOrigins !== false) checkOrigins(app, allowedOrigins);
  if (authorize === undefined) return;
  app.addHook("onRequest", async (request) => {
    if ((await authorize(request)) === false) throw new FeedError("unauthenticated");
  });
}

function contextOf(app: FastifyInstance, options: MqttBrokerOptions): ConnectionContext {
  const { feedOf, transport, onDropped } = options;
  const { maxPacketBytes = 4_096, maxPacketsPerSecond = 20, maxSubscriptions = 8 } = options;
  return {
    hub: options.hub ?? ownHub(app),
    liveness: options.liveness ?? ownLiveness(app, options),
    feedOf,
    bounds: { maxPacketBytes, maxPacketsPerSecond, maxSubscriptions },
    encodings: new EncodingsByFeed(),
    transport,
    onDropped,
    logger: app.log,
  };
}

/** With the defaults of `liveFeed`. */
function ownHub(app: FastifyInstance): Hub {
  const now = (): number => performance.timeOrigin + performance.now();
  const heartbeatIntervalMs = HEARTBEAT_INTERVAL_MS;
  const onError = (error: unknown): void => app.log.error({ err: error }, "a feed failed");
  const hub = new Hub({ frameIntervalMs: 50, heartbeatIntervalMs, maxBehindMs: 10_000, now, onError });
  app.addHook("preClose", (closing) => {
    hub.drain();
    closing();
  });
  return hub;
}

function ownLiveness(app: FastifyInstance, { pingIntervalMs = 30_000 }: MqttBounds): Liveness {
  const liveness = createLiveness(pingIntervalMs);
  app.addHook("onClose", () => liveness.close());
  return liveness;
}

/** @throws FeedError `invalid-body` where the handshake does not offer it */
function requireSubprotocol({ headers }: FastifyRequest): void {
  const offered = (headers["sec-websocket-protocol"] ?? "").split(",");
  if (!offered.some((name) => name.trim() === SUBPROTOCOL))
    throw new FeedError("invalid-body", `Offer the subprotocol "${SUBPROTOCOL}" (Sec-WebSocket-Protocol).`);
}
