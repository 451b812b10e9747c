// Header fields that a client adds to its requests: a token where there are no cookies, and from a page of the server itself
// the page's origin, which proxies do not rewrite as they do Host. SPEC PR3, PR15.
import { PAGE_HEADER } from "../wire/limits.ts";

/** Bearer token for a client without cookies; a browser's session comes by itself. */
export function authorization(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

/** For everything but a feed's own requests, which need no more than the token. */
export function requestHeaders(url: string, token: string | undefined): Record<string, string> {
  const page = globalThis.location?.origin;
  // Across origins it would cost a preflight that no server grants.
  const isOwnPage = page !== undefined && page === new URL(url, page).origin;
  return { ...authorization(token), ...(isOwnPage ? { [PAGE_HEADER]: page } : {}) };
}
