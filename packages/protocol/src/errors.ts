// Every error a client can be answered with, in one table: code → HTTP status and title. Problem details are RFC 9457.
// SPEC PR30–PR35.
import { FEED_ERRORS, ProblemError, type ErrorTable } from "@hydra/feed";

export const ERRORS = {
  ...FEED_ERRORS,
  unauthenticated: { status: 401, title: "Join the family first" },
  unavailable: { status: 503, title: "The event log cannot be reached; nothing was applied" },
  "unknown-family": { status: 404, title: "There is no such family" },
  "unknown-round": { status: 404, title: "There is no such finished round, or not any more" },
  "unknown-player": { status: 404, title: "There is no such player" },
  "unknown-code": { status: 404, title: "That code is wrong, used, or out of time" },
  "unknown-lane": { status: 404, title: "No feed request has named that lane" },
  "unknown-capture": { status: 404, title: "There is no such capture of yours" },
  "method-not-allowed": { status: 405, title: "This resource does not take that method" },
  cooldown: { status: 409, title: "The skill is not ready yet" },
  "monster-defeated": { status: 409, title: "The monster is already defeated" },
  "lab-busy": { status: 409, title: "Another lab is using that" },
  "unknown-host": { status: 421, title: "This server does not answer for that name" },
  "body-too-large": { status: 413, title: "The body is too large" },
  "unsupported-media-type": { status: 415, title: "Send JSON" },
  "quota-exceeded": { status: 429, title: "Your network has had its share for now" },
  "at-capacity": { status: 503, title: "There is no room for more right now" },
} as const satisfies ErrorTable;

export type ErrorCode = keyof typeof ERRORS;

/** An error whose words may be shown to the client that caused it. */
export class ProtocolError extends ProblemError<ErrorCode> {
  override readonly name = "ProtocolError";

  constructor(code: ErrorCode, detail?: string, retryAfterMs?: number) {
    super(code, ERRORS[code], { detail, retryAfterMs });
  }
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === "string" && Object.hasOwn(ERRORS, value);
}
