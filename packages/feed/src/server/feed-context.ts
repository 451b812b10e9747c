// What every transport is given, and what all feed requests have in common: which feed, from which cursor.
import type { ServerResponse } from "node:http";
import type { FastifyRequest } from "fastify";
import { parseSince, type Cursor } from "../wire/cursor.ts";
import { isFields } from "../wire/fields.ts";
import { FeedError } from "../wire/problem.ts";
import type { SocketTransportName, TransportName } from "../wire/transports.ts";
import type { Hub } from "./hub/hub.ts";
import type { VersionedFeed } from "./versioned-feed.ts";
import type { Liveness } from "./websocket/liveness.ts";

/** Counts what one connection gets. */
export interface ConnectionMeter {
  /** A frame is about to be written. */
  frame(): void;
  /** A frame was not written because too much is pending. */
  skip(): void;
}

/** Why a watcher's connection was ended: it did not read, did not answer a ping, or sent what it may not. */
export type DropReason = "behind" | "silent" | "abusive";

/** What clients send over one socket. */
export interface SocketCommands {
  /** Handles one text message; `abusive` when the peer is to be disconnected. */
  receive(text: string): "handled" | "abusive";
  /** Resolves when every message received so far has been answered; asked for once, before the server closes the socket. */
  settled(): Promise<void>;
}

export interface FeedHooks {
  /**
   * A feed request has been accepted; for polls, each of them. Also where to hook on whatever looks at connections.
   * @param response absent for a socket, whose first bytes are `upgradeHead(request.raw)`
   * @returns undefined when nothing is to be counted
   */
  readonly onConnection?:
    | ((
        request: FastifyRequest,
        transport: TransportName,
        response?: ServerResponse,
      ) => ConnectionMeter | undefined)
    | undefined;
  readonly onDropped?:
    ((reason: DropReason, request: FastifyRequest, transport: TransportName) => void) | undefined;
  /**
   * Takes what clients send over a socket; without it a message is abusive.
   * @param send takes an answer for the peer, encoded; those of one tick leave in one write
   */
  readonly commands?:
    | ((
        request: FastifyRequest,
        send: (text: string) => void,
        transport: SocketTransportName,
      ) => SocketCommands)
    | undefined;
}

export interface FeedContext {
  readonly hub: Hub;
  /** @throws FeedError `not-found`, or what the application's own choice of a feed throws */
  readonly feedOf: (request: FastifyRequest) => VersionedFeed;
  readonly hooks: FeedHooks;
  /** Pings every socket. */
  readonly liveness: Liveness;
  /** A peer that was asked to close gets this long to take what is left and to close its side. */
  readonly closeTimeoutMs: number;
  /** Of one message of a client. */
  readonly maxCommandBytes: number;
}

export interface AcceptedRequest {
  readonly feed: VersionedFeed;
  readonly since: Cursor | undefined;
}

/** @throws as `feedOf`; FeedError `invalid-cursor` */
export function acceptRequest({ feedOf }: FeedContext, request: FastifyRequest): AcceptedRequest {
  const feed = feedOf(request);
  return { feed, since: parseSince(queryOf(request)["since"]) };
}

/** Query parameters arrive as text, or as a list when repeated. */
export function queryOf({ query }: FastifyRequest): Readonly<Record<string, unknown>> {
  return isFields(query) ? query : {};
}

/** @throws FeedError `not-found` for undefined */
export function requireFeed(feed: VersionedFeed | undefined): VersionedFeed {
  if (feed === undefined) throw new FeedError("not-found");
  return feed;
}
