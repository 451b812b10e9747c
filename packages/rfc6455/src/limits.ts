// How much a peer may make this side hold or do (RFC 6455 §10.4). SPEC WS36.

export interface Limits {
  /** Largest payload of one frame, in bytes. */
  readonly maxFrameBytes: number;
  /** Largest message over all its frames, in bytes. */
  readonly maxMessageBytes: number;
  /** Most frames of one message: what bounds a message of endless empty frames, which no number of bytes does. */
  readonly maxFragments: number;
}

const MEBIBYTE = 1_048_576;

/** 16 MiB, in pieces of 16 bytes if need be: what conformance suites send, and no more. */
export const DEFAULT_LIMITS: Limits = {
  maxFrameBytes: 16 * MEBIBYTE,
  maxMessageBytes: 16 * MEBIBYTE,
  maxFragments: MEBIBYTE,
};
