// The publisher of a running server: opened as it is configured, shown in the metrics and the server's log, and closed with it.
import type { MessagingProvider } from "@hydra/feed/messaging";
import { Hub } from "@hydra/feed/server";
import { HEARTBEAT_INTERVAL_MS } from "@hydra/protocol";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { LogStatus } from "../log/event-log.ts";
import { reportStatus } from "../log/status-reports.ts";
import type { RankingFeed } from "../ranking/ranking-feed.ts";
import type { RouteContext } from "../routes/route-context.ts";
import { openProvider, type OpenProvider } from "./providers.ts";
import { RankingPublisher } from "./ranking-publisher.ts";

type Parts = Pick<RouteContext, "config" | "loop" | "hub" | "log" | "metrics" | "timings">;

export interface Publishing {
  /** To be called with changes after the hubs. */
  readonly publisher: RankingPublisher;
  /** What rooms are published from, where they take fewer messages than a feed has frames; else undefined. */
  readonly roomHub: Hub<RankingFeed> | undefined;
  readonly address: OpenProvider["address"];
}

/** Of an interval, by which a hub's frame may be early. */
const EARLY_SHARE = 0.1;

/** Undefined where the server publishes to no messaging system. It is still to be started. @throws ConfigError */
export async function openPublisher(app: FastifyInstance, parts: Parts): Promise<Publishing | undefined> {
  const { config, loop, hub, log, metrics, timings } = parts;
  let detail = "The message broker has closed the connection.";
  const opened = await openProvider(config, (error) => {
    detail = `The message broker cannot be reached: ${error.message}`;
  });
  if (opened === undefined) return undefined;
  const { provider, address } = opened;
  const roomHub = openRoomHub(app, provider, parts);
  const publisher = new RankingPublisher({
    provider,
    loop,
    hub: roomHub ?? hub,
    log,
    maxFamilies: config.messagingFamilies,
    idleMs: timings.messagingIdleMs,
    onError: (error) => app.log.debug({ err: error }, "a message was not published"),
    onRefused: (refusal) => app.log.warn(`Nothing is published to the message broker. ${refusal}`),
  });
  reportProvider(app.log, provider, () => detail);
  metrics.observeMessaging(() => publisher.figures);
  app.addHook("preClose", async () => {
    roomHub?.drain();
    await publisher.close();
  });
  return { publisher, roomHub, address };
}

/**
 * With the frames of rooms and no others, so that a client that asks it is answered at a version that its room leads on from (MC22). Undefined
 * where rooms take every frame.
 */
function openRoomHub(
  app: FastifyInstance,
  { caps }: MessagingProvider,
  { config, log, timings }: Parts,
): Hub<RankingFeed> | undefined {
  const messageMs = 1_000 / caps.messagesPerSecond;
  if (caps.retains || messageMs <= config.frameIntervalMs) return undefined;
  const hub = new Hub<RankingFeed>({
    frameIntervalMs: Math.ceil(messageMs / (1 - EARLY_SHARE)),
    heartbeatIntervalMs: HEARTBEAT_INTERVAL_MS,
    maxBehindMs: timings.maxBehindMs,
    now: () => log.now(),
    onError: (error) => app.log.error({ err: error }, "a feed failed"),
  });
  hub.setSourceReachable(log.status !== "unreachable");
  log.onStatus((status) => hub.setSourceReachable(status !== "unreachable"));
  return hub;
}

/** Each change is a line, as the event log's are. */
function reportProvider(logger: FastifyBaseLogger, provider: MessagingProvider, detail: () => string): void {
  const reported = {
    get trouble() {
      const reason = "the message broker cannot be reached";
      return provider.state === "up" ? undefined : { reason, detail: detail() };
    },
    onStatus: (listener: (status: LogStatus) => void) =>
      void provider.onState((state) => listener(state === "up" ? "ready" : "unreachable")),
  };
  reportStatus(reported, logger, "message broker");
}
