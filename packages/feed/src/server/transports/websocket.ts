// GET socket: the feed over a WebSocket of the `ws` library. SPEC PR60.
import type { FastifyInstance } from "fastify";
import { TRAITS } from "../../wire/transports.ts";
import { acceptRequest, type FeedContext } from "../feed-context.ts";
import { createLibrary, openLibrarySocket } from "../websocket/library-socket.ts";
import { upgradeRoute } from "../websocket/upgrade-route.ts";
import { feedSocket } from "./feed-socket.ts";

export function websocket(app: FastifyInstance, context: FeedContext): void {
  const { closeTimeoutMs, maxCommandBytes } = context;
  const library = createLibrary({ maxPayload: maxCommandBytes });
  upgradeRoute(app, {
    url: TRAITS.websocket.path,
    check: (request) => acceptRequest(context, request),
    take(upgrade, request, accepted) {
      const handler = feedSocket(context, accepted, { request, transport: "websocket" });
      openLibrarySocket(upgrade, handler, { library, closeTimeoutMs, logger: app.log });
    },
  });
}
