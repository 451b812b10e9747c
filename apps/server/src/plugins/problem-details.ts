// Every error leaves as problem details (RFC 9457) with a stable code; the libraries' own messages stay in the log.
import { STATUS_CODES } from "node:http";
import { sendProblem } from "@hydra/feed/server";
import { FeedError, ProtocolError, toProblem, type ErrorCode } from "@hydra/protocol";
import type { FastifyBaseLogger, FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import fp from "fastify-plugin";

/** Codes of errors that Fastify itself raises, by HTTP status. */
const CODE_BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: "invalid-body",
  401: "unauthenticated",
  404: "not-found",
  405: "method-not-allowed",
  413: "body-too-large",
  415: "unsupported-media-type",
  429: "rate-limited",
  503: "unavailable",
};

/** The problem as a whole HTTP/1.1 answer, for a connection that the framework does not write to. */
export function encodeProblemResponse(error: ProtocolError, headers: readonly string[] = []): string {
  const problem = toProblem(error);
  const body = JSON.stringify(problem);
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ""}`,
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    "Connection: close",
    ...headers,
    "",
    body,
  ].join("\r\n");
}

/** What may be sent about an error: the own words of this contract's, else only its kind. */
export function toProtocolError(error: unknown): ProtocolError {
  if (error instanceof ProtocolError) return error;
  if (error instanceof FeedError) {
    const { code, title, message, retryAfterMs } = error;
    return new ProtocolError(code, message === title ? undefined : message, retryAfterMs);
  }
  const status = isFastifyError(error) ? (error.statusCode ?? 500) : 500;
  const code = CODE_BY_STATUS[status] ?? (status >= 400 && status < 500 ? "invalid-body" : "internal");
  return new ProtocolError(code);
}

/** The same, and a fault of the server's own is logged. */
export function explain(error: unknown, logger: Pick<FastifyBaseLogger, "error">): ProtocolError {
  const problem = toProtocolError(error);
  if (problem.code === "internal") logger.error({ err: error }, "request failed");
  return problem;
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && "statusCode" in error && typeof error.statusCode === "number";
}

function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = explain(error, request.log);
  request.attackTrace?.refused(problem);
  return sendProblem(reply, problem);
}

export const problemDetails = fp(function problemDetailsPlugin(app: FastifyInstance, _options, done) {
  app.setErrorHandler(handleError);
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, new ProtocolError("not-found")));
  done();
});
