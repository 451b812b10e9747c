// What the feed endpoints have in common: which family, from which cursor.
import { parseCapture, parseLane, parseSince, type Cursor } from "@hydra/protocol";
import type { FastifyRequest } from "fastify";
import type { ServerResponse } from "node:http";
import type { RankingFeed } from "../ranking/ranking-feed.ts";
import { NO_METER, type LaneMeter } from "../lab/ledger.ts";
import { isSameOrigin } from "./same-origin.ts";
import { requireFeed, type FamilyParams, type RouteContext } from "./route-context.ts";

/** Query parameters arrive as text, or as a list when repeated. */
export interface FeedRequest extends FamilyParams {
  Querystring: { since?: unknown; holdMs?: unknown; lane?: unknown; capture?: unknown };
}

/** @throws ProtocolError `unknown-family`, `invalid-cursor`, `invalid-body` */
export function readFeedRequest(
  context: RouteContext,
  { params, query }: FastifyRequest<FeedRequest>,
): { feed: RankingFeed; since: Cursor | undefined } {
  const feed = requireFeed(context, params.familyId);
  parseLane(query.lane);
  parseCapture(query.capture);
  return { feed, since: parseSince(query.since) };
}

/**
 * Begins to count the request for the lane it names, and to show it to the capture it names, until the response ends,
 * or the socket for want of a response; does nothing where nothing is named, or there is no lab.
 */
export function openMeter(
  context: RouteContext,
  request: FastifyRequest<FeedRequest>,
  response?: ServerResponse,
): LaneMeter {
  const { lab } = context;
  if (lab === undefined) return NO_METER;
  const { query, raw, server } = request;
  const client = context.proxies.clientOf(raw);
  const captureId = parseCapture(query.capture);
  if (captureId !== undefined) {
    const who = { client, isSameOrigin: isSameOrigin(request, context) };
    lab.captures.record(captureId, { request: raw, response, head: server.upgradeHeads.get(raw), ...who });
  }
  const laneId = parseLane(query.lane);
  if (laneId === undefined) return NO_METER;
  return lab.ledger.open({ laneId, client, request: raw, response });
}
