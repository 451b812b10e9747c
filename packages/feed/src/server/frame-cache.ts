// The frames of a feed's newest version, encoded once for all that ask from the same cursor (invariant 8).
import { EncodedFrame, type FrameToEncode } from "./encoded-frame.ts";

/** Deltas kept encoded for one version; more distinct cursors than this are rare, and hostile ones cost no memory. */
const MAX_DELTAS = 16;

export class FrameCache {
  #snapshot: EncodedFrame | undefined;
  #deltas = new Map<number, EncodedFrame>();

  /** There is a newer version. */
  clear(): void {
    this.#snapshot = undefined;
    // Not cleared: a Map's outgrown tables keep each other alive.
    this.#deltas = new Map();
  }

  snapshot(make: () => FrameToEncode): EncodedFrame {
    this.#snapshot ??= new EncodedFrame(make());
    return this.#snapshot;
  }

  delta(from: number, make: (from: number) => FrameToEncode): EncodedFrame {
    const known = this.#deltas.get(from);
    if (known !== undefined) return known;
    if (this.#deltas.size >= MAX_DELTAS) this.#deltas.clear();
    const frame = new EncodedFrame(make(from));
    this.#deltas.set(from, frame);
    return frame;
  }
}
