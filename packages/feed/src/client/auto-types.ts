// What an application sees of the automatic choice of a transport, and where it may keep what was found.
import type { TransportName } from "../wire/transports.ts";
import type { Obstacle } from "./transport.ts";

/** A transport that did not get through, and why. */
export interface Blocked {
  readonly transport: TransportName;
  readonly obstacle: Obstacle;
}

/** A transport that this client cannot use, whatever the network. */
export interface LeftOut {
  readonly transport: TransportName;
  /** In words. */
  readonly reason: string;
}

/** What the automatic choice has found on this network. */
export interface AutoState {
  /** Of the ladder, never tried, because the platform cannot open them with what the application asks for; absent when there are none. */
  readonly leftOut?: readonly LeftOut[];
  /** Better ones than what is in use, best first; empty when the best is in use. */
  readonly blocked: readonly Blocked[];
  /** Date.now() when they are tried again; absent when nothing is to be tried. */
  readonly retryAt?: number;
}

/** One text that outlives the page, for one server and one network; a failure must not throw. */
export interface AutoMemory {
  /** Null when nothing is kept. */
  read(): string | null;
  /** Null forgets. */
  write(text: string | null): void;
}
