// What operators and clocks ask for: health, readiness, metrics, the time.
import type { TimeAnswer } from "@hydra/protocol";
import type { FastifyInstance } from "fastify";
import { serverNow } from "../clock.ts";
import type { RouteContext } from "./route-context.ts";

export function operationRoutes(app: FastifyInstance, context: RouteContext): void {
  const { metrics } = context;
  metrics.observe(context);

  app.get("/healthz", () => ({ status: "ok" }));

  app.get("/readyz", (_request, reply) => {
    const isReady = context.log.status === "ready" && context.loop.isCaughtUp;
    void reply.code(isReady ? 200 : 503).header("cache-control", "no-store");
    return {
      status: isReady ? "ready" : "not-ready",
      log: context.log.status,
      appliedSeq: context.loop.appliedSeq,
    };
  });

  app.get("/metrics", async (_request, reply) => {
    void reply.type(metrics.registry.contentType);
    return metrics.registry.metrics();
  });

  app.get("/api/time", (_request, reply): TimeAnswer => {
    void reply.header("cache-control", "no-store");
    return { now: serverNow() };
  });
}
