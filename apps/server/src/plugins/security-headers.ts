// Headers that keep a browser from doing for an attacker what it would do for us. Answers of the API are not
// documents and get only what concerns them: a poll every few seconds must not carry a page's policy.
import fastifyHelmet from "@fastify/helmet";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { IncomingMessage } from "node:http";
import fp from "fastify-plugin";

/** For everything. */
export const apiHeaders = fp(function apiHeadersPlugin(app: FastifyInstance, _options, done) {
  app.addHook("onRequest", ({ method }, reply, next) => {
    void reply.header("x-content-type-options", "nosniff");
    // Among them are all that carry a token or a cookie.
    if (method !== "GET" && method !== "HEAD") void reply.header("cache-control", "no-store");
    next();
  });
  done();
});

/** Where pages may connect to besides the server itself. */
export interface PageConnections {
  /** Ports of this host that the lab's lanes connect to. */
  readonly labPorts: () => readonly number[];
  /** Origins of other servers: `wss://broker.example`. */
  readonly origins: readonly string[];
}

/** For pages, in the scope given. Styles may be inline, because component libraries write them; scripts may not. */
export async function pageHeaders(
  app: FastifyInstance,
  { labPorts, origins }: PageConnections,
): Promise<void> {
  const labSources =
    (scheme: string) =>
    ({ headers }: IncomingMessage): string =>
      labPorts()
        .map((port) => sourceOf(`${scheme}://${hostOf(headers.host)}:${port}`))
        .join(" ") || "'self'";
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", labSources("http"), labSources("ws"), ...origins.map(sourceOf)],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // TLS ends at a proxy, whose business this is; over plain HTTP browsers ignore it.
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: false,
    // Browsers do so by themselves (HTML §7.1.1), and complain where it is asked of some pages of an origin only.
    originAgentCluster: false,
  });
  app.addHook("onRequest", (request, reply, next) => {
    // Elsewhere browsers ignore it, and complain to the console.
    if (isTrustworthy(request)) void reply.header("cross-origin-opener-policy", "same-origin");
    next();
  });
}

/**
 * Whether the browser takes the page's address for potentially trustworthy (W3C Secure Contexts §3.1: TLS, or this very
 * machine). To no other address does it send Fetch Metadata (W3C), which also shows TLS that ended at a proxy.
 */
function isTrustworthy({ protocol, headers }: FastifyRequest): boolean {
  return protocol === "https" || headers["sec-fetch-site"] !== undefined;
}

/**
 * An origin as a source of a content security policy. Its grammar has no IPv6 addresses (CSP §2.3.1): browsers ignore such a source,
 * and complain. Any host with this port is the least that lets one through.
 */
function sourceOf(origin: string): string {
  const url = URL.parse(origin);
  if (url === null) return "'self'";
  const { protocol, hostname, port } = url;
  return `${protocol}//${hostname.startsWith("[") ? "*" : hostname}${port === "" ? "" : `:${port}`}`;
}

/** A host that a page was asked for, without the port. */
function hostOf(host: string | undefined): string {
  return (host === undefined ? null : URL.parse(`http://${host}`))?.hostname ?? "";
}
