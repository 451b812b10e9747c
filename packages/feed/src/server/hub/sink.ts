// What the hub writes to: one connection of any transport. Implementations stand with their transports.
import type { TransportName } from "../../wire/transports.ts";
import type { EncodedFrame } from "../encoded-frame.ts";

/** Why the hub ends a subscription. */
export type EndReason =
  /** The server stops; come back after the hint. */
  | "restart"
  /** The watcher did not read for too long. */
  | "behind"
  /** A parked poll's hold is over. */
  | "expired"
  /** There is no such feed any more; a client that connects again is refused as such. */
  | "gone"
  /** The feed threw; come back after the hint. */
  | "broken"
  /** Whether the feed's source can be reached has changed: only for parked polls, which have no other way to report it. */
  | "source-changed";

export interface Sink {
  /** For the figures: what the watcher is counted as. */
  readonly transport?: TransportName;
  /** Default true. Otherwise it gets frames as any, but is neither counted nor what a feed is in use for. */
  readonly isWatcher?: false;
  /** Bytes given to the socket that it has not taken yet. */
  readonly pendingBytes: number;
  /**
   * Never blocks and never fails: what a dead peer does not take is left to the connection.
   * @returns true when little enough waits that `pendingBytes` need not be asked before the next frame
   */
  write(frame: EncodedFrame): boolean;
  /** A frame was not written because too much is pending. */
  skip?(): void;
  /** Ends the connection with the reason, as the transport has it. `retryAfterMs` spreads the crowd that comes back. */
  end(reason: EndReason, retryAfterMs: number): void;
}
