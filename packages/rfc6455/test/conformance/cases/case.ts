// One conformance case: what a client sends to an echo endpoint and what must come back. The ids are those of the Autobahn
// test suite (https://github.com/crossbario/autobahn-testsuite); one that begins with a plus is this project's own.
import type { ViolationName } from "../../../src/index.ts";

export interface Case {
  readonly id: string;
  readonly title: string;
  /** The client's frames. */
  readonly sends: readonly Uint8Array[];
  /** Sent octet by octet, or in chunks of so many bytes; else in one piece. */
  readonly chop?: "octets" | number;
  /** What must come back before the connection closes, in order; nothing by default. */
  readonly answers?: readonly Answer[];
  /** The code of the server's Close frame: `none` for an empty one; absent when the connection stays open. */
  readonly closes?: number | "none";
  /** Which rule the server names. */
  readonly breaks?: ViolationName;
  /** How many of the bytes sent an endpoint may see that refuses at the first wrong one (6.4). */
  readonly failsAfterBytes?: number;
}

export type Answer = readonly ["text" | "binary" | "pong", string | Uint8Array];
