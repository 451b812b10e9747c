// What the hub reports of each frame, to a tracer.

/** One frame on its way to a feed's watchers. */
export interface FrameTrace {
  /** A delta or snapshot was encoded for those that hold one cursor. @param bytes of its JSON */
  encoded(bytes: number): void;
  /** Every watcher has been served, or there is none left to serve. Once. */
  end(): void;
}

export interface FrameTracer<Feed> {
  /** A version of the feed is published. @returns undefined when the frame is not traced */
  frame(feed: Feed, watchers: number): FrameTrace | undefined;
}
