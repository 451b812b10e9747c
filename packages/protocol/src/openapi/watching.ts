// The feed over its transports. SPEC PR5, PR6, PR9, PR20–PR29, PR50–PR67.
import type { ErrorCode } from "../errors.ts";
import { FEED_TRANSPORTS, TRAITS, type FeedTransportName, type TransportTraits } from "@hydra/feed";
import { routes } from "../routes.ts";
import type { Operation, PathItem } from "./document-type.ts";
import {
  capture,
  etag,
  familyId,
  holdMs,
  ifNoneMatch,
  inFamily,
  json,
  lane,
  lastEventId,
  problems,
  session,
  since,
  text,
} from "./parts.ts";

/** What can happen to any request for the feed. */
const FEED_ERRORS: readonly ErrorCode[] = ["invalid-cursor", "invalid-body", "unknown-family", "unavailable"];

const PARAMETERS = [familyId, since, lane, capture];

/** An operation but for what names it. */
type Described = Omit<Operation, "operationId" | "summary" | "tags">;

const POLL: Described = {
  description:
    "What is there now. Without `since` a snapshot; with it a delta, or a snapshot where the server cannot go on from it.",
  parameters: [...PARAMETERS, ifNoneMatch],
  responses: {
    "200": json("The newest state, or what changed.", "FeedFrame", etag),
    "204": { description: "Nothing is newer than `since`." },
    "304": { description: "Nothing is newer than `If-None-Match`.", headers: etag },
    ...problems(...FEED_ERRORS),
  },
};

const LONG_POLL: Described = {
  description: "The next change.",
  parameters: [...PARAMETERS, holdMs],
  responses: {
    "200": json("Something newer than `since`, at once if it exists already.", "FeedFrame", etag),
    "204": { description: "The hold ended and nothing was newer." },
    ...problems(...FEED_ERRORS),
  },
};

const SOCKET: Described = {
  description:
    "Every change, and attacks: text messages of one JSON value. The server sends frames (`Snapshot`, `Delta`, " +
    "`Heartbeat`); a client with a session may send `AttackMessage` and gets `OutcomeMessage` or `ErrorMessage`. " +
    "Close codes: 1003, 1007, 1008, 1009 for a peer that breaks the protocol, 1012 when the server restarts, 1013 " +
    "when a watcher stays too far behind.",
  parameters: PARAMETERS,
  security: [{}, ...session],
  responses: {
    "101": { description: "The connection is a WebSocket (RFC 6455 §4.2.2)." },
    ...problems(...FEED_ERRORS, "forbidden-origin", "upgrade-required"),
  },
};

const EVENT_STREAM = "text/event-stream";

function streamOf(mediaType: string): Described {
  const frames = "Every change: frames (`Snapshot`, `Delta`, `Heartbeat`) in one answer that does not end.";
  const events =
    "Each event's name is its frame's `type`, its data the frame, its id the cursor it leads to.";
  const areEvents = mediaType === EVENT_STREAM;
  return {
    description: areEvents ? `${frames} ${events}` : frames,
    parameters: areEvents ? [...PARAMETERS, lastEventId] : PARAMETERS,
    responses: {
      "200": text("The stream; its first frame is a snapshot or a delta.", mediaType),
      ...problems(...FEED_ERRORS),
    },
  };
}

function describe({ mode, holdsConnection, needsUpgrade, mediaType }: TransportTraits): Described {
  if (needsUpgrade) return SOCKET;
  if (mode === "streaming") return streamOf(mediaType ?? "");
  return holdsConnection ? LONG_POLL : POLL;
}

/** `LongPolling` for `long-polling`. */
function pascalCase(name: string): string {
  return name.replaceAll(/(?:^|-)(\w)/g, (_match, letter: string) => letter.toUpperCase());
}

/** @param name what its operation is called by, after the transport */
export function feedItem(transport: FeedTransportName, name = "", notes = ""): PathItem {
  const described = describe(TRAITS[transport]);
  return {
    get: {
      operationId: `watch${name}By${pascalCase(transport)}`,
      summary: `The ranking by ${transport}`,
      tags: ["watching"],
      ...described,
      description: [described.description, notes].filter(Boolean).join(" "),
    },
  };
}

export const watchingPaths: Record<string, PathItem> = Object.fromEntries(
  FEED_TRANSPORTS.map((transport) => [inFamily((id) => routes.feed(id, transport)), feedItem(transport)]),
);
