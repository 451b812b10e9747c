// What the four feed endpoints have in common: which family, from which cursor.
import { parseLane, parseSince, type Cursor } from "@hydra/protocol";
import type { FastifyRequest } from "fastify";
import type { Feed } from "../feed/feed.ts";
import { requireFeed, type FamilyParams, type RouteContext } from "./route-context.ts";

/** Query parameters arrive as text, or as a list when repeated. */
export interface FeedRequest extends FamilyParams {
  Querystring: { since?: unknown; holdMs?: unknown; lane?: unknown };
}

/** @throws ProtocolError `unknown-family`, `invalid-cursor`, `invalid-body` */
export function readFeedRequest(
  context: RouteContext,
  { params, query }: FastifyRequest<FeedRequest>,
): { feed: Feed; since: Cursor | undefined } {
  const feed = requireFeed(context, params.familyId);
  parseLane(query.lane);
  return { feed, since: parseSince(query.since) };
}
