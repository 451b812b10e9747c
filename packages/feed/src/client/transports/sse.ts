// Server-sent events over fetch (WHATWG HTML §9.2) instead of EventSource: status codes can be read, a Bearer token
// can be sent, and Node works like a browser. Reconnecting is the session's, not this file's. SPEC PR50–PR58.
import { decodeObject } from "../../wire/fields.ts";
import { createSseDecoder, type SseDecoder } from "../../wire/sse.ts";
import { feedAddress } from "../feed-address.ts";
import { broken, endOfError, endOfResponse } from "../feed-end.ts";
import { authorization } from "../request-headers.ts";
import type { FeedEnd, FeedEvents, FeedFrame, FeedRequest, OpenFeed } from "../transport.ts";

/** The server sends its first event with the headers; one that is later than this was held back on its way. */
const FIRST_EVENT_MS = 2_000;
const NO_FIRST_EVENT = "no first event: a proxy may be buffering";

export function openSse<Frame extends FeedFrame>(
  request: FeedRequest<Frame>,
  events: FeedEvents<Frame>,
): OpenFeed {
  return new EventStream(request, events);
}

class EventStream<Frame extends FeedFrame> implements OpenFeed {
  readonly #request: FeedRequest<Frame>;
  readonly #events: FeedEvents<Frame>;
  readonly #closing = new AbortController();
  readonly #firstEventTimer: ReturnType<typeof setTimeout>;
  #retryMs: number | undefined;

  constructor(request: FeedRequest<Frame>, events: FeedEvents<Frame>) {
    this.#request = request;
    this.#events = events;
    this.#firstEventTimer = setTimeout(() => events.onNotice?.(NO_FIRST_EVENT), FIRST_EVENT_MS);
    void this.#read()
      .catch(endOfError)
      .then((end) => this.#finish(end));
  }

  close(): void {
    clearTimeout(this.#firstEventTimer);
    this.#closing.abort();
  }

  async #read(): Promise<FeedEnd> {
    const { token, meter } = this.#request;
    meter?.addRequest();
    const response = await fetch(feedAddress(this.#request, "sse"), {
      headers: { accept: "text/event-stream", ...authorization(token) },
      cache: "no-store",
      redirect: "manual",
      signal: this.#closing.signal,
    });
    if (!response.ok) return endOfResponse(response);
    if (!isEventStream(response)) {
      await response.body?.cancel();
      return broken("malformed", "the answer is not an event stream");
    }
    this.#events.onHead?.();
    await this.#readEvents(response.body, this.#createDecoder());
    return this.#retryMs === undefined
      ? broken("lost", "the event stream ended")
      : broken("restart", "the server ended the event stream", this.#retryMs);
  }

  /** By a reader, because not every browser iterates a stream. */
  async #readEvents(body: ReadableStream<Uint8Array> | null, decoder: SseDecoder): Promise<void> {
    const reader = body?.getReader();
    const text = new TextDecoder();
    for (;;) {
      const chunk = (await reader?.read())?.value;
      if (chunk === undefined) return;
      this.#request.meter?.addBytes(chunk.byteLength);
      decoder.feed(text.decode(chunk, { stream: true }));
    }
  }

  #createDecoder(): SseDecoder {
    return createSseDecoder({
      onEvent: ({ data }) => {
        // One read may bring several events, and the first may have led to a close.
        if (this.#closing.signal.aborted) return;
        clearTimeout(this.#firstEventTimer);
        const frame = this.#request.readFrame(decodeObject(data));
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

function isEventStream({ headers }: Response): boolean {
  return /^text\/event-stream\b/i.test(headers.get("content-type") ?? "");
}
