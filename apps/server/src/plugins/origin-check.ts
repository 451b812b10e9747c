// Cross-site protection: a browser's request that changes something, or opens a socket, must come from a page of this very
// server or of an allowed origin (pitfall 12). Requests without an Origin come from programs, which carry no cookie jar.
// SPEC PR4, PR15.
import { ORIGIN_HEADER, PAGE_HEADER, ProtocolError } from "@hydra/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import fp from "fastify-plugin";
import { OriginWarnings } from "./origin-warnings.ts";
import { isOwnOrigin, parseOrigin, targetOf } from "./origins.ts";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

export interface OriginCheckOptions {
  readonly allowedOrigins: readonly string[];
  /** Whether any proxy is believed about host and scheme. */
  readonly trustsProxies: boolean;
  /** Whether a client that asks for a host is connected to this very server. */
  readonly isDirect: (host: string) => boolean;
  readonly onRefused: (request: FastifyRequest) => void;
  /** Whether the origin's page is this server's own, although it asks another of its ports. */
  readonly isOwnPage: (origin: string, host: string | undefined) => boolean;
}

export const originCheck = fp(function originCheckPlugin(
  app: FastifyInstance,
  { allowedOrigins, trustsProxies, isDirect, isOwnPage, onRefused }: OriginCheckOptions,
  done,
) {
  const allowed = new Set(allowedOrigins);
  const warnings = new OriginWarnings(app.log);

  app.addHook("onRequest", (request, reply, next) => {
    const { origin } = request.headers;
    const page = request.headers[PAGE_HEADER];
    if (origin === undefined && page === undefined) return next();
    // What the browser asked for, also when a proxy that is trusted asks for something else.
    const target = targetOf(request, { trustsProxies, isDirect });
    const isOwn = (candidate: string): boolean =>
      allowed.has(candidate) || isOwnOrigin(candidate, target) || isOwnPage(candidate, target.host);

    if (typeof page === "string" && parseOrigin(page) !== undefined && !isOwn(page)) {
      void reply.header(ORIGIN_HEADER, "differs");
      warnings.warn(request, { origin: page, target, loss: "sockets" });
    }
    const isSocket = request.headers.upgrade?.toLowerCase() === "websocket";
    const isChecked = isSocket || !SAFE_METHODS.has(request.method);
    if (!isChecked || origin === undefined || isOwn(origin)) return next();
    // A page of another site cannot set the header without a preflight, which is never granted for it.
    if (!isSocket && page === origin && parseOrigin(origin) !== undefined) return next();
    warnings.warn(request, { origin, target, loss: "requests" });
    onRefused(request);
    next(new ProtocolError("forbidden-origin"));
  });
  done();
});
