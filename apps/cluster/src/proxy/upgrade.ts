// A WebSocket's handshake through the proxy (RFC 6455 §4), and its bytes from then on as they come.
import { request, type IncomingMessage } from "node:http";
import { pipeline, type Duplex } from "node:stream";
import { BAD_GATEWAY } from "./exchange.ts";
import { encodeHead, join } from "@hydra/server/proxying";
import { requestFields, responseFields } from "./forwarded-headers.ts";
import type { Upstream, Upstreams } from "./upstreams.ts";

export interface Upgrade {
  readonly upstreams: Upstreams;
  readonly message: IncomingMessage;
  readonly socket: Duplex;
  /** What came after the handshake already. */
  readonly head: Buffer;
}

/** Offers the handshake to a node that was not tried: it changes nothing, so any number may see it. */
export function upgrade(attempt: Upgrade, tried = new Set<Upstream>()): void {
  const { upstreams, message, socket, head } = attempt;
  const upstream = upstreams.next(tried);
  if (upstream === undefined) return void socket.end(refusal());
  tried.add(upstream);
  const { host, port } = upstream;
  const offer = ["Connection", "Upgrade", "Upgrade", message.headers.upgrade ?? "websocket"];
  const headers = [...requestFields(message), ...offer];
  const outgoing = request({ host, port, path: message.url ?? "/", headers, setHost: false, agent: false });
  const release = onLeaving(socket, () => outgoing.destroy());
  outgoing.once("upgrade", (incoming, peer, first) => {
    release();
    socket.write(
      encodeHead(incoming, [
        ...responseFields(incoming),
        "Connection",
        "Upgrade",
        "Upgrade",
        incoming.headers.upgrade ?? "",
      ]),
    );
    socket.write(first);
    peer.write(head);
    join(socket, peer);
  });
  outgoing.once("response", (incoming) => {
    release();
    // The connection ends with the refusal: what came over it next would not be looked at.
    socket.write(encodeHead(incoming, [...responseFields(incoming), "Connection", "close"]));
    pipeline(incoming, socket, () => undefined);
  });
  outgoing.on("error", () => {
    release();
    if (socket.destroyed) return;
    upstreams.failed(upstream);
    upgrade(attempt, tried);
  });
  outgoing.end();
}

/**
 * Calls when the client leaves before its handshake is answered; returns what ends that. An end is only noticed by
 * reading. Nothing else comes before the answer (RFC 6455 §4.1): a client that sends all the same is not read further.
 */
function onLeaving(socket: Duplex, leave: () => void): () => void {
  const keep = (early: Buffer): void => socket.pause().unshift(early);
  const end = (): void => void socket.destroy();
  socket.once("close", leave).once("data", keep).once("end", end);
  return () => void socket.off("close", leave).off("data", keep).off("end", end);
}

function refusal(): string {
  const { status, reason, type, body } = BAD_GATEWAY;
  const length = Buffer.byteLength(body);
  return `HTTP/1.1 ${status} ${reason}\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${body}`;
}
