// Server-sent events over fetch (WHATWG HTML §9.2) instead of EventSource: status codes can be read, a Bearer token
// can be sent, and Node works like a browser. Reconnecting is the connection's, not this file's. SPEC PR50–PR58.
import { createSseDecoder, decodeFrame, type SseDecoder } from "@hydra/protocol";
import { broken, endOfError, endOfResponse } from "./feed-end.ts";
import { feedUrl } from "./feed-request.ts";
import type { FeedEnd, FeedEvents, FeedRequest, OpenFeed } from "./feed-transport.ts";
import { withHeartbeat } from "./heartbeat.ts";
import { createMeter } from "./meter.ts";
import { authorization } from "./request-headers.ts";

/** The server sends its first event with the headers; one that is later than this was held back on its way. */
const FIRST_EVENT_MS = 2_000;
const NO_FIRST_EVENT = "no first event: a proxy may be buffering";

export const openSse = withHeartbeat((request, events) => new EventStream(request, events));

class EventStream implements OpenFeed {
  readonly name = "sse";
  readonly #request: FeedRequest;
  readonly #events: FeedEvents;
  readonly #meter = createMeter();
  readonly #closing = new AbortController();
  readonly #firstEventTimer: ReturnType<typeof setTimeout>;
  #retryMs: number | undefined;

  constructor(request: FeedRequest, events: FeedEvents) {
    this.#request = request;
    this.#events = events;
    this.#firstEventTimer = setTimeout(() => events.onNotice(NO_FIRST_EVENT), FIRST_EVENT_MS);
    void this.#read()
      .catch(endOfError)
      .then((end) => this.#finish(end));
  }

  hold(): void {}
  setPollInterval(): void {}
  nudge(): void {}

  close(): void {
    clearTimeout(this.#firstEventTimer);
    this.#closing.abort();
  }

  async #read(): Promise<FeedEnd> {
    this.#meter.addRequest();
    const response = await fetch(feedUrl(this.#request, "sse"), {
      headers: { accept: "text/event-stream", ...authorization(this.#request.token) },
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
      this.#meter.addBytes(chunk.byteLength);
      decoder.feed(text.decode(chunk, { stream: true }));
    }
  }

  #createDecoder(): SseDecoder {
    return createSseDecoder({
      onEvent: ({ data }) => {
        // One read may bring several events, and the first may have led to a close.
        if (this.#closing.signal.aborted) return;
        clearTimeout(this.#firstEventTimer);
        const frame = decodeFrame(data);
        if (frame !== undefined) this.#events.onFrame(frame, this.#meter.take());
      },
      onRetry: (retryMs) => {
        this.#retryMs = retryMs;
      },
    });
  }

  #finish(end: FeedEnd): void {
    if (this.#closing.signal.aborted) return;
    this.close();
    this.#events.onEnd(end, this.#meter.take());
  }
}

function isEventStream({ headers }: Response): boolean {
  return /^text\/event-stream\b/i.test(headers.get("content-type") ?? "");
}
