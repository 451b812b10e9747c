// Which upgrades that are offered are taken: WebSocket's. By the HTTP server, and by proxies in front of it. RFC 9110 §7.8.
import type { IncomingMessage } from "node:http";

/** Others (h2c) are ignored, and the request is answered as it is. */
export function isHandshake({ method, headers }: IncomingMessage): boolean {
  return method === "GET" && headers.upgrade?.toLowerCase() === "websocket";
}

/** The same, where it would be passed on over HTTP/1.1, in which an answer to HTTP/1.0 is no upgrade (RFC 6455 §4.2.1). */
export function isPassedHandshake(message: IncomingMessage): boolean {
  return isHandshake(message) && message.httpVersion === "1.1";
}
