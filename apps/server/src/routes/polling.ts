// GET ranking: a snapshot with an ETag, or with `since` what is newer (RFC 9110 §8.8.3, §13.1.2).
import { LOG_HEADER } from "@hydra/protocol";
import type { FastifyInstance, FastifyReply } from "fastify";
import { isNewest, type EncodedFrame } from "@hydra/feed/server";
import { openMeter, readFeedRequest, type FeedRequest } from "./feed-request.ts";
import type { RouteContext } from "./route-context.ts";

export function pollingRoutes(app: FastifyInstance, context: RouteContext): void {
  app.route<FeedRequest>({
    // The framework's own HEAD of a GET would say a length of 0 where there is no body (RFC 9110 §8.6).
    method: ["GET", "HEAD"],
    url: "/api/families/:familyId/ranking",
    handler(request, reply) {
      const { feed, since } = readFeedRequest(context, request);
      const meter = openMeter(context, request, reply.raw);
      const etag = `"${context.loop.epoch}:${feed.seq}"`;
      if (matches(request.headers["if-none-match"], etag)) {
        return markLog(reply, context)
          .code(304)
          .header("etag", etag)
          .header("cache-control", "no-cache")
          .send();
      }
      if (isNewest(feed, since)) return sendNothingNewer(markLog(reply, context));
      meter.frame();
      return sendFrame(markLog(reply, context), feed.frameSince(since));
    },
  });
}

/** PR30: says on an answer that the event log cannot be reached. */
export function markLog(reply: FastifyReply, { log }: RouteContext): FastifyReply {
  return log.status === "unreachable" ? reply.header(LOG_HEADER, "unreachable") : reply;
}

/** The cached body goes out as it is. */
export function sendFrame(reply: FastifyReply, frame: EncodedFrame): FastifyReply {
  return reply
    .header("content-type", "application/json; charset=utf-8")
    .header("etag", `"${frame.cursor}"`)
    .header("cache-control", "no-cache")
    .send(frame.body);
}

export function sendNothingNewer(reply: FastifyReply): FastifyReply {
  return reply.code(204).header("cache-control", "no-cache").send();
}

/** RFC 9110 §13.1.2: any of a list, weakly compared; `*` matches whatever is there. */
export function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch === etag) return true;
  return ifNoneMatch.split(",").some((candidate) => {
    const tag = candidate.trim();
    return tag === "*" || tag.replace(/^W\//, "") === etag;
  });
}
