// Whether an Origin (RFC 6454 §7) is this server's own, as far as the server can find out where a browser was. Pure. SPEC PR4.
import type { FastifyRequest } from "fastify";

/** Where a request was sent by its own headers. */
export interface Target {
  /** Name and port, as in the header field Host. */
  readonly host: string;
  /** Undefined where nothing that is trusted names it: TLS may end before this server, at a proxy that does not announce it. */
  readonly scheme: "http" | "https" | undefined;
}

export interface TargetOptions {
  /** Whether TRUST_PROXY names any. */
  readonly trustsProxies: boolean;
  /** Whether a client that asks for a host is connected to this very server, which has no TLS. */
  readonly isDirect: (host: string) => boolean;
}

export function targetOf(
  { host, headers, protocol }: FastifyRequest,
  { trustsProxies, isDirect }: TargetOptions,
): Target {
  const isForwarded = trustsProxies && headers["x-forwarded-proto"] !== undefined;
  // Some proxies name the scheme of a handshake ws or wss.
  const scheme = /^(?:https|wss)$/i.test(protocol) ? "https" : "http";
  if (isForwarded) return { host, scheme };
  return { host, scheme: isDirect(host) ? "http" : undefined };
}

/** The serialised origin of a page on the web; undefined for `null`, other schemes, and what is no origin. */
export function parseOrigin(text: string): URL | undefined {
  const origin = URL.parse(text);
  return origin !== null && /^https?:$/.test(origin.protocol) ? origin : undefined;
}

export function isOwnOrigin(text: string, { host, scheme }: Target): boolean {
  const origin = parseOrigin(text);
  if (origin === undefined || (scheme !== undefined && origin.protocol !== `${scheme}:`)) return false;
  // Of one scheme, so that its own port may be named or not.
  return URL.parse(`${origin.protocol}//${host}`)?.host === origin.host;
}

/** How often a request names its host: exactly once is right (RFC 9112 §3.2). The framework shows the first. */
export function countHosts(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2)
    if (rawHeaders[index]?.length === 4 && rawHeaders[index]?.toLowerCase() === "host") count += 1;
  return count;
}
