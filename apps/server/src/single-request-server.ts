// An HTTP server beside the real one, for those that ask now and then: each connection gets one answer, so that no client's pipelined
// requests are worked on at the cost of everything else in this process (RFC 9112 §9.3.2, §9.6).
import { createServer, type RequestListener, type Server } from "node:http";
import type { Socket } from "node:net";
import { endConnection } from "./pipelining.ts";
import { clientPrefix } from "./plugins/client-address.ts";
import { Counts } from "./plugins/connection-limits.ts";

export interface SingleRequestOptions {
  /** For a request to arrive whole. */
  readonly requestTimeoutMs: number;
  /** Connections open at once, of all clients and of one address; none without. More are cut. */
  readonly connections?: { readonly inAll: number; readonly ofAddress: number };
}

/** Not listening yet. */
export function createSingleRequestServer(
  { requestTimeoutMs, connections }: SingleRequestOptions,
  listener: RequestListener,
): Server {
  const asked = new WeakSet<Socket>();
  const limits = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    connectionsCheckingInterval: requestTimeoutMs / 5,
  };
  const server = createServer(limits, (request, response) => {
    const { socket } = request;
    if (asked.has(socket)) return endConnection(socket);
    asked.add(socket);
    response.setHeader("connection", "close");
    listener(request, response);
  });
  if (connections === undefined) return server;
  server.maxConnections = connections.inAll;
  const open = new Counts();
  server.prependListener("connection", (socket) => {
    if (socket.remoteAddress === undefined) return;
    const client = clientPrefix(socket.remoteAddress);
    if (open.of(client) >= connections.ofAddress) return void socket.resetAndDestroy();
    open.addUntilClosed(client, socket);
  });
  return server;
}
