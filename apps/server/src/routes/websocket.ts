// GET ranking/socket: the feed and a player's attacks over one WebSocket. Frames are framed once for everybody and
// written past the library to the socket, which is sound as long as the library neither compresses nor fragments.
import { CLOSE_CODES, encodeSocketMessage, ProtocolError } from "@hydra/protocol";
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from "fastify";
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { Sink } from "../hub/sink.ts";
import { readFeedRequest, type FeedRequest } from "./feed-request.ts";
import type { RouteContext } from "./route-context.ts";
import { createSocketCommands } from "./socket-commands.ts";

export function websocketRoutes(app: FastifyInstance, context: RouteContext): void {
  app.route<FeedRequest>({
    method: "GET",
    url: "/api/families/:familyId/ranking/socket",
    exposeHeadRoute: false,
    preValidation: (request, _reply, done) => {
      // Before the upgrade, so that a bad request is still answered over HTTP.
      readFeedRequest(context, request);
      done();
    },
    handler: (_request, reply) => {
      void reply.header("upgrade", "websocket").header("connection", "upgrade");
      throw new ProtocolError("upgrade-required");
    },
    wsHandler: (socket, request) => openSocket(context, socket, request),
  });
}

function openSocket(context: RouteContext, socket: WebSocket, request: FastifyRequest<FeedRequest>): void {
  const { feed, since } = readFeedRequest(context, request);
  const raw = request.raw.socket;
  const commands = createSocketCommands(context, request, (message) => {
    if (socket.readyState === socket.OPEN) socket.send(encodeSocketMessage(message));
  });
  // Attached before anything else can happen, or the first messages are gone (pitfall 16).
  socket.on("message", (data, isBinary) => {
    if (isBinary) return socket.close(CLOSE_CODES.unsupportedData, "text only");
    const verdict = commands.receive(data.toString());
    if (verdict === "abusive") socket.close(CLOSE_CODES.policyViolation, "too many messages");
  });
  const subscription = context.hub.subscribe(feed, createSocketSink(socket, raw), since);
  raw.on("drain", subscription.drained);
  socket.once("close", () => {
    raw.off("drain", subscription.drained);
    subscription.close();
  });
}

function createSocketSink(socket: WebSocket, raw: Duplex): Sink {
  return {
    get pendingBytes() {
      return raw.writableLength;
    },
    write(frame) {
      if (socket.readyState === socket.OPEN) raw.write(frame.message);
    },
    end(reason, retryAfterMs) {
      if (reason === "restart") {
        socket.close(CLOSE_CODES.serviceRestart, `retry-after-ms=${Math.round(retryAfterMs)}`);
        return;
      }
      socket.close(CLOSE_CODES.tryAgainLater, "too far behind");
      // A peer that does not read will not answer the close either.
      setTimeout(() => socket.terminate(), TERMINATE_AFTER_MS).unref();
    },
  };
}

/** A peer gets this long to take the rest and the close frame. */
const TERMINATE_AFTER_MS = 1_000;

/** An unclean end is everyday life, not an incident; the library has chosen the close code already. */
export function handleSocketError(error: Error, socket: WebSocket, logger: FastifyBaseLogger): void {
  logger.debug({ err: error }, "socket error");
  setTimeout(() => socket.terminate(), TERMINATE_AFTER_MS).unref();
}
