// Bodies that are asked about before they are sent (RFC 9110 §10.1.1), and framing that is in doubt (RFC 9112 §6.1). "100 Continue"
// is sent only when nothing but the body is left to find wrong, so that no client sends one to be refused.
import type { IncomingMessage, ServerResponse } from "node:http";
import { MAX_COMMAND_BYTES, ProtocolError } from "@hydra/protocol";
import type { FastifyInstance, FastifyRequest, RouteGenericInterface } from "fastify";
import fp from "fastify-plugin";
import { inTurn, isOneTooMany } from "../pipelining.ts";

const JSON_TYPE = /^application\/json\s*(?:;|$)/i;

export const expectations = fp(function expectationsPlugin(app: FastifyInstance, _options, done) {
  /** Requests whose client waits. */
  const waiting = new WeakSet<IncomingMessage>();
  const route = inTurn(app.routing);
  // Without a listener Node sends it before the request has been looked at.
  app.server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
    waiting.add(request);
    if (!isOneTooMany(request, response)) route(request, response);
  });
  // One that is not understood may be ignored; Node would answer without a body.
  app.server.on("checkExpectation", (request: IncomingMessage, response: ServerResponse) => {
    if (!isOneTooMany(request, response)) route(request, response);
  });

  app.addHook("onRequest", ({ raw, ws }, reply, next) => {
    // Whether the body comes after all is the client's choice, and after a refused handshake frames may come.
    if (ws || waiting.has(raw)) void reply.header("connection", "close");
    if (raw.httpVersion !== "1.0" || raw.headers["transfer-encoding"] === undefined) return next();
    void reply.header("connection", "close");
    next(new ProtocolError("invalid-body", "HTTP/1.0 has no Transfer-Encoding (RFC 9112 §6.1)."));
  });
  // After all hooks of routes that refuse by the head alone.
  app.addHook("preParsing", (...[{ raw }, reply, payload, next]) => {
    if (!waiting.has(raw)) return next(null, payload);
    const { "content-type": type = "", "content-length": length = "0" } = raw.headers;
    if (!JSON_TYPE.test(type)) return next(new ProtocolError("unsupported-media-type"));
    if (Number(length) > MAX_COMMAND_BYTES) return next(new ProtocolError("body-too-large"));
    void reply.removeHeader("connection");
    reply.raw.writeContinue();
    next(null, payload);
  });
  done();
});

/**
 * The `onRequest` of a route: what it refuses by the head alone it refuses before a body that is asked about.
 * @param check throws what is refused
 */
export function beforeBody<G extends RouteGenericInterface>(check: (request: FastifyRequest<G>) => void) {
  return (request: FastifyRequest<G>, _reply: unknown, next: () => void): void => {
    if (request.headers.expect?.toLowerCase() === "100-continue") check(request);
    next();
  };
}
