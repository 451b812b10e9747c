// One open feed and the view built from nothing but its frames, forked at the cursor it was opened with. Two feeds
// that overlap during a switch can so never mix. Upstream: a transport; downstream: steady-feed.ts.
import type { FeedFrame } from "@hydra/protocol";
import type { View } from "./connection-types.ts";
import type { FeedEnd, FeedRequest, OpenFeed, Receipt, TransportFactory } from "./feed-transport.ts";
import { receive } from "./replica.ts";

/** One word of the server on this chain. */
export interface Heard {
  /** `unchanged`: nothing is newer than what is held (204, 304, an empty delta). */
  readonly type: "applied" | "snapshot" | "stale" | "unchanged";
  /** Absent with 204 and 304. */
  readonly frame?: FeedFrame;
  /** The feed's first word: it serves. */
  readonly isFirst: boolean;
}

export interface ChainEvents {
  onHeard(heard: Heard): void;
  /** A delta that leads from elsewhere; the chain is closed and cannot go on. */
  onGap(): void;
  /** `isLogReachable` has changed after the first word. */
  onLog(): void;
  onReceipt(receipt: Receipt): void;
  /** The answer's head has arrived, without a frame yet. */
  onHead(): void;
  onNotice(reason: string): void;
  onEnd(end: FeedEnd): void;
}

export interface ChainOptions {
  readonly open: TransportFactory;
  readonly request: Omit<FeedRequest, "since">;
  /** What to go on from; undefined asks for a snapshot. */
  readonly held: View | undefined;
  readonly events: ChainEvents;
}

export class Chain {
  readonly feed: OpenFeed;
  readonly #events: ChainEvents;
  #view: View | undefined;
  #hasSpoken = false;
  #isOver = false;
  #isLogReachable = true;

  constructor({ open, request, held, events }: ChainOptions) {
    this.#view = held;
    this.#events = events;
    // Nothing counts after the end, whatever a transport still says.
    const unlessOver = (word: () => void): void => {
      if (!this.#isOver) word();
    };
    this.feed = open(
      { ...request, since: held?.cursor },
      {
        onFrame: (frame, receipt) =>
          unlessOver(() => {
            events.onReceipt(receipt);
            if (frame.type === "heartbeat") this.#noteLog(frame.log !== "unreachable");
            else this.#receive(frame);
          }),
        onLog: (isReachable) => unlessOver(() => this.#noteLog(isReachable)),
        onUnchanged: (receipt) =>
          unlessOver(() => {
            events.onReceipt(receipt);
            this.#say({ type: "unchanged" });
          }),
        onHead: () => unlessOver(() => events.onHead()),
        onNotice: (reason) => unlessOver(() => events.onNotice(reason)),
        onEnd: (end, receipt) =>
          unlessOver(() => {
            this.#isOver = true;
            events.onReceipt(receipt);
            events.onEnd(end);
          }),
      },
    );
  }

  get view(): View | undefined {
    return this.#view;
  }

  get hasSpoken(): boolean {
    return this.#hasSpoken;
  }

  /** What the server said last; true until it says otherwise. */
  get isLogReachable(): boolean {
    return this.#isLogReachable;
  }

  close(): void {
    this.#isOver = true;
    this.feed.close();
  }

  #noteLog(isReachable: boolean): void {
    if (isReachable === this.#isLogReachable) return;
    this.#isLogReachable = isReachable;
    if (this.#hasSpoken) this.#events.onLog();
  }

  #receive(frame: FeedFrame): void {
    const reception = receive(this.#view, frame);
    if (reception.type === "gap") {
      this.close();
      this.#events.onGap();
      return;
    }
    if (reception.type === "stale") return this.#say({ type: "stale", frame });
    const isUnchanged = reception.view === this.#view;
    this.#view = reception.view;
    this.feed.hold(reception.view.cursor);
    this.#say({ type: isUnchanged ? "unchanged" : reception.type, frame });
  }

  #say(heard: Omit<Heard, "isFirst">): void {
    const isFirst = !this.#hasSpoken;
    this.#hasSpoken = true;
    this.#events.onHeard({ ...heard, isFirst });
  }
}
