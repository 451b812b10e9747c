// The messaging lane: families' rankings by a broker of MQTT, embedded at `/mqtt` or one that stands elsewhere, or in rooms of a service, and where a
// client finds them.
// SPEC PR100–PR102, MS2, MS42, MS43.
import { liveFeed, type LiveFeedOptions } from "@hydra/feed/server";
import { mqttBroker } from "@hydra/feed/mqtt";
import {
  isFields,
  parseCapture,
  parseLane,
  ProtocolError,
  routes,
  type MessagingAnswer,
} from "@hydra/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { RankingFeed } from "../ranking/ranking-feed.ts";
import { rankingOf } from "../routes/ranking.ts";
import { requireBattle, type RouteContext } from "../routes/route-context.ts";
import type { Publishing } from "./open-publisher.ts";

/** In the place of a family's id where none is named. */
const ANY_FAMILY = "{familyId}";

const ROOM_FEED = "/api/families/:familyId/ranking/room";

interface MessagingParts {
  /** The lab's hook, called with each connection. */
  readonly onConnection: LiveFeedOptions["onConnection"];
  readonly publishing: Publishing | undefined;
}

export async function messagingRoutes(
  app: FastifyInstance,
  context: RouteContext,
  { onConnection, publishing }: MessagingParts,
): Promise<void> {
  const { messaging } = context.config;
  if (messaging.type === "off") return;
  if (messaging.type === "embedded") await serveBroker(app, context, onConnection);
  if (publishing?.roomHub !== undefined)
    await app.register(liveFeed, {
      prefix: ROOM_FEED,
      transports: ["polling", "long-polling"],
      feed: (request) => rankingOf(context, request),
      hub: publishing.roomHub,
      allowedOrigins: false,
      onConnection,
    });
  const address = messaging.type === "broker" ? messaging.client : {};
  app.get<{ Querystring: { familyId?: unknown } }>(
    routes.messaging,
    async ({ query }, reply): Promise<MessagingAnswer> => {
      void reply.header("cache-control", "no-store");
      // PR7: an empty parameter counts as absent.
      const familyId = query.familyId === "" ? ANY_FAMILY : (query.familyId ?? ANY_FAMILY);
      if (typeof familyId !== "string") throw new ProtocolError("invalid-body", "One familyId, please.");
      const topic = routes.topic(familyId);
      // A room has a number of its own.
      if (familyId !== ANY_FAMILY || publishing?.address !== undefined) requireBattle(context, familyId);
      return (await publishing?.address?.(topic)) ?? { provider: "mqtt", topic, ...address };
    },
  );
}

async function serveBroker(
  app: FastifyInstance,
  context: RouteContext,
  onConnection: LiveFeedOptions["onConnection"],
): Promise<void> {
  const { hub, liveness, timings, refusals, proxies, config } = context;
  await app.register(mqttBroker, {
    feedOf: (topic) => rankingAt(context, topic),
    hub,
    liveness,
    transport: "mqtt",
    authorize: checkParameters,
    // Of all requests: plugins/origin-check.ts.
    allowedOrigins: false,
    addressOf: ({ raw }) => proxies.clientOf(raw),
    maxConnections: config.mqttClients || Infinity,
    maxConnectionsPerAddress: config.maxConnectionsPerAddress || Infinity,
    closeTimeoutMs: timings.closeTimeoutMs,
    onConnection: (request) => onConnection?.(request, "mqtt"),
    onRefused: (tooMany, { raw }) =>
      refusals.refused("rate-limited", proxies.clientOf(raw), whyTooMany(tooMany, config)),
    onDropped: (reason, { raw }) => refusals.dropped(reason, proxies.clientOf(raw), "mqtt"),
  });
}

function whyTooMany(tooMany: "clients" | "address", config: RouteContext["config"]): string {
  if (tooMany === "clients") return `more than MQTT_CLIENTS=${config.mqttClients} clients of the broker`;
  return `more than MAX_CONNECTIONS_PER_ADDRESS=${config.maxConnectionsPerAddress} clients of the broker`;
}

const TOPIC = /^hydra\/families\/([\w.-]{1,64})\/ranking$/;

function rankingAt({ loop }: RouteContext, topic: string): RankingFeed | undefined {
  const [, familyId] = TOPIC.exec(topic) ?? [];
  return familyId === undefined ? undefined : loop.feed(familyId);
}

/** @throws ProtocolError `invalid-body` for parameters of the lab that are none */
function checkParameters({ query }: FastifyRequest): void {
  if (!isFields(query)) return;
  parseLane(query["lane"]);
  parseCapture(query["capture"]);
}
