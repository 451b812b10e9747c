// MQTT 3.1.1 over WebSocket: frames come from a room at a broker, and what it lost from the feed itself. The protocol is loaded when
// it is used: a page that does not use it pays nothing for it. SPEC MC1–MC16.
import { endOfDial } from "../feed-end.ts";
import type { FeedEvents, FeedFrame, FeedRequest, OpenFeed } from "../transport.ts";

export function openMqtt<Frame extends FeedFrame>(
  request: FeedRequest<Frame>,
  events: FeedEvents<Frame>,
): OpenFeed {
  return new MqttFeed(request, events);
}

class MqttFeed<Frame extends FeedFrame> implements OpenFeed {
  readonly #closing = new AbortController();
  #feed: OpenFeed | undefined;

  constructor(request: FeedRequest<Frame>, events: FeedEvents<Frame>) {
    void this.#open(request, events);
  }

  nudge(): void {
    this.#feed?.nudge?.();
  }

  close(): void {
    this.#closing.abort();
  }

  async #open(request: FeedRequest<Frame>, events: FeedEvents<Frame>): Promise<void> {
    const { signal } = this.#closing;
    try {
      const { openRoom } = await import("../mqtt/room-feed.ts");
      this.#feed = await openRoom(request, events, signal);
    } catch (error) {
      // The code or the broker's address could not be loaded, or the platform forbids the address or has no socket for it.
      if (!signal.aborted) events.onEnd(endOfDial(error));
    }
  }
}
