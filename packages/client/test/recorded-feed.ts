// Opens a transport against a scripted server and keeps what it reported, in order.
import type { Frame } from "@hydra/protocol";
import type {
  FeedEnd,
  FeedEvents,
  FeedRequest,
  OpenFeed,
  Receipt,
  TransportFactory,
} from "../src/feed-transport.ts";
import { createQueue } from "./queue.ts";

export type Reported =
  | { readonly type: "frame"; readonly frame: Frame; readonly receipt: Receipt }
  | { readonly type: "unchanged"; readonly receipt: Receipt }
  | { readonly type: "notice"; readonly reason: string }
  | { readonly type: "end"; readonly end: FeedEnd; readonly receipt: Receipt };

export interface RecordedFeed {
  readonly feed: OpenFeed;
  /** The next thing reported. */
  next(): Promise<Reported>;
  /** Things reported and not taken yet. */
  readonly pending: number;
}

/** `onFrame` is called as a connection would: synchronously, and may close the feed. */
export function openRecorded(
  open: TransportFactory,
  request: Partial<FeedRequest> & { readonly baseUrl: string },
  onFrame?: (frame: Frame, feed: OpenFeed) => void,
): RecordedFeed {
  const reported = createQueue<Reported>();
  const events: FeedEvents = {
    onFrame(frame, receipt) {
      reported.push({ type: "frame", frame, receipt });
      if (frame.type !== "heartbeat") feed.hold({ epoch: frame.epoch, seq: frame.seq });
      onFrame?.(frame, feed);
    },
    onUnchanged: (receipt) => reported.push({ type: "unchanged", receipt }),
    onNotice: (reason) => reported.push({ type: "notice", reason }),
    onEnd: (end, receipt) => reported.push({ type: "end", end, receipt }),
  };
  const feed = open({ familyId: "f/1", since: undefined, pollIntervalMs: 1_000, ...request }, events);
  return {
    feed,
    next: reported.next,
    get pending() {
      return reported.length;
    },
  };
}
