// GET events: server-sent events (WHATWG HTML §9.2), written past the framework as ready-made chunks.
import type { ServerResponse } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { parseSince, type Cursor } from "../../wire/cursor.ts";
import { encodeServerSentEvent } from "../../wire/sse.ts";
import { TRAITS } from "../../wire/transports.ts";
import { DirectWriter } from "../direct-writer.ts";
import { encodeChunk, type EncodedFrame } from "../encoded-frame.ts";
import { acceptRequest, type FeedContext } from "../feed-context.ts";
import type { EndReason, Sink } from "../hub/sink.ts";
import { metered } from "./metered-sink.ts";

/** Pause before a reconnect, told to every stream: spread, so that a crowd does not come back together. */
const RETRY_MS = { least: 500, spread: 1_500 };

export function sse(app: FastifyInstance, context: FeedContext): void {
  const { hub, hooks } = context;
  app.get(TRAITS.sse.path, { exposeHeadRoute: false }, (request, reply) => {
    const { feed, since } = acceptRequest(context, request);
    const cursor = newer(since, readLastEventId(request));
    const meter = hooks.onConnection?.(request, "sse", reply.raw);
    reply.hijack();
    const stream = new EventStream(reply, () => hooks.onDropped?.("behind", request, "sse"));
    const subscription = hub.subscribe(feed, metered(stream, meter), cursor);
    const { socket } = request.raw;
    // Heartbeats would keep it from ever running out, at the price of starting it anew with every frame.
    socket.setTimeout(0);
    // Streams may be asked for in one breath, and wait for each other: no leak to be warned of.
    const onDrain = (): void => subscription.drained();
    socket.setMaxListeners(0).on("drain", onDrain);
    reply.raw.once("close", () => {
      socket.off("drain", onDrain);
      stream.close();
      subscription.close();
    });
  });
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

/** A stream that is open: a class, so that ten thousand of them share their code. */
class EventStream implements Sink {
  readonly transport = "sse";
  readonly #response: ServerResponse;
  readonly #isChunked: boolean;
  /** Where chunks are written past the response; undefined until it has it, for HTTP/1.0, and after the end. */
  #writer: DirectWriter | undefined;

  readonly #onBehind: () => void;

  /** Sends the head. @param onBehind runs before it is ended for not reading */
  constructor(reply: FastifyReply, onBehind: () => void) {
    this.#onBehind = onBehind;
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
    this.#response = response;
    this.#isChunked = reply.request.raw.httpVersion === "1.1";
    const retry = encodeRetry(Math.random() * RETRY_MS.spread);
    this.#send(retry, encodeChunk(retry));
  }

  get pendingBytes(): number {
    return this.#writer?.pendingBytes ?? this.#response.writableLength;
  }

  write(frame: EncodedFrame): boolean {
    return this.#writer === undefined
      ? this.#send(frame.event, frame.chunk)
      : this.#writer.write(frame.chunk);
  }

  end(reason: EndReason, retryAfterMs: number): void {
    this.close();
    if (reason !== "behind") return void this.#response.end(encodeRetry(retryAfterMs));
    this.#onBehind();
    this.#response.destroy();
  }

  /** The response has ended: the socket may carry another one by now. */
  close(): void {
    this.#writer = undefined;
  }

  #send(event: Buffer, chunk: Buffer): boolean {
    const response = this.#response;
    if (response.writableEnded || response.destroyed) return true;
    // Behind a pipelined request the response has no socket of its own yet.
    if (!this.#isChunked || response.socket === null) return response.write(event);
    this.#writer = new DirectWriter(response.socket);
    return this.#writer.write(chunk);
  }
}

function encodeRetry(afterMs: number): Buffer {
  return Buffer.from(encodeServerSentEvent({ retry: Math.round(RETRY_MS.least + afterMs) }));
}
