// What a messaging system must do for a feed, whichever it is: rooms, messages that are published to them, and what it allows. A
// provider sends what it is given and keeps nothing for later; what is worth sending, and when, published-feed.ts decides. SPEC MG1–MG7.
import { amount, checkFunctions, checkNumbers, whole, type Bounds } from "../../wire/bounds.ts";

/** The whole state of a feed, or what leads to it from an earlier one. */
export type MessageKind = "snapshot" | "delta";

export interface RoomMessage {
  readonly kind: MessageKind;
  /** `<epoch>:<seq>` of the version that the payload leads to. */
  readonly cursor: string;
  /** UTF-8 JSON: a frame, as every other transport has it. */
  readonly payload: Buffer;
}

/** `connecting` until the first connection, then `up` or `down`. A closed provider is `down`. */
export type MessagingState = "connecting" | "up" | "down";

export interface MessagingCaps {
  /** Of one room. What all rooms may have together, the provider spreads itself. */
  readonly messagesPerSecond: number;
  /** Of one message's payload. */
  readonly maxBytes: number;
  /** Whether a room keeps its last snapshot for those that come later. */
  readonly retains: boolean;
}

export interface MessagingProvider {
  readonly caps: MessagingCaps;
  readonly state: MessagingState;
  /** Calls the listener after every change of `state` until the function returned is called. */
  onState(listener: (state: MessagingState) => void): () => void;
  /**
   * Resolves when the messaging system has taken the message; messages of one room are taken in the order of the calls. Always
   * settles, and what was rejected is not sent later.
   * @throws MessagingError (rejects) `invalid-room`, `too-large`, `unavailable`, `busy` or `refused`
   */
  publish(room: string, message: RoomMessage): Promise<void>;
  /** There is no such room any more: what is retained of it goes. Where nothing is retained, absent. @throws as publish */
  clear?(room: string): Promise<void>;
  /** Idempotent. What is not settled is rejected. */
  close(): Promise<void>;
}

export type MessagingErrorCode =
  /** Not the name of a room: MG1. */
  | "invalid-room"
  /** More than `caps.maxBytes`. */
  | "too-large"
  /** Not connected, or not any more; a later call may succeed. */
  | "unavailable"
  /** Too much waits for its turn; a later call may succeed. */
  | "busy"
  /** The messaging system answered that it does not take it. */
  | "refused"
  /** Settings that cannot work: an address, a credential's form. */
  | "invalid-settings";

export class MessagingError extends Error {
  override readonly name = "MessagingError";
  readonly code: MessagingErrorCode;

  constructor(code: MessagingErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Of messages or calls a second: from one an hour. */
export const RATE = amount(1 / 3_600, 1_000_000);
/** Of one message; the longest remaining length of MQTT (§2.2.3). */
export const BYTES = whole(1, 268_435_455);

/** @throws MessagingError `invalid-settings` that names the first option which is wrong */
export function checkSettings(options: object, numbers: Bounds, functions: readonly string[]): void {
  try {
    checkNumbers(options, numbers);
    checkFunctions(options, functions);
  } catch (error) {
    throw new MessagingError("invalid-settings", error instanceof Error ? error.message : String(error));
  }
}

/**
 * Levels between slashes, none of them empty, of printable characters: no space (NATS takes none in a topic, and ends the connection
 * that sends one), no wildcard (MQTT 3.1.1 §4.7.1), no `$` at the beginning, where brokers have topics of their own (§4.7.2).
 */
const ROOM_PATTERN = /^(?!\$)[^\s\p{C}+#/]+(?:\/[^\s\p{C}+#/]+)*$/u;
/** A topic may have 65,535 (MQTT 3.1.1 §1.5.3); a name of a family and its path need far fewer. */
const MAX_ROOM_BYTES = 256;

/** @throws MessagingError `invalid-room` (MG1) */
export function checkRoom(room: string): void {
  if (ROOM_PATTERN.test(room) && Buffer.byteLength(room) <= MAX_ROOM_BYTES) return;
  throw new MessagingError(
    "invalid-room",
    `A room is named by levels between slashes, without spaces, "+" and "#", in at most ${MAX_ROOM_BYTES} bytes.`,
  );
}

/** @throws MessagingError `too-large` (MG2) */
export function checkSize({ payload }: RoomMessage, { maxBytes }: MessagingCaps): void {
  if (payload.length <= maxBytes) return;
  throw new MessagingError(
    "too-large",
    `A message may have ${maxBytes} bytes; this one has ${payload.length}.`,
  );
}
