// Opens a transport against a scripted server and keeps what it reported, in order, with what each cost.
import type { HeartbeatFrame } from "../../src/wire/frames.ts";
import { keyedFrames } from "../../src/wire/keyed.ts";
import type { KeyedDelta, KeyedSnapshot } from "../../src/wire/keyed.ts";
import { frameFrom } from "../../src/wire/frames.ts";
import type { FeedEnd, FeedEvents, FeedRequest, OpenFeed } from "../../src/client/transport.ts";
import { createQueue } from "./queue.ts";

type Frame = KeyedSnapshot | KeyedDelta;

/** Since the report before. */
interface Cost {
  readonly bytesIn: number;
  readonly requests: number;
}

export type Reported =
  | { readonly type: "frame"; readonly frame: Frame | HeartbeatFrame; readonly cost: Cost }
  | { readonly type: "unchanged"; readonly cost: Cost }
  | { readonly type: "notice"; readonly reason: string }
  | { readonly type: "end"; readonly end: FeedEnd; readonly cost: Cost };

export interface RecordedFeed {
  readonly feed: OpenFeed;
  /** The next thing reported. */
  next(): Promise<Reported>;
  /** Things reported and not taken yet. */
  readonly pending: number;
}

const CODEC = keyedFrames((row) => row);

/** A feed of the server at `baseUrl`. `onFrame` is called as a session's would: synchronously, and may close the feed. */
export function openRecorded(
  open: (request: FeedRequest<Frame>, events: FeedEvents<Frame>) => OpenFeed,
  { baseUrl, ...request }: Partial<FeedRequest<Frame>> & { readonly baseUrl: string },
  onFrame?: (frame: Frame | HeartbeatFrame, feed: OpenFeed) => void,
): RecordedFeed {
  const reported = createQueue<Reported>();
  let bytesIn = 0;
  let requests = 0;
  const takeCost = (): Cost => {
    const cost = { bytesIn, requests };
    bytesIn = requests = 0;
    return cost;
  };
  const feed = open(
    {
      url: `${baseUrl}/feeds/f%2F1`,
      since: undefined,
      pollIntervalMs: 1_000,
      readFrame: (fields) => frameFrom(CODEC, fields),
      meter: { addRequest: () => (requests += 1), addBytes: (bytes) => (bytesIn += bytes) },
      ...request,
    },
    {
      onFrame(frame) {
        reported.push({ type: "frame", frame, cost: takeCost() });
        onFrame?.(frame, feed);
      },
      onUnchanged: () => reported.push({ type: "unchanged", cost: takeCost() }),
      onNotice: (reason) => reported.push({ type: "notice", reason }),
      onEnd: (end) => reported.push({ type: "end", end, cost: takeCost() }),
    },
  );
  return {
    feed,
    next: reported.next,
    get pending() {
      return reported.length;
    },
  };
}
