// A fault on purpose, and what was found of it: a figure that it made is the bench's and not the network's.
import type { Fault } from "@hydra/feed/client";

export interface InjectedFault {
  readonly lane: string;
  readonly fault: Fault;
  /** Page-local epoch milliseconds. */
  readonly injectedAt: number;
  /** When a frame suffered it; null as long as none has come. */
  readonly happenedAt: number | null;
  /** By how much the lane's counters have grown since. */
  readonly found: FoundFault;
  /** From then until an update with the digest that the server has; null as long as there was none. */
  readonly healedAfterMs: number | null;
}

export interface FoundFault {
  readonly missed: number;
  readonly repeated: number;
  readonly diverged: number;
  /** Messages that came late or again, and were not shown. */
  readonly discarded: number;
}
