// The HTTP server before any route: what it takes at all, and what it answers to bytes that are no request. RFC 9112.
import { sendProblem } from "@hydra/feed/server";
import { MAX_COMMAND_BYTES, ProtocolError } from "@hydra/protocol";
import fastify, { LogController, type FastifyInstance } from "fastify";
import type { Socket } from "node:net";
import type { Config } from "./config.ts";
import { isHandshake } from "./handshake.ts";
import type { TrustedProxies } from "./plugins/client-address.ts";
import { encodeProblemResponse } from "./plugins/problem-details.ts";
import type { Timings } from "./timings.ts";

/** Late requests are looked for this often; Node's own 30 s would let a slow sender stay four times as long. */
const TIMEOUT_CHECKS_PER_REQUEST = 5;

export function createHttpServer(
  { logLevel }: Config,
  timings: Timings,
  proxies: TrustedProxies,
): FastifyInstance {
  const app = fastify({
    logger: logLevel === "silent" ? false : { level: logLevel },
    // One line a request would be most of the log, and most of a poll's cost.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: proxies.areAny && ((address) => proxies.has(address)),
    bodyLimit: MAX_COMMAND_BYTES,
    requestTimeout: timings.requestTimeoutMs,
    connectionTimeout: timings.idleTimeoutMs,
    forceCloseConnections: "idle",
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: false },
    rewriteUrl: ({ url = "/" }) => routable(url),
    http: {
      // Not longer than the request's, or Node takes one for the other and waits a minute for a body.
      headersTimeout: timings.requestTimeoutMs,
      // Refused by the origin check, in our words.
      requireHostHeader: false,
      connectionsCheckingInterval: timings.requestTimeoutMs / TIMEOUT_CHECKS_PER_REQUEST,
      shouldUpgradeCallback: isHandshake,
    },
    clientErrorHandler: answerMalformed,
    frameworkErrors: (_error, _request, reply) => {
      void sendProblem(reply, new ProtocolError("not-found"));
    },
  });
  return app;
}

/**
 * A path with a per cent sign that begins no octet (RFC 3986 §2.1), or with octets that are no UTF-8, has no route. Written as one
 * segment it is found unknown like any other, by the API's rules where it is the API's.
 */
function routable(url: string): string {
  try {
    if (url.includes("%")) decodeURI(url.split("?", 1)[0] ?? url);
    return url;
  } catch {
    const prefix = url.startsWith("/api/") ? "/api/" : "/";
    return prefix + encodeURIComponent(url.slice(prefix.length));
  }
}

/** What is no HTTP, or does not arrive, is refused in our words (PR35) and the connection closed (RFC 9112 §2.2). */
function answerMalformed(_error: Error, socket: Socket): void {
  // A peer that has got part of an answer would take this one for the rest of it.
  if (!socket.writable || socket.bytesWritten > 0) return void socket.destroy();
  socket.write(MALFORMED);
  socket.destroySoon();
}

const MALFORMED = encodeProblemResponse(
  new ProtocolError("invalid-body", "This is not a complete HTTP request."),
);
