// Cross-site protection: a browser's request that changes something, or opens a socket, must come from this very
// origin or an allowed one (pitfall 12). Requests without an Origin come from programs, which carry no cookie jar.
import { ProtocolError } from "@hydra/protocol";
import type { FastifyInstance } from "fastify";
import fp from "fastify-plugin";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

export interface OriginCheckOptions {
  readonly allowedOrigins: readonly string[];
  /** Whether the origin's page is this server's own, although it asks another of its ports. */
  readonly isOwnPage: (origin: string, host: string | undefined) => boolean;
}

export const originCheck = fp(function originCheckPlugin(
  app: FastifyInstance,
  { allowedOrigins, isOwnPage }: OriginCheckOptions,
  done,
) {
  const allowed = new Set(allowedOrigins);

  app.addHook("onRequest", (request, _reply, next) => {
    // RFC 9112 §3.2
    if (request.headers.host === undefined)
      return next(new ProtocolError("invalid-body", "A host is missing."));
    const isSocket = request.headers.upgrade?.toLowerCase() === "websocket";
    const isChecked = isSocket || !SAFE_METHODS.has(request.method);
    const { origin } = request.headers;
    // What the browser asked for, also when a proxy that is trusted asks for something else.
    const { host } = request;
    const isTrusted =
      !isChecked ||
      origin === undefined ||
      allowed.has(origin) ||
      isSame(origin, host) ||
      isOwnPage(origin, host);
    next(isTrusted ? undefined : new ProtocolError("forbidden-origin"));
  });
  done();
});

function isSame(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
