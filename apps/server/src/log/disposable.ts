/** For `await using`: closes at the end of the block. */
export function disposable<T extends { close(): Promise<void> }>(owned: T): T & AsyncDisposable {
  return Object.assign(owned, { [Symbol.asyncDispose]: () => owned.close() });
}
