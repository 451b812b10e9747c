// What a hub is made with, and what it gives those that subscribe.
import type { Cursor } from "../../wire/cursor.ts";
import type { FrameTracer } from "./frame-tracer.ts";

export interface HubOptions<Feed> {
  readonly frameIntervalMs: number;
  readonly heartbeatIntervalMs: number;
  /** How long a subscriber may stay behind before it is ended. */
  readonly maxBehindMs: number;
  /** Epoch milliseconds by the server's clock. */
  readonly now: () => number;
  readonly tracer?: FrameTracer<Feed> | undefined;
  /** A feed threw, and its watchers were ended; once, until it can be watched again. Default: a warning of the process. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

export interface Subscription {
  /** The socket has taken everything: catch up now rather than with the next change. */
  drained(): void;
  close(): void;
}

export interface ParkOptions {
  readonly since: Cursor | undefined;
  readonly endsAt?: number;
  /** It can wait for as long as a frame interval, and mostly waits longer. Default false. */
  readonly isPatient?: boolean;
}
