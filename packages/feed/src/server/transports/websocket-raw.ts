// GET socket-raw: the feed over a WebSocket of packages/rfc6455, the same as `socket` in all but that. SPEC PR67.
import type { FastifyInstance } from "fastify";
import { TRAITS } from "../../wire/transports.ts";
import { acceptRequest, type FeedContext } from "../feed-context.ts";
import { openConnectionSocket } from "../websocket/connection-socket.ts";
import { upgradeRoute } from "../websocket/upgrade-route.ts";
import { feedSocket } from "./feed-socket.ts";

export function rawWebsocket(app: FastifyInstance, context: FeedContext): void {
  const { closeTimeoutMs, maxCommandBytes: max } = context;
  // A fragment has a byte at least.
  const limits = { maxFrameBytes: max, maxMessageBytes: max, maxFragments: max };
  upgradeRoute(app, {
    url: TRAITS["websocket-raw"].path,
    check: (request) => acceptRequest(context, request),
    take(upgrade, request, accepted) {
      const handler = feedSocket(context, accepted, { request, transport: "websocket-raw" });
      openConnectionSocket(upgrade, handler, { limits, acceptsBinary: false, closeTimeoutMs });
    },
  });
}
