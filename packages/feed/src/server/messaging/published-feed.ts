// Puts a feed into a room of a messaging system: a subscriber of the hub like any other, which conflates to what the provider takes.
// One publish at a time is under way; what changes meanwhile is one delta afterwards, from the cursor that the room holds. The hub
// never waits. SPEC MG10–MG17.
import { checkFunctions, checkNumber, checkNumbers, milliseconds } from "../../wire/bounds.ts";
import { encodeCursor, parseCursor, type Cursor } from "../../wire/cursor.ts";
import type { EncodedFrame } from "../encoded-frame.ts";
import type { Hub } from "../hub/hub.ts";
import type { Subscription } from "../hub/hub-options.ts";
import type { EndReason, Sink } from "../hub/sink.ts";
import type { VersionedFeed } from "../versioned-feed.ts";
import {
  BYTES,
  checkRoom,
  RATE,
  type MessageKind,
  type MessagingProvider,
  type RoomMessage,
} from "./provider.ts";

export interface PublishFeedOptions<Feed extends VersionedFeed = VersionedFeed> {
  readonly hub: Hub<Feed>;
  readonly feed: Feed;
  readonly provider: MessagingProvider;
  /** @see checkRoom */
  readonly room: string;
  /** Least time between two retained snapshots. Default 1,000. */
  readonly snapshotIntervalMs?: number;
  /** Whether a delta leads to a state for which the retained snapshot is to be made at once: a new round. Default never. */
  readonly needsSnapshot?: (delta: EncodedFrame) => boolean;
  /** A publish failed; it is tried again. */
  readonly onError?: (error: unknown) => void;
}

export interface PublishCounters {
  /** That the hub wrote. */
  frames: number;
  /** That the provider took, hints among them: fewer than frames where they were conflated. */
  deltas: number;
  snapshots: number;
  /** Sent instead of what was too large (MG15). */
  hints: number;
  failed: number;
}

export interface PublishedFeed {
  readonly counters: Readonly<PublishCounters>;
  /** It was closed, or ended by the hub. */
  readonly isClosed: boolean;
  /** Publishes no more; what is retained stays. Idempotent. */
  close(): void;
}

/** What a watcher of the topic alone has to wait for at most. */
const SNAPSHOT_INTERVAL_MS = 1_000;
/** After a publish that failed while the provider is up. */
const RETRY_MS = 1_000;

/** @throws MessagingError `invalid-room`; RangeError or TypeError that names an option, or a cap of the provider, which is wrong */
export function publishFeed<Feed extends VersionedFeed>(options: PublishFeedOptions<Feed>): PublishedFeed {
  const { caps } = options.provider;
  checkNumbers(options, { snapshotIntervalMs: milliseconds() });
  checkFunctions(options, ["needsSnapshot", "onError"]);
  checkNumber("provider.caps.messagesPerSecond", caps.messagesPerSecond, RATE);
  checkNumber("provider.caps.maxBytes", caps.maxBytes, BYTES);
  checkRoom(options.room);
  return new RoomPublisher(options);
}

