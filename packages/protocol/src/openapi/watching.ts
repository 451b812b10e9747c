// The feed over its transports. SPEC PR5, PR6, PR9, PR20–PR29, PR50–PR67.
import type { ErrorCode } from "../errors.ts";
import type { TransportName } from "@hydra/feed";
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

const tags = ["watching"];

const feed = (transport: TransportName): string => inFamily((id) => routes.feed(id, transport));

/** What can happen to any request for the feed. */
const FEED_ERRORS: readonly ErrorCode[] = ["invalid-cursor", "invalid-body", "unknown-family", "unavailable"];

/** Either WebSocket. */
const socket = {
  tags,
  description:
    "Text messages of one JSON value. The server sends frames (`Snapshot`, `Delta`, `Heartbeat`); a client with " +
    "a session may send `AttackMessage` and gets `OutcomeMessage` or `ErrorMessage`. Close codes: 1003, 1007, " +
    "1008, 1009 for a peer that breaks the protocol, 1012 when the server restarts, 1013 when a watcher stays " +
    "too far behind.",
  parameters: [familyId, since, lane, capture],
  security: [{}, ...session],
  responses: {
    "101": { description: "The connection is a WebSocket (RFC 6455 §4.2.2)." },
    ...problems(...FEED_ERRORS, "forbidden-origin", "upgrade-required"),
  },
} satisfies Partial<Operation>;

export const watchingPaths: Record<string, PathItem> = {
  [feed("polling")]: {
    get: {
      operationId: "pollRanking",
      tags,
      summary: "Polling: what is there now",
      description:
        "Without `since` a snapshot; with it a delta, or a snapshot where the server cannot go on from it.",
      parameters: [familyId, since, lane, capture, ifNoneMatch],
      responses: {
        "200": json("The newest state, or what changed.", "FeedFrame", etag),
        "204": { description: "Nothing is newer than `since`." },
        "304": { description: "Nothing is newer than `If-None-Match`.", headers: etag },
        ...problems(...FEED_ERRORS),
      },
    },
  },
  [feed("long-polling")]: {
    get: {
      operationId: "awaitRanking",
      tags,
      summary: "Long-polling: the next change",
      parameters: [familyId, since, holdMs, lane, capture],
      responses: {
        "200": json("Something newer than `since`, at once if it exists already.", "FeedFrame", etag),
        "204": { description: "The hold ended and nothing was newer." },
        ...problems(...FEED_ERRORS),
      },
    },
  },
  [feed("sse")]: {
    get: {
      operationId: "streamRanking",
      tags,
      summary: "Server-Sent Events: every change",
      description:
        "Each event's name is its frame's `type`, its data one frame (`Snapshot`, `Delta`, `Heartbeat`), its id " +
        "the cursor it leads to.",
      parameters: [familyId, since, lane, capture, lastEventId],
      responses: {
        "200": text("The stream; its first event is a snapshot or a delta.", "text/event-stream"),
        ...problems(...FEED_ERRORS),
      },
    },
  },
  [feed("websocket")]: {
    get: { operationId: "openRankingSocket", summary: "WebSocket: every change, and attacks", ...socket },
  },
  [feed("websocket-raw")]: {
    get: {
      operationId: "openRawRankingSocket",
      summary: "WebSocket, hand-written: the same, spoken by this project's own implementation of RFC 6455",
      ...socket,
    },
  },
};
