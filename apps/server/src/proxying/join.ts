// Two connections as one, once neither is HTTP any more. RFC 9110 §7.8.
import type { Duplex } from "node:stream";

/** Each gets what the other sends, at the pace at which it takes it, and its end. */
export function join(one: Duplex, other: Duplex): void {
  one.pipe(other).pipe(one);
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on("error", () => from.destroy());
    from.once("close", () => to.destroy());
  }
}
