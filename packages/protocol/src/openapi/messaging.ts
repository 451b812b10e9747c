// The same frames by a message broker. SPEC PR100–PR102.
import { pathOver, TRAITS } from "@hydra/feed";
import { routes } from "../routes.ts";
import type { PathItem } from "./document-type.ts";
import { capture, inFamily, json, lane, messagingFamily, problems } from "./parts.ts";
import { feedItem } from "./watching.ts";

const tags = ["watching"];

const IN_ROOMS =
  "For clients of a service's chat rooms, whose frames these are; answered 404 `not-found` where `/api/messaging` names no such room.";

export const messagingPaths: Record<string, PathItem> = {
  [TRAITS.mqtt.path]: {
    get: {
      operationId: "watchByMqtt",
      tags,
      summary: "The ranking by mqtt",
      description:
        "An MQTT 3.1.1 broker over WebSocket, subprotocol `mqtt`, for subscribers at QoS 0 with clean sessions. Topics: " +
        `\`${routes.topic("<familyId>")}/snapshot\`, which answers a subscription with the newest \`Snapshot\`, and ` +
        "`…/delta`, with every `Delta` from there. Nothing can be published.",
      parameters: [lane, capture],
      responses: {
        "101": { description: "The connection is a WebSocket (RFC 6455 §4.2.2)." },
        ...problems("invalid-body", "forbidden-origin", "upgrade-required", "rate-limited", "unavailable"),
      },
    },
  },
  [routes.messaging]: {
    get: {
      operationId: "getMessaging",
      tags,
      summary: "Where the message broker is",
      description:
        "Of a service's chat rooms: which room, which needs `familyId`. Clients of such a room ask for what it lost by polling and long-polling at " +
        `\`${routes.roomFeed("<familyId>")}\`, whose held answers are at versions that the room's messages lead to.`,
      parameters: [messagingFamily],
      responses: {
        "200": json("The broker, and the family's topic or room there.", "Messaging"),
        ...problems("invalid-body", "not-found", "unknown-family", "unavailable"),
      },
    },
  },
  ...Object.fromEntries(
    (["polling", "long-polling"] as const).map((transport) => [
      inFamily((id) => pathOver(transport, routes.roomFeed(id))),
      feedItem(transport, "Room", IN_ROOMS),
    ]),
  ),
};
