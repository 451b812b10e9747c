// Traces the attacks that the framework answers, from before any hook could refuse them. Registered only when tracing is on.
import type { FastifyInstance } from "fastify";
import fp from "fastify-plugin";
import { ATTACKS_ROUTE, type AttackTrace, type Tracer } from "./tracer.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Of an attack that is traced. */
    attackTrace?: AttackTrace | undefined;
  }
}

export const tracedAttacks = fp(function tracedAttacksPlugin(
  app: FastifyInstance,
  { tracer }: { readonly tracer: Tracer },
  done,
) {
  // Every request is to have one shape.
  app.decorateRequest("attackTrace");
  app.addHook("onRequest", (request, reply, next) => {
    if (request.method === "POST" && request.routeOptions.url === ATTACKS_ROUTE)
      request.attackTrace = tracer.request(request.raw, reply.raw);
    next();
  });
  done();
});
