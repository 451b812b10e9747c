// A transport whose other end is the test: every feed opened is listed, and the test sends what the server would.
import type { Fields } from "../../src/wire/fields.ts";
import { TRANSPORTS, type TransportName } from "../../src/wire/transports.ts";
import type {
  Command,
  FeedEnd,
  FeedEvents,
  FeedFrame,
  FeedRequest,
  OpenFeed,
  TransportFactory,
  TransportTable,
} from "../../src/client/transport.ts";

export const LOST: FeedEnd = { type: "lost", reason: "lost in a test" };

export interface FakeFeed<Frame extends FeedFrame> {
  readonly name: TransportName;
  readonly request: FeedRequest<Frame>;
  readonly events: FeedEvents<Frame>;
  readonly isClosed: boolean;
  readonly nudges: number;
  readonly pollIntervals: readonly number[];
  readonly commands: readonly Command[];
  /** Answers commands sent over this feed; undefined: it has no channel. */
  onCommand: ((command: Command) => Promise<Fields>) | undefined;
  /** The server sends frames. */
  send(...frames: Frame[]): void;
  /** The server answers that nothing is newer. */
  sendUnchanged(): void;
  end(end: FeedEnd): void;
}

/** All transports, with the feeds of all in the order they were opened. */
export function createFakeTable<Frame extends FeedFrame>(): {
  table: TransportTable<Frame>;
  feeds: FakeFeed<Frame>[];
} {
  const feeds: FakeFeed<Frame>[] = [];
  const factoryOf =
    (name: TransportName): TransportFactory<Frame> =>
    (request, events) => {
      const feed = createFakeFeed(name, request, events);
      feeds.push(feed);
      return feed.open;
    };
  const table = Object.fromEntries(TRANSPORTS.map((name) => [name, factoryOf(name)]));
  return { table: table as TransportTable<Frame>, feeds };
}

function createFakeFeed<Frame extends FeedFrame>(
  name: TransportName,
  request: FeedRequest<Frame>,
  events: FeedEvents<Frame>,
): FakeFeed<Frame> & { readonly open: OpenFeed } {
  const pollIntervals: number[] = [];
  const commands: Command[] = [];
  let isClosed = false;
  let nudges = 0;
  const report = (bytesIn: number, event: () => void): void => {
    if (isClosed) return;
    request.meter?.addRequest();
    request.meter?.addBytes(bytesIn);
    event();
  };
  const feed: FakeFeed<Frame> & { readonly open: OpenFeed } = {
    name,
    request,
    events,
    pollIntervals,
    commands,
    onCommand: undefined,
    get isClosed() {
      return isClosed;
    },
    get nudges() {
      return nudges;
    },
    send(...frames) {
      for (const frame of frames) report(10, () => events.onFrame(frame));
    },
    sendUnchanged() {
      report(0, () => events.onUnchanged());
    },
    end(end) {
      report(0, () => {
        isClosed = true;
        events.onEnd(end);
      });
    },
    open: {
      setPollInterval: (pollIntervalMs) => void pollIntervals.push(pollIntervalMs),
      nudge() {
        nudges += 1;
      },
      send(command) {
        commands.push(command);
        return feed.onCommand?.(command);
      },
      close() {
        isClosed = true;
      },
    },
  };
  return feed;
}
