// Errors as a client reads them from an HTTP answer, with a code of this contract, and as a server writes them on a socket.
// SPEC PR30–PR35.
import { CODE_BY_STATUS, codeOfClass, notRead, problemMembers } from "@hydra/feed";
import type { ErrorMessage } from "../commands.ts";
import { isErrorCode, ProtocolError, type ErrorCode } from "../errors.ts";

/** Statuses that stand for one code of this contract when no code can be read, beside the feed's own. */
const MORE_BY_STATUS: ReadonlyMap<number, ErrorCode> = new Map([
  [405, "method-not-allowed"],
  [413, "body-too-large"],
  [415, "unsupported-media-type"],
  [421, "unknown-host"],
]);

/**
 * The error an HTTP answer stands for. Total: a body that is no problem details, or whose code is unknown, falls
 * back to the status, and an unknown status to its class (RFC 9110 §15).
 */
export function decodeProblem(status: number, text: string): ProtocolError {
  const { code, detail, retryAfterMs } = problemMembers(text);
  if (isErrorCode(code)) return new ProtocolError(code, detail, retryAfterMs);
  const known = MORE_BY_STATUS.get(status) ?? CODE_BY_STATUS.get(status) ?? codeOfClass(status);
  return new ProtocolError(known, detail ?? notRead(status), retryAfterMs);
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
