// GET ranking/socket-raw: the feed over a WebSocket that packages/rfc6455 speaks, the same as ranking/socket in all but
// that. SPEC PR67.
import { MAX_COMMAND_BYTES } from "@hydra/protocol";
import type { FastifyInstance } from "fastify";
import { openConnectionSocket } from "../websocket/connection-socket.ts";
import { upgradeRoute } from "../websocket/upgrade-route.ts";
import { openMeter, readFeedRequest, type FeedRequest } from "./feed-request.ts";
import { feedSocket } from "./feed-socket.ts";
import type { RouteContext } from "./route-context.ts";

const LIMITS = {
  maxFrameBytes: MAX_COMMAND_BYTES,
  maxMessageBytes: MAX_COMMAND_BYTES,
  // A byte each.
  maxFragments: MAX_COMMAND_BYTES,
};

export function rawWebsocketRoutes(app: FastifyInstance, context: RouteContext): void {
  const { closeTimeoutMs } = context.timings;
  upgradeRoute<FeedRequest>(app, {
    url: "/api/families/:familyId/ranking/socket-raw",
    check: (request) => void readFeedRequest(context, request),
    take(upgrade, request) {
      const meter = openMeter(context, request);
      openConnectionSocket(upgrade, feedSocket(context, request, { transport: "websocket-raw", meter }), {
        limits: LIMITS,
        acceptsBinary: false,
        closeTimeoutMs,
      });
    },
  });
}
