// Server-sent events (WHATWG HTML §9.2) over fetch instead of EventSource. SPEC PR50–PR58.
import { createSseDecoder } from "../../wire/sse.ts";
import type { FeedEvents, FeedFrame, FeedRequest, OpenFeed } from "../transport.ts";
import { HttpStream, type StreamFormat } from "./http-stream.ts";

const FORMAT: StreamFormat = {
  transport: "sse",
  createDecoder: ({ onData, onRetry }) => createSseDecoder({ onEvent: ({ data }) => onData(data), onRetry }),
};

export function openSse<Frame extends FeedFrame>(
  request: FeedRequest<Frame>,
  events: FeedEvents<Frame>,
): OpenFeed {
  return new HttpStream(FORMAT, request, events);
}
