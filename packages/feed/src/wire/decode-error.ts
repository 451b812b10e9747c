// The one error of everything that reads what a server sent: answers, frames, event streams. SPEC PR7.

/**
 * The server's text could not be understood: not JSON, a field missing or of another type, an event without end.
 * Names the field, never quotes the text. A client treats the exchange as lost and asks again.
 */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
}
