// The server's hand-written WebSocket: on the wire the same as the library's, at a path of its own.
import type { FeedEvents, FeedFrame, FeedRequest, OpenFeed } from "../transport.ts";
import { SocketFeed } from "./websocket.ts";

export function openRawWebSocket<Frame extends FeedFrame>(
  request: FeedRequest<Frame>,
  events: FeedEvents<Frame>,
): OpenFeed {
  return new SocketFeed("websocket-raw", request, events);
}
