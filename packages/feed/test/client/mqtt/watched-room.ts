// A feed over the room of a RoomBroker, with everything it reported, and what it counted.
import { openMqtt } from "../../../src/client/transports/mqtt.ts";
import type { FeedRequest } from "../../../src/client/transport.ts";
import type { KeyedDelta, KeyedSnapshot } from "../../../src/wire/keyed.ts";
import { openRecorded, type RecordedFeed } from "../recorded-feed.ts";
import { TOPIC, type RoomBroker } from "./room-broker.ts";

interface WatchedRoom extends RecordedFeed, Disposable {
  readonly counts: { repairs: number; stale: number };
}

export function watchRoom(
  broker: RoomBroker,
  request: Partial<FeedRequest<KeyedSnapshot | KeyedDelta>> = {},
): WatchedRoom {
  const counts = { repairs: 0, stale: 0 };
  const recorded = openRecorded(openMqtt, {
    baseUrl: "",
    url: broker.feedUrl,
    messaging: { url: broker.url, topic: TOPIC },
    ...request,
    meter: {
      addRequest: () => undefined,
      addBytes: () => undefined,
      addRepair: () => (counts.repairs += 1),
      addStale: () => (counts.stale += 1),
    },
  });
  return {
    ...recorded,
    counts,
    [Symbol.dispose]: () => recorded.feed.close(),
    get pending() {
      return recorded.pending;
    },
  };
}

/** Long enough for what would come by itself over loopback. */
export async function settle(broker: RoomBroker): Promise<void> {
  using probe = watchRoom(broker);
  await probe.next();
}
