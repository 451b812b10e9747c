// Frames as the body of one HTTP answer that does not end, written past the framework as ready-made chunks. What the body looks
// like is the transport's own.
import type { ServerResponse } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import { TRAITS, type TransportName } from "../../wire/transports.ts";
import { DirectWriter } from "../direct-writer.ts";
import type { EncodedFrame, Encoding } from "../encoded-frame.ts";
import type { AcceptedRequest, FeedContext } from "../feed-context.ts";
import type { EndReason, Sink } from "../hub/sink.ts";
import { metered } from "./metered-sink.ts";

export interface StreamFormat {
  readonly transport: TransportName;
  readonly encode: Encoding<Buffer>;
  /** `encode` as one HTTP/1.1 chunk: `chunkOf(encode)`. */
  readonly encodeChunk: Encoding<Buffer>;
  /** What comes before the first frame. */
  readonly opening?: () => Buffer;
  /** What comes last when the server ends it and the client is to come back; without it the body just ends. */
  readonly ending?: (retryAfterMs: number) => Buffer;
}

/** Answers with the feed's frames from the cursor on, until either side ends it. */
export function streamFrames(
  { hub, hooks }: FeedContext,
  { request, reply, accepted }: { request: FastifyRequest; reply: FastifyReply; accepted: AcceptedRequest },
  format: StreamFormat,
): void {
  const { transport } = format;
  const meter = hooks.onConnection?.(request, transport, reply.raw);
  reply.hijack();
  const stream = new HttpStream(reply, format, () => hooks.onDropped?.("behind", request, transport));
  const subscription = hub.subscribe(accepted.feed, metered(stream, meter), accepted.since);
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
}

export function chunkOf(encode: Encoding<Buffer>): Encoding<Buffer> {
  return (frame) => toChunk(frame.as(encode));
}

/** A stream that is open: a class, so that ten thousand of them share their code. */
class HttpStream implements Sink {
  readonly transport: TransportName;
  readonly #format: StreamFormat;
  readonly #response: ServerResponse;
  readonly #isChunked: boolean;
  readonly #onBehind: () => void;
  /** Where chunks are written past the response; undefined until it has it, for HTTP/1.0, and after the end. */
  #writer: DirectWriter | undefined;

  /** Sends the head. @param onBehind runs before it is ended for not reading */
  constructor(reply: FastifyReply, format: StreamFormat, onBehind: () => void) {
    this.transport = format.transport;
    this.#format = format;
    this.#onBehind = onBehind;
    const response = reply.raw;
    // Headers set by hooks (security, CORS) are on the reply, which is not going to be sent.
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) response.setHeader(name, value);
    }
    response.writeHead(200, {
      "content-type": `${TRAITS[format.transport].mediaType}; charset=utf-8`,
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    });
    // Without this the headers would wait for the next tick, behind what is written to the socket meanwhile.
    response.flushHeaders();
    this.#response = response;
    this.#isChunked = reply.request.raw.httpVersion === "1.1";
    const opening = format.opening?.();
    if (opening !== undefined) this.#send(opening, () => toChunk(opening));
  }

  get pendingBytes(): number {
    return this.#writer?.pendingBytes ?? this.#response.writableLength;
  }

  write(frame: EncodedFrame): boolean {
    const { encode, encodeChunk } = this.#format;
    return this.#writer === undefined
      ? this.#send(frame.as(encode), () => frame.as(encodeChunk))
      : this.#writer.write(frame.as(encodeChunk));
  }

  end(reason: EndReason, retryAfterMs: number): void {
    this.close();
    if (reason !== "behind") return void this.#response.end(this.#format.ending?.(retryAfterMs));
    this.#onBehind();
    this.#response.destroy();
  }

  /** The response has ended: the socket may carry another one by now. */
  close(): void {
    this.#writer = undefined;
  }

  #send(bytes: Buffer, chunk: () => Buffer): boolean {
    const response = this.#response;
    if (response.writableEnded || response.destroyed) return true;
    // Behind a pipelined request the response has no socket of its own yet.
    if (!this.#isChunked || response.socket === null) return response.write(bytes);
    this.#writer = new DirectWriter(response.socket);
    return this.#writer.write(chunk());
  }
}

/** One chunk of a chunked HTTP/1.1 body (RFC 9112 §7.1). */
function toChunk(data: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from("\r\n")]);
}
