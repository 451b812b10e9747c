// A feed over a broker's room: the retained snapshot, then deltas that lead on from it. MQTT has no offsets: what was missed while the
// client was away, and what a broker lost, is asked of the feed itself over HTTP, by the cursor held. SPEC MC10–MC16.
import type { Cursor } from "../../wire/cursor.ts";
import { decodeObject } from "../../wire/fields.ts";
import { MAX_HOLD_MS } from "../../wire/limits.ts";
import { endOfError } from "../feed-end.ts";
import { cursorAfter, requestFrame, type PollAnswer } from "../poll-request.ts";
import type { OpenLink, RoomLink, RoomMessage } from "../room-link.ts";
import type { FeedEnd, FeedEvents, FeedFrame, FeedRequest, LinkedRoom, OpenFeed } from "../transport.ts";
import { findRoom, type Room } from "./broker-address.ts";
import { BrokerLink } from "./broker-link.ts";
import { placeOf } from "./frame-place.ts";

/** A broker that retains a snapshot sends it right after the SUBACK. */
const RETAINED_MS = 1_000;
/** As of polling. */
const ASK_TIMEOUT_MS = 10_000;
/** Over the hold, as of long-polling. */
const HOLD_MARGIN_MS = 5_000;
/** Deltas that are kept while something is asked for: three seconds of them. */
const MAX_WAITING = 64;
/** How often the feed is asked for its next frame: where others poll it as well, the answer may again lie between two of the room. */
const HELD_TRIES = 4;
/** A publisher makes a snapshot at most once a second. */
const REALIGN_MS = 2_000;
/** The last message before a pause may be the one that was lost: asked after so long, then ever more rarely. */
const QUIET_MS = { first: 5_000, most: 60_000 };

interface RoomFeedOptions<Frame extends FeedFrame> {
  readonly request: FeedRequest<Frame>;
  readonly openLink: OpenLink;
  /** Where what the room lost is asked for. */
  readonly feedUrl: string;
  /** One ordered stream from the feed's own server: nothing in it is lost. */
  readonly isEmbedded: boolean;
}

/**
 * Opens a feed over its room, which ends with `signal`; undefined when that is aborted before. Rejects as `findRoom`, and as the
 * link's opening throws.
 */
export async function openRoom<Frame extends FeedFrame>(
  request: FeedRequest<Frame>,
  events: FeedEvents<Frame>,
  signal: AbortSignal,
): Promise<OpenFeed | undefined> {
  const room = await findRoom(request, signal);
  if (signal.aborted) return undefined;
  const feed = new RoomFeed(optionsOf(request, room), events);
  signal.addEventListener("abort", () => feed.close(), { once: true });
  return feed;
}

function optionsOf<Frame extends FeedFrame>(
  request: FeedRequest<Frame>,
  room: Room | LinkedRoom,
): RoomFeedOptions<Frame> {
  const { url } = request;
  if ("openLink" in room) return { feedUrl: url, ...room, request, isEmbedded: false };
  const openLink: OpenLink = (events) => new BrokerLink(room, events, request.WebSocket);
  return { request, openLink, feedUrl: url, isEmbedded: room.isEmbedded };
}

