// A feed request's address, the same for all transports. SPEC PR4–PR6.
import { encodeCursor, routes, type Cursor, type TransportName } from "@hydra/protocol";
import type { FeedRequest } from "./feed-transport.ts";

/** The address of a family's feed over one transport, from `since` on; `http(s)`, also for WebSocket. */
export function feedUrl(
  request: FeedRequest,
  transport: TransportName,
  since: Cursor | undefined = request.since,
): string {
  const params = new URLSearchParams();
  if (since !== undefined) params.set("since", encodeCursor(since));
  if (request.lane !== undefined) params.set("lane", request.lane);
  if (request.capture !== undefined) params.set("capture", request.capture);
  const search = params.size === 0 ? "" : `?${params}`;
  return `${request.baseUrl}${routes.feed(request.familyId, transport)}${search}`;
}
