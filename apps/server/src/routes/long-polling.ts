// GET ranking/next: answered the moment something newer exists, or with 204 when the hold ends.
import { MAX_HOLD_MS, parseHoldMs } from "@hydra/protocol";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { EncodedFrame, Sink, Subscription } from "@hydra/feed/server";
import { openMeter, readFeedRequest, type FeedRequest } from "./feed-request.ts";
import { markLog, sendFrame, sendNothingNewer } from "./polling.ts";
import type { RouteContext } from "./route-context.ts";

/** Who waits for so long does not mind a frame interval. */
const PATIENT_MS = 1_000;
/** A hold nobody chose ends up to this share early, so that a crowd does not return together (pitfall 20). */
const HOLD_JITTER = 0.1;

export function longPollingRoutes(app: FastifyInstance, context: RouteContext): void {
  app.get<FeedRequest>(
    "/api/families/:familyId/ranking/next",
    // A HEAD would wait for an answer that it does not get.
    { exposeHeadRoute: false },
    async (request, reply) => {
      const { feed, since } = readFeedRequest(context, request);
      const meter = openMeter(context, request, reply.raw);
      const holdMs = readHold(request);
      const park = (sink: Sink): Subscription =>
        context.hub.park(feed, sink, { since, isPatient: holdMs >= PATIENT_MS });
      const answer = await waitForFrame({ park, holdMs, reply });
      if (answer === "restart") void reply.header("connection", "close");
      if (typeof answer === "string") return sendNothingNewer(markLog(reply, context));
      meter.frame();
      return sendFrame(markLog(reply, context), answer);
    },
  );
}

function readHold({ query }: FastifyRequest<FeedRequest>): number {
  // PR7: an empty parameter counts as absent.
  if (query.holdMs === undefined || query.holdMs === "")
    return MAX_HOLD_MS * (1 - Math.random() * HOLD_JITTER);
  return parseHoldMs(query.holdMs);
}

interface Hold {
  readonly park: (sink: Sink) => Subscription;
  readonly holdMs: number;
  readonly reply: FastifyReply;
}

/** Resolves with the newer frame, or says why there is none; the sink is gone by then. */
function waitForFrame({ park, holdMs, reply }: Hold): Promise<EncodedFrame | "expired" | "restart"> {
  const { promise, resolve } = Promise.withResolvers<EncodedFrame | "expired" | "restart">();
  const sink: Sink = {
    transport: "long-polling",
    pendingBytes: 0,
    write(frame) {
      resolve(frame);
      return true;
    },
    end: (reason) => resolve(reason === "restart" ? "restart" : "expired"),
  };
  const subscription = park(sink);
  const timer = setTimeout(() => resolve("expired"), holdMs);
  const onClose = (): void => resolve("expired");
  reply.raw.once("close", onClose);
  return promise.finally(() => {
    clearTimeout(timer);
    subscription.close();
    reply.raw.removeListener("close", onClose);
  });
}
