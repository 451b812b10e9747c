// Which header fields go on, and what is added. Pure. RFC 9110 §7.6.1: those of one connection stay on it.
import type { IncomingMessage } from "node:http";

const OF_ONE_CONNECTION = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

type Fields = [name: string, value: string][];

/** The fields of a message that are for its receiver, in their order and as often as they came. */
function endToEnd({ rawHeaders, headers }: IncomingMessage, without: readonly string[] = []): Fields {
  const named = (headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase());
  const dropped = new Set([...OF_ONE_CONNECTION, ...named, ...without]);
  const fields: Fields = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = "", value = ""] = rawHeaders.slice(at, at + 2);
    if (!dropped.has(name.toLowerCase())) fields.push([name, value]);
  }
  return fields;
}

/**
 * A request's fields as the node gets them. The client's address is that of its connection: what the client itself
 * writes about it is dropped. The host stays the one that was asked for.
 */
export function requestFields(request: IncomingMessage): string[] {
  const fields = endToEnd(request, ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"]);
  // RFC 9112 §6.1: how a body's end is marked belongs to each connection.
  if (request.headers["transfer-encoding"] !== undefined) fields.push(["Transfer-Encoding", "chunked"]);
  fields.push(["X-Forwarded-For", request.socket.remoteAddress ?? "unknown"], ["X-Forwarded-Proto", "http"]);
  return fields.flat();
}

/** An answer's fields as the client gets them. */
export function responseFields(response: IncomingMessage): string[] {
  return endToEnd(response).flat();
}
