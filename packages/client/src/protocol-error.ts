// The feed's errors as Hydra's: the same code where the contract has it.
import { isErrorCode, ProblemError, ProtocolError, type ErrorCode } from "@hydra/protocol";

/** The code as one of the contract's; a newer server may have more. */
export function toErrorCode(code: string): ErrorCode {
  return isErrorCode(code) ? code : "internal";
}

/** The error as a ProtocolError; what is no problem is returned as it is. */
export function toProtocolError(error: unknown): unknown {
  if (!isProblem(error) || error instanceof ProtocolError) return error;
  return new ProtocolError(toErrorCode(error.code), error.message, error.retryAfterMs);
}

function isProblem(error: unknown): error is ProblemError {
  return error instanceof ProblemError;
}
