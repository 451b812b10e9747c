// Answers that a client may hold: their entity tag, and 304 where it does. RFC 9110 §8.8.3, §13.1.2. What is not made of a text, as the feed's
// cursors, has tags of its own.
import { createHash } from "node:crypto";
import { matchesTag } from "@hydra/feed/server";
import type { FastifyReply, FastifyRequest } from "fastify";

/** 128 bits of its digest, in Base64url. */
const TAG_LENGTH = 22;

/** Sends the text with its tag, or 304 without it. The reply has its other header fields already. */
export function sendTagged({ headers }: FastifyRequest, reply: FastifyReply, text: string): FastifyReply {
  const tag = `"${createHash("sha256").update(text).digest("base64url").slice(0, TAG_LENGTH)}"`;
  void reply.header("etag", tag);
  if (matchesTag(headers["if-none-match"] ?? "", tag))
    return reply.code(304).removeHeader("content-type").send();
  return reply.send(text);
}
