// The microscope's endpoints: open a capture, read it, end it, and break a rule on the bench.
import {
  CAPTURE_COOKIE,
  parseViolationRequest,
  parseWireQuery,
  ProtocolError,
  routes,
  type ViolationAnswer,
  type WireAnswer,
  type WireCapture,
} from "@hydra/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Lab } from "./lab.ts";
import { MAX_CAPTURE_BYTES, MAX_CAPTURE_PIECES } from "./wire/capture.ts";
import { CAPTURE_IDLE_MS, type CaptureReader } from "./wire/captures.ts";
import { cookieValues } from "../plugins/cookies.ts";
import type { RouteContext } from "../routes/route-context.ts";
import { isSameOrigin } from "../routes/same-origin.ts";

/** Cookies of a capture's name that are looked at: to compare one costs nothing. */
const MAX_KEYS = 8;

interface CaptureRequest {
  Params: { captureId: string };
  Querystring: { after?: unknown; holdMs?: unknown };
}

export function wireRoutes(app: FastifyInstance, context: RouteContext, lab: Lab): void {
  app.post("/api/lab/wire", (request, reply): WireCapture => {
    const client = context.proxies.clientOf(request.raw);
    context.limits.take(client);
    const { captureId, key } = lab.captures.open(client);
    // Sent to this one capture's address only, and out of every script's reach.
    void reply.code(201).setCookie(app.cookieNameOf(CAPTURE_COOKIE), key, {
      path: routes.labWire(captureId),
      httpOnly: true,
      sameSite: "strict",
      secure: request.protocol === "https",
    });
    return {
      captureId,
      maxBytes: MAX_CAPTURE_BYTES,
      maxPieces: MAX_CAPTURE_PIECES,
      idleMs: CAPTURE_IDLE_MS,
    };
  });

  app.get<CaptureRequest>(
    "/api/lab/wire/:captureId",
    // A HEAD would take what it does not get.
    { exposeHeadRoute: false },
    async (request, reply): Promise<WireAnswer> => {
      const query = parseWireQuery(request.query);
      const gone = new AbortController();
      reply.raw.once("close", () => gone.abort());
      void reply.header("cache-control", "no-store");
      return lab.captures.read(readerOf(request, context), query, gone.signal);
    },
  );

  app.delete<CaptureRequest>("/api/lab/wire/:captureId", (request, reply) => {
    lab.captures.end(readerOf(request, context));
    return reply.code(204).send();
  });

  app.post("/api/lab/wire/violations", async (request): Promise<ViolationAnswer> => {
    const violation = parseViolationRequest(request.body);
    context.limits.take(context.proxies.clientOf(request.raw));
    return lab.bench.run(violation);
  });
}

/** @throws ProtocolError `forbidden-origin` for a page of another origin, which may share the cookie's site */
function readerOf(request: FastifyRequest<CaptureRequest>, context: RouteContext): CaptureReader {
  if (isSameOrigin(request, context) === false) throw new ProtocolError("forbidden-origin");
  const { params, headers, server } = request;
  const names = [server.cookieNameOf(CAPTURE_COOKIE)];
  return { captureId: params.captureId, keys: cookieValues(headers.cookie, names, MAX_KEYS) };
}
