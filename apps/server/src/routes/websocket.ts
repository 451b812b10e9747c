// GET ranking/socket: the feed over a WebSocket of the `ws` library. SPEC PR60.
import { ProtocolError } from "@hydra/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { NO_METER, type LaneMeter } from "../lab/ledger.ts";
import { encodeProblemResponse } from "../plugins/problem-details.ts";
import { openLibrarySocket } from "../websocket/library-socket.ts";
import { openMeter, readFeedRequest, type FeedRequest } from "./feed-request.ts";
import { feedSocket } from "./feed-socket.ts";
import type { RouteContext } from "./route-context.ts";

export function websocketRoutes(app: FastifyInstance, context: RouteContext): void {
  const { closeTimeoutMs } = context.timings;
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
      const handler = feedSocket(context, request, meters.get(request) ?? NO_METER);
      openLibrarySocket(socket, { raw: request.raw.socket, closeTimeoutMs }, handler);
    },
  });
  // A handshake that RFC 6455 §4.2.1 does not allow; the library would refuse it in its own words.
  app.websocketServer.on("wsClientError", (_error, socket) => {
    socket.end(BAD_HANDSHAKE, () => socket.destroy());
  });
}

const BAD_HANDSHAKE = encodeProblemResponse(
  new ProtocolError("invalid-body", "This is no WebSocket handshake of version 13."),
  // RFC 6455 §4.4
  ["Sec-WebSocket-Version: 13"],
);
