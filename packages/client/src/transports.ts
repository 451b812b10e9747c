// The transports by name. Adding one is a file and a line here; one that differs in its path alone, a line.
import type { TransportName } from "@hydra/protocol";
import type { TransportFactory } from "./feed-transport.ts";
import { openLongPolling } from "./long-polling.ts";
import { openPolling } from "./polling.ts";
import { openSse } from "./sse.ts";
import { openRawWebSocket, openWebSocket } from "./websocket.ts";

export type TransportTable = Readonly<Record<TransportName, TransportFactory>>;

export const transports: TransportTable = {
  polling: openPolling,
  "long-polling": openLongPolling,
  sse: openSse,
  websocket: openWebSocket,
  "websocket-raw": openRawWebSocket,
};
