// Calls an application's listener so that its mistakes stay its own.

/** Calls `listener`; what it throws is thrown again outside of the caller, where the platform reports it. */
export function notify<T>(listener: ((value: T) => void) | undefined, value: T): void {
  try {
    listener?.(value);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
