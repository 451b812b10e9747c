// The waits of the whole server that are not configurable, in one place so that a test can shorten them.

export interface Timings {
  /** A watcher that does not read for this long is ended. */
  readonly maxBehindMs: number;
  /** Requests that arrive this long after the server began to close are refused in words. */
  readonly drainGraceMs: number;
  /** Connections that have not ended by themselves this long after that are cut. */
  readonly drainDeadlineMs: number;
  /** A request must have arrived whole by then; a slow sender holds no connection. */
  readonly requestTimeoutMs: number;
  /** A connection on which nothing moves either way for this long is cut: twice the longest hold of a long-poll. */
  readonly idleTimeoutMs: number;
  /** Each WebSocket is pinged this often; one that has not answered by the next ping is gone. */
  readonly pingIntervalMs: number;
  /** A peer that was sent a Close gets this long to take what is left and to close its side. */
  readonly closeTimeoutMs: number;
  /** A published family in which nothing has happened for so long makes room for another. */
  readonly messagingIdleMs: number;
}

export const DEFAULT_TIMINGS: Timings = {
  maxBehindMs: 10_000,
  drainGraceMs: 200,
  drainDeadlineMs: 1_000,
  requestTimeoutMs: 10_000,
  idleTimeoutMs: 60_000,
  pingIntervalMs: 30_000,
  closeTimeoutMs: 1_000,
  messagingIdleMs: 10_000,
};
