// One connection to a room of a messaging system, whichever that is: MQTT's is mqtt/broker-link.ts, another one is the application's. It
// brings what is published and finds out that nothing comes any more; order, losses and repair are mqtt/room-feed.ts's. SPEC MC20–MC22.
import type { FeedEnd } from "./transport.ts";

/** What a room carries: the whole state, or what leads to it from an earlier one. */
export type MessageKind = "snapshot" | "delta";

export interface RoomMessage {
  readonly kind: MessageKind;
  /** UTF-8 JSON: a frame, as every other transport has it. */
  readonly payload: Uint8Array;
}

/** Never called before the link has been returned, nor after `close()` or `onEnd`. */
export interface LinkEvents {
  /** Whatever is published from now on comes, unless it is lost. Once. */
  onSubscribed(): void;
  onMessage(message: RoomMessage): void;
  /** The messaging system is there: at least every 10 s, or the link is taken for dead. */
  onAlive(): void;
  onEnd(end: FeedEnd): void;
}

export interface RoomLink {
  /** Asks once more for what the room retains of that kind. Absent: a room retains nothing. */
  resubscribe?(kind: MessageKind): void;
  /** Idempotent. */
  close(): void;
}

/** Whatever it throws ends the feed, as a socket that cannot be dialled. */
export type OpenLink = (events: LinkEvents) => RoomLink;
