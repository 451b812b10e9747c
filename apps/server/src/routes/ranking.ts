// A family's ranking, watched over every transport: what the feed's library is told of it, and the polls of it that are answered
// before the framework. SPEC PR5–PR9.
import { liveFeed, plainPolls, type LiveFeedOptions } from "@hydra/feed/server";
import { isFields, parseCapture, parseLane, ProtocolError } from "@hydra/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { RankingFeed } from "../ranking/ranking-feed.ts";
import type { RouteContext } from "./route-context.ts";
import { commonFields, type ShortWay } from "./short-ways.ts";
import { createSocketCommands } from "./socket-commands.ts";

const PREFIX = "/api/families/:familyId/ranking";

/** @param onConnection what the lab is told of each connection */
export async function rankingRoutes(
  app: FastifyInstance,
  context: RouteContext,
  onConnection: LiveFeedOptions["onConnection"],
): Promise<void> {
  const { hub, liveness, timings, refusals, proxies } = context;
  await app.register(liveFeed, {
    prefix: PREFIX,
    feed: (request) => rankingOf(context, request),
    hub,
    liveness,
    closeTimeoutMs: timings.closeTimeoutMs,
    // Of all requests: plugins/origin-check.ts.
    allowedOrigins: false,
    commands: (request, send) =>
      createSocketCommands(context, { request, familyId: familyIdOf(request) }, send),
    onConnection,
    onDropped: (reason, { raw }, transport) => refusals.dropped(reason, proxies.clientOf(raw), transport),
  });
}

/** @throws ProtocolError `unknown-family`; `invalid-body` for parameters of the lab that are none */
export function rankingOf({ loop }: RouteContext, request: FastifyRequest): RankingFeed {
  const feed = loop.feed(familyIdOf(request));
  if (feed === undefined) throw new ProtocolError("unknown-family");
  const { query } = request;
  if (isFields(query)) {
    parseLane(query["lane"]);
    parseCapture(query["capture"]);
  }
  return feed;
}

function familyIdOf({ params }: FastifyRequest): string {
  return isFields(params) && typeof params["familyId"] === "string" ? params["familyId"] : "";
}

/** Groups: family, `/next`, epoch and seq of `since`. What does not match may be right all the same. */
const PLAIN =
  /^\/api\/families\/([\w.-]{1,64})\/ranking(\/next)?(?:\?since=([A-Za-z0-9]{1,32})(?::|%3A)(0|[1-9]\d{0,14}))?$/;

export function plainRankingPolls(context: RouteContext): ShortWay {
  const { hub, loop } = context;
  return plainPolls({
    hub,
    fields: commonFields(context),
    match(url) {
      const match = PLAIN.exec(url);
      if (match === null) return undefined;
      const [, familyId = "", next, epoch, seq] = match;
      const feed = loop.feed(familyId);
      if (feed === undefined) return undefined;
      const since = epoch === undefined ? undefined : { epoch, seq: Number(seq) };
      return { feed, since, isHeld: next !== undefined };
    },
  });
}