class RoomFeed<Frame extends FeedFrame> implements OpenFeed {
  readonly #request: FeedRequest<Frame>;
  readonly #options: RoomFeedOptions<Frame>;
  readonly #events: FeedEvents<Frame>;
  readonly #link: RoomLink;
  #held: Cursor | undefined;
  /** Frames that lead on from elsewhere, in the order they came. */
  #waiting: Frame[] = [];
  /** The request to the feed under way. */
  #asking: AbortController | undefined;
  #isSubscribed = false;
  /** The cursor held may be one that the feed has not: asked about unless the room leads on first. */
  #isDoubted = false;
  /** Gaps since a message of the room was taken: what a poll brings may lie between two of its frames. */
  #gaps = 0;
  #quietMs = QUIET_MS.first;
  /** One thing is waited for at a time: the retained snapshot, one to go on from, or the end of a pause. */
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  /** @throws as the link's opening */
  constructor(options: RoomFeedOptions<Frame>, events: FeedEvents<Frame>) {
    const { request } = options;
    this.#request = request;
    this.#options = options;
    this.#events = events;
    this.#held = request.since;
    request.meter?.addRequest();
    this.#link = options.openLink({
      onSubscribed: () => this.#begin(),
      onMessage: (message) => this.#receive(message),
      onAlive: () => events.onAlive?.(),
      onEnd: (end) => this.#finish(end),
    });
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#waiting = [];
    this.#link.close();
  }

  /** Catches up by a poll: a switch waits, or the network is another one. */
  nudge(): void {
    if (this.#isSubscribed && this.#asking === undefined && !this.#isClosed) void this.#ask();
  }

  /** What is published from now on comes; what was before is asked for, or retained. */
  #begin(): void {
    this.#isSubscribed = true;
    if (this.#held === undefined && this.#retains && !this.#isAnew)
      this.#wait(RETAINED_MS, () => void this.#ask());
    else void this.#ask();
  }

  #receive({ kind, payload }: RoomMessage): void {
    this.#request.meter?.addBytes(payload.byteLength);
    if (payload.byteLength === 0 && kind === "snapshot") return this.#doubt();
    const frame = this.#read(payload);
    if (frame === undefined) return;
    if (frame.type === "heartbeat") return this.#events.onFrame(frame);
    // In the place of a snapshot that is larger than a message may be.
    const isInstead =
      kind === "snapshot" && frame.type === "delta" && this.#held === undefined && !this.#isAnew;
    this.#take(frame);
    if (isInstead && this.#isSubscribed && !this.#isClosed) void this.#ask();
  }

  /** The room was cleared: there is no such feed any more, or none that is published. The answer of the feed itself decides. */
  #doubt(): void {
    if (this.#isSubscribed && this.#asking === undefined && !this.#isClosed)
      void this.#ask({ isDoubt: true });
  }

  /** Late messages are mostly those that a poll was faster than; they go on coming where the cursor held is ahead of the feed's. */
  #doubtLater(): void {
    if (this.#isDoubted || this.#isRealigning || !this.#isSubscribed) return;
    this.#isDoubted = true;
    // A check of another server's broker may be due in a minute.
    this.#wait(QUIET_MS.first, () => (this.#options.isEmbedded ? this.#doubt() : void this.#check()));
  }

  /** Undefined also when it is no frame, which ends the feed. */
  #read(payload: Uint8Array): ReturnType<FeedRequest<Frame>["readFrame"]> {
    try {
      return this.#request.readFrame(decodeObject(new TextDecoder().decode(payload)));
    } catch (error) {
      this.#finish(endOfError(error));
      return undefined;
    }
  }

  #take(frame: Frame): void {
    // The feed's own answer is on its way.
    if (this.#isAnew && this.#held === undefined) return this.#keep(frame);
    const next = this.#nextOf(frame);
    if (next !== undefined) return this.#go(next);
    switch (placeOf(frame, this.#held)) {
      case "ahead":
        if (this.#request.isExpected?.(frame) === true || this.#isRealigning) return this.#go(frame);
        return this.#keep(frame);
      case "late":
        this.#request.meter?.addStale?.();
        return this.#doubtLater();
      case "next":
      case "around":
      case "gap":
        return this.#keep(frame);
      case "known":
        return this.#takeKnown(frame);
    }
  }

  #takeKnown(frame: Frame): void {
    if (frame.type !== "snapshot") return;
    // Made anew by one that has not what is held.
    if (frame.seq !== this.#held?.seq) return this.#doubtLater();
    if (!this.#isRealigning) return;
    this.#align();
    this.#replay();
  }

  /** The frame where it leads on from what is held, shortened to that where it can be; else undefined. */
  #nextOf(frame: Frame): Frame | undefined {
    const place = placeOf(frame, this.#held);
    if (place === "around" && this.#held !== undefined) return this.#request.shorten?.(frame, this.#held.seq);
    return place === "next" ? frame : undefined;
  }

  /** A message of the room leads on: the room is followed, and whatever was asked for is not needed. */
  #go(frame: Frame): void {
    this.#align();
    this.#deliver(frame);
    this.#replay();
  }

  #align(): void {
    this.#gaps = 0;
    this.#asking?.abort();
    this.#asking = undefined;
    this.#rest();
  }

  #deliver(frame: Frame): void {
    this.#held = cursorAfter(this.#held, frame);
    this.#events.onFrame(frame);
  }

  /** Takes what leads on from what is held now; drops what is held now, and what is of an epoch that the feed has not. */
  #replay(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const frame of waiting) {
      if (this.#isClosed) return;
      const next = this.#nextOf(frame);
      const place = placeOf(frame, this.#held);
      if (next !== undefined) this.#go(next);
      else if ((place === "gap" || place === "around") && frame.epoch === this.#held?.epoch)
        this.#waiting.push(frame);
    }
    if (this.#waiting.length > 0 && this.#asking === undefined) this.#repair();
  }

  #keep(frame: Frame): void {
    this.#waiting.push(frame);
    if (this.#waiting.length > MAX_WAITING) this.#waiting.shift();
    // Before the SUBACK, and before there is a snapshot, what is missing is on its way.
    if (!this.#isSubscribed || this.#held === undefined || this.#asking !== undefined || this.#isRealigning)
      return;
    this.#repair();
  }

  /**
   * Asks for what leads on from the cursor held. What a poll brings may lie between two frames of the room, and the next of those is
   * then from before it: so the feed is asked to hold an answer until its next frame, which is mostly the room's as well, again if it
   * is not; where that does not help, the room is gone on with from a snapshot of its own.
   */
  #repair(): void {
    const isLost = this.#waiting.some((frame) => this.#isAfterLoss(frame));
    if (this.#gaps === 0 && isLost) this.#request.meter?.addRepair?.();
    this.#gaps = Math.max(this.#gaps + 1, isLost ? 1 : 2);
    if (this.#isRealigning) void this.#realign();
    else void this.#ask({ isHeld: this.#gaps > 1 });
  }

  /** Something between what is held and this frame did not come. */
  #isAfterLoss(frame: FeedFrame): boolean {
    const { epoch, seq = 0 } = this.#held ?? {};
    return frame.type === "snapshot" || frame.epoch !== epoch || frame.from > seq;
  }

  get #isRealigning(): boolean {
    return this.#gaps > 1 + HELD_TRIES && this.#retains;
  }

  /** The embedded broker retains nothing of its own: its snapshot is the feed's. */
  get #isAnew(): boolean {
    return this.#request.isAnew === true && !this.#options.isEmbedded;
  }

  get #retains(): boolean {
    return this.#link.resubscribe !== undefined;
  }

  /** The poll comes first, so that the room's next snapshot is newer. */
  async #realign(): Promise<void> {
    await this.#ask();
    if (this.#isClosed || this.#asking !== undefined || !this.#isRealigning) return;
    this.#wait(REALIGN_MS, () => this.#repair());
    this.#link.resubscribe?.("snapshot");
  }

  /**
   * One poll; then, if `isHeld`, one that is parked until something is newer. Nothing is expected of one that `isDoubt`.
   * @returns whether it was answered without a frame
   */
  async #ask({ isHeld = false, isDoubt = false } = {}): Promise<boolean> {
    const asking = new AbortController();
    this.#asking?.abort();
    this.#asking = asking;
    let hasFrame = false;
    for (const isParked of isHeld ? [false, true] : [false]) {
      const answer = await this.#poll(asking, isParked);
      if (answer.type === "aborted" || asking.signal.aborted) return false;
      if (answer.type === "end") {
        this.#finish(answer.end);
        return false;
      }
      hasFrame ||= answer.type === "frame";
      if (answer.type === "frame" && isDoubt && placeOf(answer.frame, this.#held) !== "known")
        this.#request.meter?.addRepair?.();
      if (answer.type === "frame") this.#deliver(answer.frame);
      else if (!isParked) this.#events.onUnchanged();
      if (asking.signal.aborted) return false;
    }
    this.#asking = undefined;
    if (!this.#isRealigning) this.#rest();
    this.#replay();
    return !hasFrame;
  }

  #poll(controller: AbortController, isParked: boolean): Promise<PollAnswer<Frame>> {
    return requestFrame({
      feed: { ...this.#request, url: this.#options.feedUrl },
      since: this.#held,
      isHeld: isParked,
      timeoutMs: isParked ? MAX_HOLD_MS + HOLD_MARGIN_MS : ASK_TIMEOUT_MS,
      controller,
      onLog: (isReachable) => this.#events.onLog?.(isReachable),
    });
  }

  /** Nothing is missing. A broker that is not the feed's own may lose the last message before a pause. */
  #rest(): void {
    clearTimeout(this.#timer);
    this.#isDoubted = false;
    this.#quietMs = QUIET_MS.first;
    if (!this.#options.isEmbedded) this.#checkLater();
  }

  #checkLater(): void {
    this.#wait(this.#quietMs, () => void this.#check());
  }

  async #check(): Promise<void> {
    const quietMs = Math.min(2 * this.#quietMs, QUIET_MS.most);
    const isQuiet = await this.#ask({ isDoubt: true });
    if (!isQuiet || this.#isClosed || this.#asking !== undefined) return;
    this.#quietMs = quietMs;
    this.#checkLater();
  }

  #wait(ms: number, then: () => void): void {
    clearTimeout(this.#timer);
    if (!this.#isClosed) this.#timer = setTimeout(then, ms);
  }

  #finish(end: FeedEnd): void {
    if (this.#isClosed) return;
    this.close();
    this.#events.onEnd(end);
  }
}
