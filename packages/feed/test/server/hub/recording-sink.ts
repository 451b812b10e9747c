// A watcher's connection as the hub sees it, that only remembers: how full it is, the test decides.
import type { EncodedFrame, EndReason, Sink } from "../../../src/server/index.ts";

export class RecordingSink implements Sink {
  pendingBytes = 0;
  readonly frames: EncodedFrame[] = [];
  readonly ends: { readonly reason: EndReason; readonly retryAfterMs: number }[] = [];

  readonly #onWrite: () => void;

  constructor({ onWrite = () => undefined }: { onWrite?: () => void } = {}) {
    this.#onWrite = onWrite;
  }

  /** Asks to be looked at before the next frame: it may be full by then. */
  write(frame: EncodedFrame): boolean {
    this.frames.push(frame);
    this.#onWrite();
    return false;
  }

  end(reason: EndReason, retryAfterMs: number): void {
    this.ends.push({ reason, retryAfterMs });
  }

  /** Types of the frames so far, in order. */
  get types(): string[] {
    return this.frames.map(({ type }) => type);
  }
}
