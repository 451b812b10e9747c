// What operators and clocks ask for: health, readiness, metrics, the time.
import type { TimeAnswer } from "@hydra/protocol";
import type { FastifyInstance } from "fastify";
import { metricsPort, requireMetricsAccess } from "../plugins/metrics-access.ts";
import type { RouteContext } from "./route-context.ts";

export function operationRoutes(app: FastifyInstance, context: RouteContext): void {
  const { metrics, config, hosts } = context;
  metrics.observe(context);

  app.get("/healthz", () => ({ status: "ok" }));

  app.get("/readyz", (_request, reply) => {
    const reason = whyNotReady(context);
    void reply.code(reason === undefined ? 200 : 503).header("cache-control", "no-store");
    return {
      status: reason === undefined ? "ready" : "not-ready",
      ...(reason === undefined ? {} : { reason }),
      log: context.log.status,
      appliedSeq: context.loop.appliedSeq,
    };
  });

  app.get("/metrics", async ({ headers }, reply) => {
    requireMetricsAccess(config, app, headers);
    void reply.header("cache-control", "no-store").type(metrics.registry.contentType);
    return metrics.registry.metrics();
  });
  metricsPort(app, {
    config,
    requestTimeoutMs: context.timings.requestTimeoutMs,
    hosts,
    read: async () => ({ type: metrics.registry.contentType, text: await metrics.registry.metrics() }),
  });

  app.get("/api/time", (_request, reply): TimeAnswer => {
    void reply.header("cache-control", "no-store");
    return { now: context.log.now() };
  });
}

/** In words, for whoever looks why a node gets no traffic; undefined when it is ready. */
function whyNotReady({ log, loop }: RouteContext): string | undefined {
  if (log.status !== "ready") return log.trouble?.reason ?? "the event log cannot be reached";
  if (!loop.isCaughtUp) return "the event log is being replayed";
  if (log.isBehind) return "this node is behind the event log";
  return undefined;
}
