// Errors as answers of the framework: problem details (RFC 9457) with their header fields.
import type { FastifyInstance, FastifyReply } from "fastify";
import { ProblemError, toProblem } from "../wire/problem.ts";

/** Header fields that a problem has besides its type. */
export function problemFields({ code, retryAfterMs }: ProblemError): Readonly<Record<string, string>> {
  // RFC 9110 §15.5.2
  const challenge = code === "unauthenticated" ? { "www-authenticate": "Bearer" } : {};
  const fields = { "cache-control": "no-store", ...challenge };
  // RFC 9110 §10.2.3: whole seconds; rounded up, or a client would come back too early.
  return retryAfterMs === undefined
    ? fields
    : { ...fields, "retry-after": String(Math.ceil(retryAfterMs / 1_000)) };
}

/** Sends the problem; the reply is finished afterwards. */
export function sendProblem(reply: FastifyReply, error: ProblemError): FastifyReply {
  const problem = toProblem(error);
  return reply
    .code(problem.status)
    .headers(problemFields(error))
    .type("application/problem+json")
    .send(JSON.stringify(problem));
}

/** Answers ProblemErrors within the plugin, unless the application had an error handler of its own before. */
export function answerProblems(app: FastifyInstance): void {
  // What the framework calls its own.
  if (app.errorHandler.name !== "defaultErrorHandler") return;
  app.setErrorHandler((error, _request, reply) => {
    if (isProblem(error)) return sendProblem(reply, error);
    throw error;
  });
}

function isProblem(error: unknown): error is ProblemError {
  return error instanceof ProblemError;
}
