// The transports by name. Adding one is a file and a line here.
import { isTransportName, TRAITS, TRANSPORTS, type TransportName } from "../wire/transports.ts";
import type { LeftOut } from "./auto-types.ts";
import { socketObjection } from "./socket-dial.ts";
import type { FeedEvents, FeedFrame, FeedRequest, OpenFeed } from "./transport.ts";
import { openLongPolling } from "./transports/long-polling.ts";
import { openMqtt } from "./transports/mqtt.ts";
import { openPolling } from "./transports/polling.ts";
import { openSse } from "./transports/sse.ts";
import { openRawWebSocket } from "./transports/websocket-raw.ts";
import { openWebSocket } from "./transports/websocket.ts";

/** Each opens a feed of any frames. */
export const transports: Readonly<
  Record<
    TransportName,
    <Frame extends FeedFrame>(request: FeedRequest<Frame>, events: FeedEvents<Frame>) => OpenFeed
  >
> = {
  polling: openPolling,
  "long-polling": openLongPolling,
  sse: openSse,
  websocket: openWebSocket,
  "websocket-raw": openRawWebSocket,
  mqtt: openMqtt,
};

/** @throws TypeError that names what is no transport */
export function checkTransport(name: unknown): void {
  if (!isTransportName(name))
    throw new TypeError(`There is no transport ${JSON.stringify(name)}: ${TRANSPORTS.join(", ")}.`);
}

/** Of those that the automatic choice would take, the ones that this client cannot open, whatever the network, and why. */
export function leftOutOf({
  token,
  WebSocket,
}: Pick<FeedRequest<FeedFrame>, "token" | "WebSocket">): readonly LeftOut[] {
  const reason = socketObjection(token, WebSocket);
  if (reason === undefined) return [];
  return TRANSPORTS.filter((name) => TRAITS[name].needsUpgrade && TRAITS[name].rung !== undefined).map(
    (transport) => ({ transport, reason }),
  );
}
