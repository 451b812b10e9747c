// One request and its answer through the proxy. Tried on one node after the other for as long as nothing can have
// happened: until a connection stands, or, for what only reads, until an answer begins.
import { request, STATUS_CODES, type Agent, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { pipeline } from "node:stream";
import { requestFields, responseFields } from "./forwarded-headers.ts";
import type { Upstream, Upstreams } from "./upstreams.ts";

export interface Exchange {
  readonly upstreams: Upstreams;
  readonly agent: Agent;
  readonly message: IncomingMessage;
  readonly answer: ServerResponse;
}

const READING: ReadonlySet<string | undefined> = new Set(["GET", "HEAD"]);

/** Forwards the message to a node that was not tried, and its answer as it comes. */
export function forward(exchange: Exchange, tried = new Set<Upstream>()): void {
  const { upstreams, agent, message, answer } = exchange;
  const upstream = upstreams.next(tried);
  if (upstream === undefined) return refuse(answer);
  tried.add(upstream);
  const { host, port } = upstream;
  const { method = "GET", url: path = "/" } = message;
  const outgoing = request({
    host,
    port,
    method,
    path,
    headers: requestFields(message),
    setHost: false,
    agent,
  });
  let isSent = false;
  const send = (): void => {
    isSent = true;
    message.pipe(outgoing);
  };
  const abandon = (): void => {
    if (!answer.writableFinished) outgoing.destroy();
  };
  answer.once("close", abandon);
  outgoing.once("socket", (socket: Socket) => {
    if (socket.connecting) socket.once("connect", send);
    else send();
  });
  outgoing.once("response", (incoming) => {
    answer.writeHead(incoming.statusCode ?? 502, incoming.statusMessage, responseFields(incoming));
    // An event stream's first byte may be long in coming.
    answer.flushHeaders();
    // What breaks off there must not look whole here: the answer is destroyed with it.
    pipeline(incoming, answer, () => undefined);
  });
  outgoing.on("error", () => {
    answer.off("close", abandon);
    message.unpipe(outgoing);
    if (answer.headersSent || answer.destroyed) return;
    if (!isSent) upstreams.failed(upstream);
    if (!isSent || READING.has(method)) forward(exchange, tried);
    else refuse(answer);
  });
}

/** RFC 9110 §15.6.3, in problem details (RFC 9457 §4.2.1). Whether anything happened is not known here. */
export const BAD_GATEWAY = {
  status: 502,
  reason: STATUS_CODES[502] ?? "",
  type: "application/problem+json",
  body: JSON.stringify({
    type: "about:blank",
    title: "Bad Gateway",
    status: 502,
    detail: "No node answered. Send it again, with the same commandId.",
  }),
};

function refuse(answer: ServerResponse): void {
  const { status, type, body } = BAD_GATEWAY;
  // What of the request has not been read will not be.
  answer.writeHead(status, { "content-type": type, "cache-control": "no-store", connection: "close" });
  answer.end(body);
}
