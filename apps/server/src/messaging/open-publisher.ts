// The publisher of a running server: opened as it is configured, shown in the metrics and the server's log, and closed with it.
import type { MessagingProvider } from "@hydra/feed/messaging";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { LogStatus } from "../log/event-log.ts";
import { reportStatus } from "../log/status-reports.ts";
import type { RouteContext } from "../routes/route-context.ts";
import { openProvider } from "./providers.ts";
import { RankingPublisher } from "./ranking-publisher.ts";

type Parts = Pick<RouteContext, "config" | "loop" | "hub" | "log" | "metrics" | "timings">;

/** Undefined where the server publishes to no messaging system. It is still to be started. @throws ConfigError */
export async function openPublisher(
  app: FastifyInstance,
  { config, loop, hub, log, metrics, timings }: Parts,
): Promise<RankingPublisher | undefined> {
  let detail = "The message broker has closed the connection.";
  const provider = await openProvider(config.messaging, (error) => {
    detail = `The message broker cannot be reached: ${error.message}`;
  });
  if (provider === undefined) return undefined;
  const publisher = new RankingPublisher({
    provider,
    loop,
    hub,
    log,
    maxFamilies: config.messagingFamilies,
    idleMs: timings.messagingIdleMs,
    onError: (error) => app.log.debug({ err: error }, "a message was not published"),
  });
  reportProvider(app.log, provider, () => detail);
  metrics.observeMessaging(() => publisher.figures);
  app.addHook("preClose", () => publisher.close());
  return publisher;
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
