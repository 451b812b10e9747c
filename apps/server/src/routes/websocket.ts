// GET ranking/socket: the feed and a player's attacks over one WebSocket. Frames are framed once for everybody and
// written past the library to the socket, which is sound as long as the library neither compresses nor fragments.
import { CLOSE_CODES, encodeSocketMessage, ProtocolError } from "@hydra/protocol";
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from "fastify";
import type { Duplex } from "node:stream";
import type { RawData, WebSocket } from "ws";
import type { Sink } from "../hub/sink.ts";
import { NO_METER, type LaneMeter } from "../lab/ledger.ts";
import { metered } from "../lab/metered-sink.ts";
import { encodeProblemResponse } from "../plugins/problem-details.ts";
import { openMeter, readFeedRequest, type FeedRequest } from "./feed-request.ts";
import type { RouteContext } from "./route-context.ts";
import { createSocketCommands, type SocketCommands } from "./socket-commands.ts";
import { createLiveness, type Liveness } from "./socket-liveness.ts";

/** Answers that a peer may leave unread before nothing more is read from it. */
const MAX_UNREAD_BYTES = 64 * 1024;

export function websocketRoutes(app: FastifyInstance, context: RouteContext): void {
  const liveness = createLiveness(context.timings.pingIntervalMs);
  const meters = new WeakMap<FastifyRequest, LaneMeter>();
  app.route<FeedRequest>({
    method: "GET",
    url: "/api/families/:familyId/ranking/socket",
    exposeHeadRoute: false,
    preValidation: (request, _reply, done) => {
      // Before the upgrade, so that a bad request is still answered over HTTP, and its answer counted.
      readFeedRequest(context, request);
      meters.set(request, openMeter(context, request));
      done();
    },
    handler: (_request, reply) => {
      void reply.header("upgrade", "websocket").header("connection", "upgrade");
      throw new ProtocolError("upgrade-required");
    },
    wsHandler: (socket, request) => {
      const meter = meters.get(request) ?? NO_METER;
      openSocket({ context, liveness, meter, socket, request });
    },
  });
  // A handshake that RFC 6455 §4.2.1 does not allow; the library would refuse it in its own words.
  app.websocketServer.on("wsClientError", (_error, socket) => {
    socket.end(BAD_HANDSHAKE, () => socket.destroy());
  });
  app.addHook("preClose", (done) => {
    liveness.close();
    done();
  });
}

const BAD_HANDSHAKE = encodeProblemResponse(
  new ProtocolError("invalid-body", "This is no WebSocket handshake of version 13."),
  // RFC 6455 §4.4
  ["Sec-WebSocket-Version: 13"],
);

interface Opening {
  readonly context: RouteContext;
  readonly liveness: Liveness;
  readonly meter: LaneMeter;
  readonly socket: WebSocket;
  readonly request: FastifyRequest<FeedRequest>;
}

function openSocket({ context, liveness, meter, socket, request }: Opening): void {
  const { feed, since } = readFeedRequest(context, request);
  const raw = request.raw.socket;
  const commands = createSocketCommands(context, request, (message) => {
    if (socket.readyState === socket.OPEN) socket.send(encodeSocketMessage(message));
  });
  // Attached before anything else can happen, or the first messages are gone (pitfall 16).
  socket.on("message", (data, isBinary) => {
    // The library goes on reading until the peer has closed too; nothing counts any more.
    if (socket.readyState !== socket.OPEN) return;
    if (isBinary) return refuse(socket, CLOSE_CODES.unsupportedData, "text only");
    const verdict = commands.receive(toText(data));
    if (verdict === "abusive") return refuse(socket, CLOSE_CODES.policyViolation, "too many messages");
    // Whoever does not read the answers is not read from either: nothing piles up. Pongs the library bounds.
    if (raw.writableLength > MAX_UNREAD_BYTES) socket.pause();
  });
  liveness.watch(socket);
  const sink = metered(createSocketSink(socket, raw, commands), meter);
  const subscription = context.hub.subscribe(feed, sink, since);
  const onDrain = (): void => {
    socket.resume();
    subscription.drained();
  };
  raw.on("drain", onDrain);
  socket.once("close", () => {
    raw.off("drain", onDrain);
    subscription.close();
  });
}

/** The library is asked for Buffers, and gives each message as one. */
function toText(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString() : "";
}

function createSocketSink(socket: WebSocket, raw: Duplex, commands: SocketCommands): Sink {
  return {
    transport: "websocket",
    get pendingBytes() {
      return raw.writableLength;
    },
    write(frame) {
      if (socket.readyState === socket.OPEN) raw.write(frame.message);
    },
    end(reason, retryAfterMs) {
      if (reason === "behind") return refuse(socket, CLOSE_CODES.tryAgainLater, "too far behind");
      const hint = `retry-after-ms=${Math.round(retryAfterMs)}`;
      void commands.settled().then(() => socket.close(CLOSE_CODES.serviceRestart, hint));
    },
  };
}

/** Closes, and does not wait for a peer that may neither read nor answer. */
function refuse(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  setTimeout(() => socket.terminate(), TERMINATE_AFTER_MS).unref();
}

/** A peer gets this long to take the rest and the close frame. */
const TERMINATE_AFTER_MS = 1_000;

/** An unclean end is everyday life, not an incident; the library has chosen the close code already. */
export function handleSocketError(error: Error, socket: WebSocket, logger: FastifyBaseLogger): void {
  logger.debug({ err: error }, "socket error");
  setTimeout(() => socket.terminate(), TERMINATE_AFTER_MS).unref();
}
