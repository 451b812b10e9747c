// GET /api/lab/echo/ws and …/rfc6455: two echo sockets that differ in their implementation of WebSocket, for conformance runs and
// round-trip timing. Text and binary, 16 MiB a message, no extension. SPEC PR85.
import { createLibrary, openConnectionSocket, openLibrarySocket, upgradeRoute } from "@hydra/feed/server";
import { MAX_ECHO_BYTES, routes } from "@hydra/protocol";
import type { FastifyInstance } from "fastify";
import { EchoRoom } from "./echo-room.ts";
import type { RouteContext } from "../routes/route-context.ts";

/** The largest message in fragments of 64 bytes, which conformance suites send, and as many again. */
const MAX_FRAGMENTS = (2 * MAX_ECHO_BYTES) / 64;
/** To take 16 MiB over a slow network; a restart cuts sooner. */
const CLOSE_TIMEOUT_MS = 10_000;

const LIMITS = {
  maxFrameBytes: MAX_ECHO_BYTES,
  maxMessageBytes: MAX_ECHO_BYTES,
  maxFragments: MAX_FRAGMENTS,
};

export function echoRoutes(app: FastifyInstance, { liveness, proxies }: RouteContext): void {
  const room = new EchoRoom(liveness);
  const library = createLibrary({
    maxPayload: MAX_ECHO_BYTES,
    maxFragments: MAX_FRAGMENTS,
    maxBufferedChunks: MAX_FRAGMENTS,
  });

  upgradeRoute(app, {
    url: routes.labEcho("rfc6455"),
    check: ({ raw }) => room.admit(proxies.clientOf(raw)),
    take: (upgrade, { raw }) =>
      openConnectionSocket(upgrade, room.echoOn({ raw: upgrade.socket, client: proxies.clientOf(raw) }), {
        limits: LIMITS,
        closeTimeoutMs: CLOSE_TIMEOUT_MS,
      }),
  });
  upgradeRoute(app, {
    url: routes.labEcho("ws"),
    check: ({ raw }) => room.admit(proxies.clientOf(raw)),
    take: (upgrade, { raw }) =>
      openLibrarySocket(upgrade, room.echoOn({ raw: upgrade.socket, client: proxies.clientOf(raw) }), {
        library,
        closeTimeoutMs: CLOSE_TIMEOUT_MS,
        logger: app.log,
      }),
  });
  app.addHook("preClose", (done) => {
    room.drain();
    done();
  });
}
