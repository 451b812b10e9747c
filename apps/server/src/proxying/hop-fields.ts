// Which header fields a proxy passes on. Pure. RFC 9110 §7.6.1: those of one connection stay on it.
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

/** RFC 9110 §7.6.1: these are for every recipient, and may not be named in Connection. Without its length a body would be the next request. */
const OF_THE_MESSAGE: ReadonlySet<string> = new Set(["content-length", "host"]);

type Message = Pick<IncomingMessage, "rawHeaders" | "headers">;

/**
 * Those for its receiver, in their order and as often as they came: name, value, name, value.
 * @param without names, in lower case, of others that are left out
 */
export function endToEnd({ rawHeaders, headers }: Message, without: readonly string[] = []): string[] {
  const named = (headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase());
  const ofThisHop = named.filter((name) => !OF_THE_MESSAGE.has(name));
  const dropped = new Set([...OF_ONE_CONNECTION, ...ofThisHop, ...without]);
  return rawHeaders.filter((_, at) => !dropped.has(rawHeaders[at - (at % 2)]?.toLowerCase() ?? ""));
}

/** As the server gets them. The host stays the one that was asked for: the origin check is by it. */
export function requestFields(message: Message, without: readonly string[] = []): string[] {
  const fields = endToEnd(message, without);
  // RFC 9112 §6.1: how a body's end is marked belongs to each connection.
  if (message.headers["transfer-encoding"] !== undefined) fields.push("Transfer-Encoding", "chunked");
  return fields;
}

/** As the client gets them: a connection that the server ends after its answer ends here too. */
export function responseFields(message: Message): string[] {
  const isLast = /(^|,)\s*close\s*(,|$)/i.test(message.headers.connection ?? "");
  return [...endToEnd(message), ...(isLast ? ["Connection", "close"] : [])];
}

export function encodeHead(
  { statusCode, statusMessage }: Pick<IncomingMessage, "statusCode" | "statusMessage">,
  fields: readonly string[],
): string {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
  for (let at = 0; at < fields.length; at += 2) lines.push(`${fields[at]}: ${fields[at + 1]}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}
