// One line in the log for what keeps a page from playing: its Origin is not this server's own, most often because a proxy
// sends another Host. Names which values met, and the setting that cures it; once a minute for each, a bounded number.
import type { FastifyBaseLogger, FastifyRequest } from "fastify";
import { quote } from "../environment.ts";
import { clientPrefix } from "./client-address.ts";
import { parseOrigin, type Target } from "./origins.ts";
import { RepeatedLines } from "./repeated-lines.ts";

/** The longest name of a host (RFC 1035 §2.3.4), with a scheme and a port. */
const MAX_QUOTED = 270;

/** What a page cannot do: anything, or open sockets only (SPEC PR15). */
export type Loss = "requests" | "sockets";

export class OriginWarnings {
  readonly #logger: Pick<FastifyBaseLogger, "warn">;
  readonly #lines: RepeatedLines;

  /** @param now monotonic milliseconds */
  constructor(logger: Pick<FastifyBaseLogger, "warn">, now?: () => number) {
    this.#logger = logger;
    this.#lines = new RepeatedLines(now);
  }

  /** @param origin of the page, as it came */
  warn(
    request: FastifyRequest,
    { origin, target, loss }: { origin: string; target: Target; loss: Loss },
  ): void {
    const text = `${LOSSES[loss]} ${quote(origin, MAX_QUOTED)}: ${describe(request, origin, target)}`;
    this.#lines.warn({ logger: this.#logger, client: clientPrefix(request.ip) }, text);
  }
}

const LOSSES = {
  requests: "Refused a page of Origin",
  sockets: "WebSockets would be refused to a page of Origin",
} as const satisfies Record<Loss, string>;

/** What does not fit together, and the cure. */
function describe({ headers, socket }: FastifyRequest, text: string, { host, scheme }: Target): string {
  const origin = parseOrigin(text);
  if (origin === undefined) return "that is no address of a web page: open the page from this server";
  const arrived = `the request came for Host ${quote(host, MAX_QUOTED)}`;
  if (scheme !== undefined && URL.parse(`${origin.protocol}//${host}`)?.host === origin.host)
    return `${arrived} by ${scheme}: make the proxy send the scheme that browsers use as X-Forwarded-Proto`;
  const forwarded = [headers["x-forwarded-host"] ?? ""].flat().join().split(",").at(-1)?.trim();
  if (forwarded?.toLowerCase() === origin.host)
    return `${arrived}, and X-Forwarded-Host was not believed: set TRUST_PROXY=${socket.remoteAddress}`;
  return (
    `${arrived}: if browsers open this server at ${origin.origin}, make the proxy pass Host on ` +
    `(nginx: proxy_set_header Host $http_host), or set ALLOWED_ORIGINS=${origin.origin}, ` +
    `or TRUST_PROXY to the proxy's address where it sends X-Forwarded-Host and X-Forwarded-Proto`
  );
}