class RoomPublisher<Feed extends VersionedFeed> implements PublishedFeed, Sink {
  readonly counters: PublishCounters = { frames: 0, deltas: 0, snapshots: 0, hints: 0, failed: 0 };
  readonly isWatcher = false;
  /** Takes every frame, and sends it or not. */
  readonly pendingBytes = 0;
  readonly #options: PublishFeedOptions<Feed>;
  readonly #messageMs: number;
  readonly #snapshotIntervalMs: number;
  readonly #stopState: () => void;
  readonly #subscription: Subscription;
  /** Of the version that the room was led to last; undefined: it begins with a snapshot. */
  #held: Cursor | undefined;
  /** What it was before the publish that is under way. */
  #heldBefore: Cursor | undefined;
  /** Of the snapshot published last. */
  #snapshotCursor: string | undefined;
  /** Monotonic milliseconds. */
  #snapshotAt = -Infinity;
  /** When the provider's rate allows the next message. */
  #nextAt = -Infinity;
  #isDirty = true;
  #isBusy = false;
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: PublishFeedOptions<Feed>) {
    const { hub, feed, provider, snapshotIntervalMs = SNAPSHOT_INTERVAL_MS } = options;
    this.#options = options;
    this.#messageMs = 1_000 / provider.caps.messagesPerSecond;
    this.#snapshotIntervalMs = snapshotIntervalMs;
    this.#stopState = provider.onState((state) => (state === "up" ? this.#rejoin() : this.#lose()));
    this.#subscription = hub.subscribe(feed, this, undefined);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#stopState();
    // Undefined when the hub drains and ends the sink as it subscribes.
    (this.#subscription as Subscription | undefined)?.close();
  }

  write(frame: EncodedFrame): boolean {
    if (frame.type === "heartbeat") return true;
    this.counters.frames += 1;
    this.#isDirty = true;
    this.#flush();
    return true;
  }

  end(reason: EndReason): void {
    this.close();
    const { provider, room, onError } = this.#options;
    if (reason === "gone") provider.clear?.(room).catch((error: unknown) => onError?.(error));
  }

  /** A room that retains has lost that, for all that is known here: its state is published before anything else (MG14). */
  #lose(): void {
    if (this.#options.provider.caps.retains) this.#held = undefined;
  }

  #rejoin(): void {
    this.#isDirty = true;
    this.#nextAt = -Infinity;
    this.#flush();
  }

  #flush(): void {
    const { provider } = this.#options;
    if (this.#isClosed || this.#isBusy || provider.state !== "up") return;
    const now = performance.now();
    const dueAt = this.#isDirty ? this.#nextAt : Math.max(this.#nextAt, this.#snapshotDueAt);
    if (now < dueAt) return this.#wakeAt(dueAt, now);
    this.#isDirty = false;
    const messages = this.#messages(now);
    if (messages.length === 0) return this.#wakeAt(this.#snapshotDueAt, now);
    this.#isBusy = true;
    this.#nextAt = now + messages.length * this.#messageMs;
    void this.#send(messages);
  }

  /** When the retained snapshot has to follow what was published since; never where it is the newest. */
  get #snapshotDueAt(): number {
    const isRetained =
      this.#held !== undefined && (!this.#retains || this.#snapshotCursor === encodeCursor(this.#held));
    return isRetained ? Infinity : this.#snapshotAt + this.#snapshotIntervalMs;
  }

  get #retains(): boolean {
    return this.#options.provider.caps.retains;
  }

  /** All of one version, and so of one tick: what leads to it from what the room holds, and the state itself where it is due. */
  #messages(now: number): RoomMessage[] {
    const { feed, needsSnapshot } = this.#options;
    const frame = feed.frameSince(this.#held);
    const { cursor = "" } = frame;
    const isNewer = this.#held === undefined || cursor !== encodeCursor(this.#held);
    this.#heldBefore = this.#held;
    this.#held = parseCursor(cursor);
    const isWhole = frame.type === "snapshot";
    const isWanted = this.#retains && isNewer && needsSnapshot?.(frame) === true;
    const messages = isNewer && !isWhole ? [this.#fitting("delta", frame)] : [];
    if (!isWhole && !isWanted && now < this.#snapshotDueAt) return messages;
    this.#snapshotCursor = cursor;
    this.#snapshotAt = now;
    return [...messages, this.#fitting("snapshot", isWhole ? frame : feed.frameSince(undefined))];
  }

  /**
   * What is too large for a message is replaced by the empty delta of its version: it does not continue what a client holds, which
   * then asks over HTTP as after any gap (MG15).
   */
  #fitting(kind: MessageKind, frame: EncodedFrame): RoomMessage {
    const { feed, provider } = this.#options;
    const { cursor = "" } = frame;
    const isHint = frame.body.length > provider.caps.maxBytes;
    if (isHint) this.counters.hints += 1;
    const { body } = isHint ? feed.frameSince(parseCursor(cursor)) : frame;
    return { kind, cursor, payload: body };
  }

  async #send(messages: readonly RoomMessage[]): Promise<void> {
    const { provider, room, onError } = this.#options;
    const outcomes = await Promise.allSettled(messages.map((message) => provider.publish(room, message)));
    this.#isBusy = false;
    for (const [index, outcome] of outcomes.entries()) {
      const isSnapshot = messages[index]?.kind === "snapshot";
      if (outcome.status === "rejected") this.#fail(outcome.reason, onError);
      else if (isSnapshot) this.counters.snapshots += 1;
      else this.counters.deltas += 1;
    }
    this.#flush();
  }

  /**
   * Whether the room got it cannot be told. Where it retains, a snapshot is right for all; elsewhere the next delta is from what the
   * room held before, and those that did get it ask over HTTP (MG16).
   */
  #fail(error: unknown, onError: PublishFeedOptions["onError"]): void {
    this.counters.failed += 1;
    this.#held = this.#retains ? undefined : this.#heldBefore;
    this.#isDirty = true;
    this.#nextAt = performance.now() + RETRY_MS;
    onError?.(error);
  }

  #wakeAt(at: number, now: number): void {
    clearTimeout(this.#timer);
    if (at === Infinity) return;
    this.#timer = setTimeout(() => this.#flush(), Math.ceil(at - now)).unref();
  }
}
