// A versioned feed over all transports, as a Fastify plugin: the only way in for an application. It puts hub, transports and
// checks together; what is the application's own comes in as options.
import type { FastifyInstance, FastifyRequest } from "fastify";
import { HEARTBEAT_INTERVAL_MS, MAX_COMMAND_BYTES } from "../wire/limits.ts";
import { FeedError } from "../wire/problem.ts";
import { FEED_TRANSPORTS, isSocketTransport, TRAITS, type FeedTransportName } from "../wire/transports.ts";
import { answerPreflights, checkOrigins } from "./allowed-origins.ts";
import { requireFeed, type FeedContext, type FeedHooks } from "./feed-context.ts";
import { Hub } from "./hub/hub.ts";
import { checkOptions } from "./options.ts";
import { answerProblems } from "./problem-answers.ts";
import { longPolling } from "./transports/long-polling.ts";
import { polling } from "./transports/polling.ts";
import { sse } from "./transports/sse.ts";
import { rawWebsocket } from "./transports/websocket-raw.ts";
import { websocket } from "./transports/websocket.ts";
import type { VersionedFeed } from "./versioned-feed.ts";
import { createLiveness, type Liveness } from "./websocket/liveness.ts";

export interface LiveFeedOptions extends FeedHooks {
  /**
   * What is served, or which one a request asks for: undefined is `not-found`. What it throws is answered by the application's
   * error handler; without one, a ProblemError is answered as problem details.
   */
  readonly feed: VersionedFeed | ((request: FastifyRequest) => VersionedFeed | undefined);
  /** The application's own, to which it announces changes and which it drains. Default: one of this plugin, drained as the application closes. */
  readonly hub?: Hub;
  /** Which are served. Default all. */
  readonly transports?: readonly FeedTransportName[];
  /** Least time between two frames, milliseconds. Default 50. Of a hub of this plugin, as the next two. */
  readonly frameIntervalMs?: number;
  /** A stream is never silent for longer, milliseconds from 100 to 120,000. Default 10,000. */
  readonly heartbeatIntervalMs?: number;
  /** How long a watcher may stay behind before it is disconnected, milliseconds. Default 10,000. */
  readonly maxBehindMs?: number;
  /** Runs before every request of the feed; throws what refuses it, or returns false for `unauthenticated`. */
  readonly authorize?: (request: FastifyRequest) => boolean | void | Promise<boolean | void>;
  /**
   * Origins whose pages may watch, beside pages of the host that is asked. Default none. False: the application checks handshakes
   * itself, and answers CORS.
   */
  readonly allowedOrigins?: readonly string[] | false;
  /** The application's own, which it closes. Default: one of this plugin. */
  readonly liveness?: Liveness;
  /** Each socket is pinged this often, and cut when it has not answered by the next ping. Default 30,000. */
  readonly pingIntervalMs?: number;
  /** A socket that was asked to close gets this long to take what is left. Default 1,000. */
  readonly closeTimeoutMs?: number;
  /** Of one message over a socket. Default 1,024. */
  readonly maxCommandBytes?: number;
}

const ROUTES: Readonly<Record<FeedTransportName, (app: FastifyInstance, context: FeedContext) => void>> = {
  polling,
  "long-polling": longPolling,
  sse,
  websocket,
  "websocket-raw": rawWebsocket,
};

/**
 * Serves the feed under the `prefix` that it is registered with.
 * @example `await app.register(liveFeed, { prefix: "/prices", feed: prices })`
 */
export function liveFeed(
  app: FastifyInstance,
  options: LiveFeedOptions,
  done: (error?: Error) => void,
): void {
  try {
    checkOptions(app.prefix, options);
  } catch (error) {
    // Thrown, it would end the process: the framework takes it only here.
    return done(error instanceof Error ? error : new Error(String(error)));
  }
  const { authorize, allowedOrigins = [], transports = FEED_TRANSPORTS } = options;
  answerProblems(app);
  if (allowedOrigins !== false) {
    checkOrigins(app, allowedOrigins);
    const plain = transports.filter((name) => !isSocketTransport(name)).map((name) => TRAITS[name].path);
    if (allowedOrigins.length > 0) answerPreflights(app, plain);
  }
  if (authorize !== undefined) {
    app.addHook("onRequest", async (request) => {
      // A browser asks before it sends credentials.
      if (request.method !== "OPTIONS" && (await authorize(request)) === false)
        throw new FeedError("unauthenticated");
    });
  }
  const context = contextOf(app, options);
  for (const name of transports) ROUTES[name](app, context);
  done();
}

function contextOf(app: FastifyInstance, options: LiveFeedOptions): FeedContext {
  const { feed, closeTimeoutMs = 1_000, maxCommandBytes = MAX_COMMAND_BYTES } = options;
  return {
    hub: options.hub ?? ownHub(app, options),
    feedOf: typeof feed === "function" ? (request) => requireFeed(feed(request)) : () => feed,
    hooks: options,
    liveness: options.liveness ?? ownLiveness(app, options),
    closeTimeoutMs,
    maxCommandBytes,
  };
}

function ownHub(app: FastifyInstance, options: LiveFeedOptions): Hub {
  const { feed, frameIntervalMs = 50, maxBehindMs = 10_000 } = options;
  const { heartbeatIntervalMs = HEARTBEAT_INTERVAL_MS } = options;
  const now = (): number => performance.timeOrigin + performance.now();
  const onError = (error: unknown): void => app.log.error({ err: error }, "a feed failed");
  const hub = new Hub({ frameIntervalMs, heartbeatIntervalMs, maxBehindMs, now, onError });
  if (typeof feed !== "function") hub.keep(feed);
  app.addHook("preClose", (closing) => {
    hub.drain();
    closing();
  });
  return hub;
}

function ownLiveness(app: FastifyInstance, { pingIntervalMs = 30_000 }: LiveFeedOptions): Liveness {
  const liveness = createLiveness(pingIntervalMs);
  app.addHook("onClose", (_app, closed) => {
    liveness.close();
    closed();
  });
  return liveness;
}
