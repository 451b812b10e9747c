// What every error must be, whichever way it reaches a client (protocol SPEC PR30–PR35).
import { ERRORS, type ErrorCode } from "@hydra/protocol";
import { expect } from "vitest";

/** An HTTP answer as injection, fetch and a raw socket can all give it. */
export interface AnswerLike {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** What would betray who wrote the server, where it lies, or what it was asked. */
const FORBIDDEN = [
  /node_modules/,
  /\.ts\b/,
  /\bat .*:\d+/,
  /FST_/,
  /\bfastify\b/i,
  /ERR_/,
  /HPE_/,
  /SyntaxError/,
  /Unexpected/,
];

/** Asserts that the answer is problem details of this code and nothing else. */
export function expectProblem({ status, contentType, body }: AnswerLike, code: ErrorCode): void {
  expect({ status, body: JSON.parse(body) as unknown }).toMatchObject({
    status: ERRORS[code].status,
    body: { type: `urn:hydra:error:${code}`, title: ERRORS[code].title, status: ERRORS[code].status, code },
  });
  expect(contentType).toMatch(/^application\/problem\+json/);
  for (const pattern of FORBIDDEN) expect(body).not.toMatch(pattern);
}

/** The same for an injected answer. */
export function expectInjectedProblem(
  { statusCode, headers, body }: { statusCode: number; headers: { "content-type"?: unknown }; body: string },
  code: ErrorCode,
): void {
  expectProblem({ status: statusCode, contentType: String(headers["content-type"]), body }, code);
}
