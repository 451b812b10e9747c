// A feed request's address and headers, the same for all four transports. SPEC PR3–PR6.
import { encodeCursor, routes, type Cursor, type TransportName } from "@hydra/protocol";
import type { FeedRequest } from "./feed-transport.ts";

/** What the query may say besides the lane. */
export interface FeedQuery {
  readonly since: Cursor | undefined;
  readonly holdMs?: number;
}

/** The address of a family's feed over one transport; `http(s)`, also for WebSocket. */
export function feedUrl(request: FeedRequest, transport: TransportName, query: FeedQuery): string {
  const params = new URLSearchParams();
  if (query.since !== undefined) params.set("since", encodeCursor(query.since));
  if (query.holdMs !== undefined) params.set("holdMs", String(query.holdMs));
  if (request.lane !== undefined) params.set("lane", request.lane);
  const search = params.size === 0 ? "" : `?${params}`;
  return `${request.baseUrl}${routes.feed(request.familyId, transport)}${search}`;
}

/** Headers for a client without cookies; a browser's session comes by itself. */
export function authorization(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}
