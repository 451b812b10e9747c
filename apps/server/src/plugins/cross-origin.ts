// CORS (WHATWG Fetch §3.3) for pages of ALLOWED_ORIGINS, and for no others: an empty list answers as if CORS did
// not exist. Must be registered before whatever refuses requests, or a page could not read why.
import fastifyCors from "@fastify/cors";
import { LOG_HEADER } from "@hydra/protocol";
import type { FastifyInstance } from "fastify";
import fp from "fastify-plugin";

/** A browser asks again after this long whether it may. */
const PREFLIGHT_SECONDS = 600;

export interface CrossOriginOptions {
  readonly allowedOrigins: readonly string[];
}

export const crossOrigin = fp(async function crossOriginPlugin(
  app: FastifyInstance,
  { allowedOrigins }: CrossOriginOptions,
) {
  if (allowedOrigins.length === 0) return;
  const allowed = new Set(allowedOrigins);
  await app.register(fastifyCors, {
    origin: (origin, decide) => decide(null, origin !== undefined && allowed.has(origin)),
    credentials: true,
    methods: ["GET", "HEAD", "POST"],
    allowedHeaders: ["authorization", "content-type", "if-none-match", "last-event-id", "traceparent"],
    exposedHeaders: ["etag", "retry-after", LOG_HEADER],
    maxAge: PREFLIGHT_SECONDS,
    // Its refusal would be in the library's words; a preflight without its headers does no harm.
    strictPreflight: false,
  });
});
