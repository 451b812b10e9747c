// What went wrong, as a code that the languages have words for.
import { ProtocolError, type ErrorCode } from "@hydra/protocol";

export function codeOf(error: unknown): ErrorCode {
  return error instanceof ProtocolError ? error.code : "internal";
}
