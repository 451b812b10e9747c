// GET events: server-sent events (WHATWG HTML §9.2).
import type { FastifyInstance, FastifyRequest } from "fastify";
import { parseSince, type Cursor } from "../../wire/cursor.ts";
import { encodeServerSentEvent } from "../../wire/sse.ts";
import { TRAITS } from "../../wire/transports.ts";
import type { EncodedFrame } from "../encoded-frame.ts";
import { acceptRequest, type FeedContext } from "../feed-context.ts";
import { chunkOf, streamFrames, type StreamFormat } from "./http-stream.ts";

/**
 * Pause before a reconnect, sent to every stream: spread, so that a crowd does not come back together. A server that drains still
 * answers by 503 for a moment (200 ms, and more on a machine that stalls), and an EventSource that meets one gives up for good.
 */
const RETRY_MS = { least: 1_000, spread: 1_000 };

const FORMAT: StreamFormat = {
  transport: "sse",
  encode: encodeEvent,
  encodeChunk: chunkOf(encodeEvent),
  opening: () => encodeRetry(Math.random() * RETRY_MS.spread),
  ending: encodeRetry,
};

export function sse(app: FastifyInstance, context: FeedContext): void {
  app.get(TRAITS.sse.path, { exposeHeadRoute: false }, (request, reply) => {
    const { feed, since } = acceptRequest(context, request);
    const accepted = { feed, since: newer(since, readLastEventId(request)) };
    streamFrames(context, { request, reply, accepted }, FORMAT);
  });
}

export function encodeEvent({ type, cursor, text }: EncodedFrame): Buffer {
  return Buffer.from(
    encodeServerSentEvent({ event: type, data: text, ...(cursor === undefined ? {} : { id: cursor }) }),
  );
}

/** A browser repeats the id it saw last; `since` is what the page held when it opened the stream (pitfall 8). */
function readLastEventId({ headers }: FastifyRequest): Cursor | undefined {
  const id = headers["last-event-id"];
  return id === undefined || id === "" ? undefined : parseSince(id);
}

function newer(since: Cursor | undefined, lastEventId: Cursor | undefined): Cursor | undefined {
  if (since === undefined || lastEventId === undefined) return lastEventId ?? since;
  if (since.epoch !== lastEventId.epoch) return lastEventId;
  return lastEventId.seq >= since.seq ? lastEventId : since;
}

function encodeRetry(afterMs: number): Buffer {
  return Buffer.from(encodeServerSentEvent({ retry: Math.round(RETRY_MS.least + afterMs) }));
}
