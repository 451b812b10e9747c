// Which pages may read a feed: handshakes are checked here, since browsers open sockets to any server (RFC 6455 §10.2); plain
// requests are checked by browsers themselves, by the headers of CORS (Fetch §3.2).
import type { FastifyInstance } from "fastify";
import { LOG_HEADER } from "../wire/limits.ts";
import { FeedError } from "../wire/problem.ts";
import { upgradeHead } from "./websocket/upgrade-route.ts";

/** For a day, the most that browsers keep. */
const MAX_AGE_S = "86400";
const READABLE = `etag, retry-after, ${LOG_HEADER}`;
const SENDABLE = "authorization, cache-control, if-none-match, last-event-id";

/** A handshake without an Origin is a program's, not a browser's. */
export function checkOrigins(app: FastifyInstance, allowedOrigins: readonly string[]): void {
  const allowed = new Set(allowedOrigins);
  app.addHook("onRequest", (request, reply, next) => {
    const { origin, host } = request.headers;
    if (allowed.size > 0) void reply.header("vary", "Origin");
    if (origin === undefined) return next();
    if (allowed.has(origin)) {
      void reply.header("access-control-allow-origin", origin);
      void reply.header("access-control-expose-headers", READABLE);
      return next();
    }
    const isHandshake = upgradeHead(request.raw) !== undefined;
    next(isHandshake && !isOwn(origin, host) ? new FeedError("forbidden-origin") : undefined);
  });
}

/** Answers the questions that browsers ask before a request with header fields of a page's own. */
export function answerPreflights(app: FastifyInstance, urls: readonly string[]): void {
  for (const url of urls) {
    app.options(url, (_request, reply) =>
      reply
        .code(204)
        .header("access-control-allow-methods", "GET, HEAD")
        .header("access-control-allow-headers", SENDABLE)
        .header("access-control-max-age", MAX_AGE_S)
        .send(),
    );
  }
}

/** Behind a proxy that ends TLS the scheme is the browser's alone; host and port must be the same. */
function isOwn(origin: string, host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(origin)) return false;
  const page = new URL(origin);
  const asked = `${page.protocol}//${host}`;
  return URL.canParse(asked) && new URL(asked).host === page.host;
}
