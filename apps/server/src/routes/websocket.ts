// GET ranking/socket: the feed over a WebSocket of the `ws` library. SPEC PR60.
import { MAX_COMMAND_BYTES } from "@hydra/protocol";
import type { FastifyInstance } from "fastify";
import { createLibrary, openLibrarySocket } from "../websocket/library-socket.ts";
import { upgradeRoute } from "../websocket/upgrade-route.ts";
import { openMeter, readFeedRequest, type FeedRequest } from "./feed-request.ts";
import { feedSocket } from "./feed-socket.ts";
import type { RouteContext } from "./route-context.ts";

export function websocketRoutes(app: FastifyInstance, context: RouteContext): void {
  const { closeTimeoutMs } = context.timings;
  const library = createLibrary({ maxPayload: MAX_COMMAND_BYTES });
  upgradeRoute<FeedRequest>(app, {
    url: "/api/families/:familyId/ranking/socket",
    check: (request) => void readFeedRequest(context, request),
    take(upgrade, request) {
      const meter = openMeter(context, request);
      openLibrarySocket(upgrade, feedSocket(context, request, { transport: "websocket", meter }), {
        library,
        closeTimeoutMs,
        logger: app.log,
      });
    },
  });
}
