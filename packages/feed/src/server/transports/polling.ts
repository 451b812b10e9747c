// GET of the feed's own address: a snapshot with an ETag, or with `since` what is newer.
import type { FastifyInstance } from "fastify";
import { TRAITS } from "../../wire/transports.ts";
import { acceptRequest, type FeedContext } from "../feed-context.ts";
import { PollAnswers, sendAnswer } from "./poll-answers.ts";

export function polling(app: FastifyInstance, context: FeedContext): void {
  const answers = new PollAnswers(context.hub);
  app.route({
    // The framework's own HEAD of a GET would give a length of 0 where there is no body (RFC 9110 §8.6).
    method: ["GET", "HEAD"],
    url: TRAITS.polling.path,
    handler(request, reply) {
      const accepted = acceptRequest(context, request);
      const meter = context.hooks.onConnection?.(request, "polling", reply.raw);
      const answer = answers.newest(accepted, request.headers["if-none-match"] ?? "");
      if (answer.frame !== undefined) meter?.frame();
      return sendAnswer(reply, answer);
    },
  });
}
