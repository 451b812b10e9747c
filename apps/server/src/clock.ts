// The time of what this process alone sees, bytes on a socket: epoch milliseconds with fractions, monotonic for the life of the
// process. Whatever concerns a battle goes by the log's time (log/log-clock.ts).

/** Epoch milliseconds, to a hundredth: finer would only be digits on the wire. */
export function serverNow(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 100) / 100;
}
