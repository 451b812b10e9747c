// Every error a client can be told, in one table: code → HTTP status and title. Problem details are RFC 9457.
// SPEC PR30–PR35.

export const ERRORS = {
  "invalid-body": { status: 400, title: "The request is not what this endpoint takes" },
  "invalid-cursor": { status: 400, title: "The cursor cannot be read" },
  unauthenticated: { status: 401, title: "Join the family first" },
  "forbidden-origin": { status: 403, title: "This origin may not do that" },
  "unknown-family": { status: 404, title: "There is no such family" },
  "unknown-player": { status: 404, title: "There is no such player" },
  "unknown-lane": { status: 404, title: "No feed request has named that lane" },
  "unknown-capture": { status: 404, title: "There is no such capture of yours" },
  "not-found": { status: 404, title: "There is nothing here" },
  "method-not-allowed": { status: 405, title: "This resource does not take that method" },
  cooldown: { status: 409, title: "The skill is not ready yet" },
  "monster-defeated": { status: 409, title: "The monster is already defeated" },
  "lab-busy": { status: 409, title: "Another lab is using that" },
  "unknown-host": { status: 421, title: "This server does not answer for that name" },
  "body-too-large": { status: 413, title: "The body is too large" },
  "unsupported-media-type": { status: 415, title: "Send JSON" },
  "upgrade-required": { status: 426, title: "This endpoint speaks WebSocket" },
  "rate-limited": { status: 429, title: "Too many commands" },
  "quota-exceeded": { status: 429, title: "Your network has had its share for now" },
  internal: { status: 500, title: "Something went wrong on our side" },
  unavailable: { status: 503, title: "The event log cannot be reached; nothing was applied" },
  "at-capacity": { status: 503, title: "There is no room for more right now" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** What a problem's `type` begins with; its code follows. */
export const PROBLEM_TYPE = "urn:hydra:error:";

/** The body of every HTTP error, `application/problem+json` (RFC 9457 §3). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail?: string;
  readonly retryAfterMs?: number;
}

/** An error whose words may be shown to whoever caused it. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, detail?: string, retryAfterMs?: number) {
    super(detail ?? ERRORS[code].title);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The problem details of an error; shape and members as RFC 9457 §3.1 has them. */
export function toProblem(error: ProtocolError): Problem {
  const { status, title } = ERRORS[error.code];
  return {
    type: `${PROBLEM_TYPE}${error.code}`,
    title,
    status,
    code: error.code,
    ...(error.message === title ? {} : { detail: error.message }),
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  };
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === "string" && Object.hasOwn(ERRORS, value);
}
