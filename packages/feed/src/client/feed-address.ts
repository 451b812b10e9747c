// A feed request's address, the same for all transports. SPEC PR4–PR6.
import { encodeCursor, type Cursor } from "../wire/cursor.ts";
import { TRAITS, type TransportName } from "../wire/transports.ts";
import type { FeedFrame, FeedRequest } from "./transport.ts";

type FeedAddress = Pick<FeedRequest<FeedFrame>, "url" | "query" | "since">;

/** The address of a feed over one transport, from `since` on; `http(s)`, also for WebSocket. */
export function feedAddress(
  { url, query, since: opened }: FeedAddress,
  transport: TransportName,
  since: Cursor | undefined = opened,
): string {
  const params = new URLSearchParams({
    ...(since === undefined ? {} : { since: encodeCursor(since) }),
    ...query,
  });
  return `${url}${TRAITS[transport].path}${params.size === 0 ? "" : `?${params}`}`;
}
