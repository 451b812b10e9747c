// What answers on the server's port while the event log is not there yet: it lives, it is not ready, and it reports why.
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { ProtocolError, toProblem } from "@hydra/protocol";
import { addressOf } from "./listening-address.ts";
import { createSingleRequestServer } from "./single-request-server.ts";

export interface Standby {
  readonly port: number;
  /** Why it waits, for the answers. */
  reason: string;
  close(): Promise<void>;
}

/** A client that is refused need not come back sooner. */
const RETRY_AFTER_MS = 1_000;
const REQUEST_TIMEOUT_MS = 10_000;

/** Listens. @throws what listening throws. */
export async function openStandby(host: string, wantedPort: number, reason: string): Promise<Standby> {
  // The real server is about to take this port.
  const server = createSingleRequestServer({ requestTimeoutMs: REQUEST_TIMEOUT_MS }, (request, response) => {
    if (request.url === "/healthz") answer(response, 200, { status: "ok" });
    else if (request.url === "/readyz")
      answer(response, 503, { status: "not-ready", log: "unreachable", reason: standby.reason });
    else refuse(response);
  });
  server.listen(wantedPort, host);
  await once(server, "listening");
  const standby: Standby = {
    port: addressOf(server).port,
    reason,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
  return standby;
}

function refuse(response: ServerResponse): void {
  const error = new ProtocolError("unavailable", "The server waits for its event log.", RETRY_AFTER_MS);
  const problem = toProblem(error);
  response.setHeader("retry-after", RETRY_AFTER_MS / 1_000);
  response.setHeader("content-type", "application/problem+json");
  answer(response, problem.status, problem);
}

function answer(response: ServerResponse, status: number, body: object): void {
  if (!response.hasHeader("content-type")) response.setHeader("content-type", "application/json");
  response.setHeader("cache-control", "no-store");
  response.writeHead(status).end(JSON.stringify(body));
}
