// A real HTTP and WebSocket server whose every answer is given by the test, one exchange at a time.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { toProblem, type ProblemError } from "../../src/wire/problem.ts";
import type { FeedFrame } from "../../src/client/transport.ts";
import type { HeartbeatFrame } from "../../src/wire/frames.ts";
import { WebSocketServer, type WebSocket } from "ws";
import { createQueue } from "./queue.ts";

/** One request waiting for its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Path and query. */
  readonly target: string;
  sendFrame(frame: FeedFrame | HeartbeatFrame): void;
  sendProblem(error: ProblemError, headers?: Record<string, string>): void;
  send(status: number, body?: string, headers?: Record<string, string>): void;
  /** Resolves when the client has gone away. */
  readonly gone: Promise<void>;
}

export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  /** Targets of all requests and handshakes so far. */
  readonly targets: readonly string[];
  /** The next request that has not been taken yet. */
  next(): Promise<Exchange>;
  /** The next opened WebSocket, with the request that opened it. */
  nextSocket(): Promise<{ socket: WebSocket; request: IncomingMessage }>;
}

/** `handshake` answers upgrades: true opens a socket, a string is written instead of the 101, false cuts. */
export async function startScriptedServer(handshake: string | boolean = true): Promise<ScriptedServer> {
  const exchanges = createQueue<Exchange>();
  const sockets = createQueue<{ socket: WebSocket; request: IncomingMessage }>();
  const targets: string[] = [];
  const webSockets = new WebSocketServer({ noServer: true });
  const server = createServer((request, response) => {
    targets.push(request.url ?? "");
    exchanges.push(createExchange(request, response));
  });
  server.on("upgrade", (request, connection, head) => {
    targets.push(request.url ?? "");
    if (handshake === true) {
      webSockets.handleUpgrade(request, connection, head, (socket) => sockets.push({ socket, request }));
    } else if (handshake === false) connection.destroy();
    else connection.end(handshake);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    targets,
    next: exchanges.next,
    nextSocket: sockets.next,
    async [Symbol.asyncDispose]() {
      for (const socket of webSockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function createExchange(request: IncomingMessage, response: ServerResponse): Exchange {
  const send: Exchange["send"] = (status, body, headers = {}) => {
    response.writeHead(status, headers).end(body);
  };
  return {
    request,
    response,
    target: request.url ?? "",
    send,
    sendFrame: (frame) => send(200, JSON.stringify(frame), { "content-type": "application/json" }),
    sendProblem(error, headers = {}) {
      const problem = toProblem(error);
      send(problem.status, JSON.stringify(problem), {
        ...headers,
        "content-type": "application/problem+json",
      });
    },
    gone: new Promise((resolve) => {
      response.once("close", resolve);
    }),
  };
}
