// A transport whose other end is the test: every feed opened is listed, and the test speaks for the server.
import type { AttackAnswer, AttackRequest, Cursor, FeedFrame, TransportName } from "@hydra/protocol";
import type { FeedEnd, FeedEvents, FeedRequest, OpenFeed, TransportFactory } from "../src/feed-transport.ts";
import type { TransportTable } from "../src/transports.ts";

export const NO_RECEIPT = { bytesIn: 0, requests: 0 };
export const LOST: FeedEnd = { type: "lost", reason: "lost in a test" };

export interface FakeFeed {
  readonly name: TransportName;
  readonly request: FeedRequest;
  readonly events: FeedEvents;
  readonly isClosed: boolean;
  readonly nudges: number;
  readonly held: readonly Cursor[];
  readonly pollIntervals: readonly number[];
  readonly attacks: readonly AttackRequest[];
  /** Answers attacks sent over this feed; undefined: it has no channel. */
  onAttack: ((command: AttackRequest) => Promise<AttackAnswer>) | undefined;
  /** The server says something. */
  send(...frames: FeedFrame[]): void;
  /** The server says that nothing is newer. */
  sendUnchanged(): void;
  end(end: FeedEnd): void;
}

/** All of them, with the feeds of all in the order they were opened. */
export function createFakeTable(): { table: TransportTable; feeds: FakeFeed[] } {
  const feeds: FakeFeed[] = [];
  const factoryOf =
    (name: TransportName): TransportFactory =>
    (request, events) => {
      const feed = createFakeFeed(name, request, events);
      feeds.push(feed);
      return feed.open;
    };
  return {
    table: {
      polling: factoryOf("polling"),
      "long-polling": factoryOf("long-polling"),
      sse: factoryOf("sse"),
      websocket: factoryOf("websocket"),
      "websocket-raw": factoryOf("websocket-raw"),
    },
    feeds,
  };
}

function createFakeFeed(
  name: TransportName,
  request: FeedRequest,
  events: FeedEvents,
): FakeFeed & { readonly open: OpenFeed } {
  const held: Cursor[] = [];
  const pollIntervals: number[] = [];
  const attacks: AttackRequest[] = [];
  let isClosed = false;
  let nudges = 0;
  const say = (word: () => void): void => {
    if (!isClosed) word();
  };
  const feed: FakeFeed & { readonly open: OpenFeed } = {
    name,
    request,
    events,
    held,
    pollIntervals,
    attacks,
    onAttack: undefined,
    get isClosed() {
      return isClosed;
    },
    get nudges() {
      return nudges;
    },
    send(...frames) {
      for (const frame of frames) say(() => events.onFrame(frame, { bytesIn: 10, requests: 1 }));
    },
    sendUnchanged() {
      say(() => events.onUnchanged({ bytesIn: 0, requests: 1 }));
    },
    end(end) {
      say(() => {
        isClosed = true;
        events.onEnd(end, { bytesIn: 0, requests: 1 });
      });
    },
    open: {
      name,
      hold: (cursor) => void held.push(cursor),
      setPollInterval: (pollIntervalMs) => void pollIntervals.push(pollIntervalMs),
      nudge() {
        nudges += 1;
      },
      attack(command) {
        attacks.push(command);
        return feed.onAttack?.(command);
      },
      close() {
        isClosed = true;
      },
    },
  };
  return feed;
}
