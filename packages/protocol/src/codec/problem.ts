// Errors as a client reads them from an HTTP answer, with a code of this contract, and as a server writes them on a socket.
// SPEC PR30–PR35.
import { isTime, notRead, problemFields } from "@hydra/feed";
import type { ErrorMessage } from "../commands.ts";
import { isErrorCode, ProtocolError, type ErrorCode } from "../errors.ts";

/** Longer details are cut: the text is for a person, and comes from outside. */
const MAX_DETAIL_LENGTH = 500;

/** Statuses that stand for one code when no code can be read, e.g. because a proxy answered. */
const CODE_BY_STATUS: ReadonlyMap<number, ErrorCode> = new Map([
  [401, "unauthenticated"],
  [403, "forbidden-origin"],
  [404, "not-found"],
  [405, "method-not-allowed"],
  [413, "body-too-large"],
  [415, "unsupported-media-type"],
  [421, "unknown-host"],
  [426, "upgrade-required"],
  [429, "rate-limited"],
  [502, "unavailable"],
  [503, "unavailable"],
  [504, "unavailable"],
]);

/**
 * The error an HTTP answer stands for. Total: a body that is no problem details, or whose code is unknown, falls
 * back to the status, and an unknown status to its class (RFC 9110 §15).
 */
export function decodeProblem(status: number, text: string): ProtocolError {
  const fields = problemFields(text);
  const retryAfterMs = isTime(fields["retryAfterMs"]) ? fields["retryAfterMs"] : undefined;
  const { code, detail } = fields;
  const said = typeof detail === "string" && detail !== "" ? detail.slice(0, MAX_DETAIL_LENGTH) : undefined;
  if (isErrorCode(code)) return new ProtocolError(code, said, retryAfterMs);
  return new ProtocolError(codeOfStatus(status), said ?? notRead(status), retryAfterMs);
}

/** The error as a message on a socket; `commandId` when the message that caused it had one that could be read. */
export function toErrorMessage(error: ProtocolError, commandId?: string): ErrorMessage {
  return {
    type: "error",
    ...(commandId === undefined ? {} : { commandId }),
    code: error.code,
    ...(error.message === error.title ? {} : { detail: error.message }),
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  };
}

function codeOfStatus(status: number): ErrorCode {
  return CODE_BY_STATUS.get(status) ?? (status >= 400 && status < 500 ? "invalid-body" : "internal");
}
