// How long the distributed log waits for what.

/** The waits, so that a test can shorten them; milliseconds. */
export interface JetStreamTimings {
  /** An append that was not read back by then has failed. */
  readonly appendTimeoutMs: number;
  /** How often the stream is asked whether it is there. */
  readonly checkIntervalMs: number;
  /** A node that archives and has not renewed its record for as long is taken for gone. */
  readonly leaseMs: number;
  /** The same of a node with a task. */
  readonly taskLeaseMs: number;
}

export const DEFAULT_TIMINGS: JetStreamTimings = {
  appendTimeoutMs: 2_500,
  checkIntervalMs: 1_000,
  // A state of a million players is written down in seconds.
  leaseMs: 30_000,
  // Longer than what a server needs to answer when it is busy, shorter than what it takes the servers to elect a leader.
  taskLeaseMs: 3_000,
};
