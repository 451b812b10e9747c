// Cross-site protection: a browser's request that changes something, or opens a socket, must come from this very
// origin or an allowed one (pitfall 12). Requests without an Origin come from programs, which carry no cookie jar.
import { ProtocolError } from "@hydra/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import fp from "fastify-plugin";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

export interface OriginCheckOptions {
  readonly allowedOrigins: readonly string[];
}

export const originCheck = fp(function originCheckPlugin(
  app: FastifyInstance,
  { allowedOrigins }: OriginCheckOptions,
  done,
) {
  const allowed = new Set(allowedOrigins);

  app.addHook("onRequest", (request, _reply, next) => {
    // RFC 9112 §3.2
    if (request.headers.host === undefined)
      return next(new ProtocolError("invalid-body", "A host is missing."));
    const isSocket = request.headers.upgrade?.toLowerCase() === "websocket";
    const isChecked = isSocket || !SAFE_METHODS.has(request.method);
    next(isChecked && !isTrusted(request, allowed) ? new ProtocolError("forbidden-origin") : undefined);
  });
  done();
});

function isTrusted(request: FastifyRequest, allowed: ReadonlySet<string>): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined || allowed.has(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}
