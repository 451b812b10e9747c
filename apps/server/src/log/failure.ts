// Words for what went wrong, and what becomes of an exception in a caller's callback.

/** The words of an error, for a message that goes on around them. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Lets an exception that a callback threw surface as an uncaught one, which ends the process unless the process has
 * decided otherwise, once the work it interrupted is done for all others.
 */
export function surface(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
