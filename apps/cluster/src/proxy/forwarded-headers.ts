// Which header fields go on to a node and back, and what is added. Pure.
import type { IncomingMessage } from "node:http";
import { endToEnd, requestFields as withoutHops } from "@hydra/server/proxying";

const OF_THE_CLIENT = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"];

/**
 * A request's fields as the node gets them. The client's address is that of its connection: what the client itself
 * writes about it is dropped. The host stays the one that was asked for.
 */
export function requestFields(request: IncomingMessage): string[] {
  const { remoteAddress = "unknown" } = request.socket;
  return [
    ...withoutHops(request, OF_THE_CLIENT),
    "X-Forwarded-For",
    remoteAddress,
    "X-Forwarded-Proto",
    "http",
  ];
}

/** An answer's fields as the client gets them. */
export function responseFields(response: IncomingMessage): string[] {
  return endToEnd(response);
}
