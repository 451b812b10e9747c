// Whether a page of this very server asks, by what browsers add to a request on their own (Fetch Metadata, W3C; RFC 6454 §7).
import { PAGE_HEADER } from "@hydra/protocol";
import type { FastifyRequest, RouteGenericInterface } from "fastify";
import { isOwnOrigin, targetOf } from "../plugins/origins.ts";
import type { RouteContext } from "./route-context.ts";

/** Undefined where the request does not tell: a program's, or a GET on an address where browsers send no Fetch Metadata. */
export function isSameOrigin<G extends RouteGenericInterface>(
  request: FastifyRequest<G>,
  { proxies, hosts }: RouteContext,
): boolean | undefined {
  const { origin, "sec-fetch-site": site, [PAGE_HEADER]: page } = request.headers;
  if (site !== undefined) return site === "same-origin";
  if (origin === undefined) return undefined;
  // Another site's page cannot set that header (SPEC PR15).
  if (page === origin) return true;
  const target = targetOf(request, {
    trustsProxies: proxies.areAny,
    isDirect: (host) => hosts.isDirect(host),
  });
  return isOwnOrigin(origin, target);
}
