// Calls an application's listener so that its mistakes stay its own.

/** Runs `call`; what it throws is thrown again outside of the caller, where the platform reports it. */
export function notify(call: () => void): void {
  try {
    call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
