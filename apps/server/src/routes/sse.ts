// GET ranking/events: server-sent events (WHATWG HTML §9.2), written past the framework as ready-made chunks.
import { encodeServerSentEvent, parseSince, type Cursor } from "@hydra/protocol";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { encodeChunk } from "../feed/encoded-frame.ts";
import type { Sink } from "../hub/sink.ts";
import { metered } from "../lab/metered-sink.ts";
import { openMeter, readFeedRequest, type FeedRequest } from "./feed-request.ts";
import type { RouteContext } from "./route-context.ts";

/** Pause before a reconnect, told to every stream: spread, so that a crowd does not come back together. */
const RETRY_MS = { least: 500, spread: 1_500 };

export function sseRoutes(app: FastifyInstance, context: RouteContext): void {
  app.get<FeedRequest>(
    "/api/families/:familyId/ranking/events",
    { exposeHeadRoute: false },
    (request, reply) => {
      const { feed, since } = readFeedRequest(context, request);
      const cursor = newer(since, readLastEventId(request));
      const meter = openMeter(context, request, reply.raw);
      reply.hijack();
      const sink = metered(openEventStream(reply), meter);
      const subscription = context.hub.subscribe(feed, sink, cursor);
      const { socket } = request.raw;
      // Streams may be asked for in one breath, and wait for each other: no leak to be warned of.
      socket.setMaxListeners(0).on("drain", subscription.drained);
      reply.raw.once("close", () => {
        socket.off("drain", subscription.drained);
        subscription.close();
      });
    },
  );
}

/** A browser repeats the id it saw last; `since` is what the page held when it opened the stream (pitfall 8). */
function readLastEventId({ headers }: FastifyRequest<FeedRequest>): Cursor | undefined {
  const id = headers["last-event-id"];
  return id === undefined || id === "" ? undefined : parseSince(id);
}

function newer(since: Cursor | undefined, lastEventId: Cursor | undefined): Cursor | undefined {
  if (since === undefined || lastEventId === undefined) return lastEventId ?? since;
  if (since.epoch !== lastEventId.epoch) return lastEventId;
  return lastEventId.seq >= since.seq ? lastEventId : since;
}

function openEventStream(reply: FastifyReply): Sink {
  const response = reply.raw;
  // Headers set by hooks (security, CORS) are on the reply, which is not going to be sent.
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) response.setHeader(name, value);
  }
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache, no-transform",
    "x-accel-buffering": "no",
  });
  // Without this the headers would wait for the next tick, behind what is written to the socket meanwhile.
  response.flushHeaders();
  const isChunked = reply.request.raw.httpVersion === "1.1";
  const send = (event: Buffer, chunk: Buffer): void => {
    if (response.writableEnded || response.destroyed) return;
    // Behind a pipelined request the response has no socket of its own yet.
    if (isChunked && response.socket !== null) response.socket.write(chunk);
    else response.write(event);
  };
  const retry = encodeRetry(Math.random() * RETRY_MS.spread);
  send(retry, encodeChunk(retry));
  return {
    transport: "sse",
    get pendingBytes() {
      return response.writableLength;
    },
    write: (frame) => send(frame.event, frame.chunk),
    end(reason, retryAfterMs) {
      if (reason === "behind") response.destroy();
      else response.end(encodeRetry(retryAfterMs));
    },
  };
}

function encodeRetry(afterMs: number): Buffer {
  return Buffer.from(encodeServerSentEvent({ retry: Math.round(RETRY_MS.least + afterMs) }));
}
