// The server's clock as the wire sees it: epoch milliseconds with fractions, monotonic for the life of the process
// so that two versions' times never cross, whatever happens to the system's clock.

/** Epoch milliseconds, to a hundredth: finer would only be digits on the wire. */
export function serverNow(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 100) / 100;
}
