// Frames as the body of one HTTP answer that does not end, read over fetch: status codes can be read, a Bearer token can be sent,
// and Node works like a browser. What the body looks like is the transport's own; reconnecting is the session's.
import { decodeObject } from "../../wire/fields.ts";
import { TRAITS, type TransportName } from "../../wire/transports.ts";
import { feedAddress } from "../feed-address.ts";
import { broken, endOfError, endOfResponse } from "../feed-end.ts";
import { authorization } from "../request-headers.ts";
import type { FeedEnd, FeedEvents, FeedFrame, FeedRequest, OpenFeed } from "../transport.ts";

export interface StreamFormat {
  readonly transport: TransportName;
  /** One decoder reads one body. */
  createDecoder(events: DecoderEvents): StreamDecoder;
}

export interface DecoderEvents {
  /** A frame's JSON text. */
  readonly onData: (json: string) => void;
  /** The server's hint for when to come back, milliseconds. */
  readonly onRetry: (retryMs: number) => void;
}

export interface StreamDecoder {
  /** @throws DecodeError when it can be no such body */
  feed(text: string): void;
}

/** The server sends its first frame with the headers; one that is later than this was held back on its way. */
const FIRST_FRAME_MS = 2_000;
const NO_FIRST_FRAME = "no first event: a proxy may be buffering";

export class HttpStream<Frame extends FeedFrame> implements OpenFeed {
  readonly #format: StreamFormat;
  readonly #request: FeedRequest<Frame>;
  readonly #events: FeedEvents<Frame>;
  readonly #closing = new AbortController();
  readonly #firstFrameTimer: ReturnType<typeof setTimeout>;
  #retryMs: number | undefined;

  constructor(format: StreamFormat, request: FeedRequest<Frame>, events: FeedEvents<Frame>) {
    this.#format = format;
    this.#request = request;
    this.#events = events;
    this.#firstFrameTimer = setTimeout(() => events.onNotice?.(NO_FIRST_FRAME), FIRST_FRAME_MS);
    void this.#read()
      .catch(endOfError)
      .then((end) => this.#finish(end));
  }

  close(): void {
    clearTimeout(this.#firstFrameTimer);
    this.#closing.abort();
  }

  async #read(): Promise<FeedEnd> {
    const { token, meter } = this.#request;
    const { transport } = this.#format;
    const mediaType = TRAITS[transport].mediaType ?? "*/*";
    meter?.addRequest();
    const response = await fetch(feedAddress(this.#request, transport), {
      headers: { accept: mediaType, ...authorization(token) },
      cache: "no-store",
      redirect: "manual",
      signal: this.#closing.signal,
    });
    if (!response.ok) return endOfResponse(response);
    if (mediaTypeOf(response) !== mediaType) {
      await response.body?.cancel();
      return broken("malformed", `the answer is not ${mediaType}`);
    }
    this.#events.onHead?.();
    await this.#readBody(response.body, this.#createDecoder());
    return this.#retryMs === undefined
      ? broken("lost", "the stream ended")
      : broken("restart", "the server ended the stream", this.#retryMs);
  }

  /** By a reader, because not every browser iterates a stream. */
  async #readBody(body: ReadableStream<Uint8Array> | null, decoder: StreamDecoder): Promise<void> {
    const reader = body?.getReader();
    const text = new TextDecoder();
    for (;;) {
      const chunk = (await reader?.read())?.value;
      if (chunk === undefined) return;
      this.#request.meter?.addBytes(chunk.byteLength);
      decoder.feed(text.decode(chunk, { stream: true }));
    }
  }

  #createDecoder(): StreamDecoder {
    return this.#format.createDecoder({
      onData: (json) => {
        // One read may bring several frames, and the first may have led to a close.
        if (this.#closing.signal.aborted) return;
        clearTimeout(this.#firstFrameTimer);
        const frame = this.#request.readFrame(decodeObject(json));
        if (frame !== undefined) this.#events.onFrame(frame);
      },
      onRetry: (retryMs) => {
        this.#retryMs = retryMs;
      },
    });
  }

  #finish(end: FeedEnd): void {
    if (this.#closing.signal.aborted) return;
    this.close();
    this.#events.onEnd(end);
  }
}

function mediaTypeOf({ headers }: Response): string | undefined {
  return headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
}
