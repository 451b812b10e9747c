// What is shown: the newest view of the sessions, and the only place where an update reaches the application. It lets nothing
// through twice; whether that held is the auditor's to find, which gets what is shown. Invariants 9, 11.
import type { Cursor } from "../wire/cursor.ts";
import type { TransportName } from "../wire/transports.ts";
import type { Audit, Digests } from "./audit.ts";
import type { Update } from "./connection-types.ts";
import type { Tally } from "./counters.ts";
import { localNow } from "./local-clock.ts";
import { notify } from "./notify.ts";
import type { FeedFrame } from "./transport.ts";
import type { FeedView, Replica } from "./view-codec.ts";

/** A session's view after it took `frame`. */
export interface Step<View extends FeedView, Frame extends FeedFrame> {
  readonly view: View;
  readonly frame: Frame;
  readonly transport: TransportName;
  /** What the frame was an answer to, which may be older than what is shown by now; undefined where nothing was held. */
  readonly held: View | undefined;
  /** A snapshot is shown although what is shown is later. */
  readonly isRewind: boolean;
}

export interface DisplayOptions<View extends FeedView, Frame extends FeedFrame> {
  readonly tally: Tally;
  readonly audit: Audit;
  readonly replica: Pick<Replica<View, Frame>, "digestOf" | "hasResumed">;
  /** What is shown from the start. */
  readonly view: View | undefined;
  /** Everything is shown, for tests of the auditor. */
  readonly isUngated: boolean;
  onUpdate(update: Update<View, Frame>): void;
}

export class Display<View extends FeedView, Frame extends FeedFrame> {
  readonly #options: DisplayOptions<View, Frame>;
  #view: View | undefined;
  #isDistrusted = false;

  constructor(options: DisplayOptions<View, Frame>) {
    this.#options = options;
    this.#view = options.view;
  }

  get view(): View | undefined {
    return this.#view;
  }

  /** The server gave the digest of the view, which may be of the version that is shown. */
  confirm({ cursor }: View, frame: Frame): void {
    const shown = this.#view;
    if (shown !== undefined && isSame(cursor, shown.cursor))
      this.#options.audit.confirm(this.#digests(shown, frame));
  }

  /** The view is not what the server has: where it is what is shown, a snapshot of its own seq replaces it. */
  distrust(view: View, frame: Frame): void {
    this.confirm(view, frame);
    this.#isDistrusted ||= view === this.#view;
  }

  /** Shows the step if it is newer than what is shown, or begins a new epoch. */
  offer(step: Step<View, Frame>): void {
    const { tally, isUngated } = this.#options;
    const shown = this.#view;
    if (shown !== undefined && !isUngated && !this.#isNews(step, shown)) {
      tally.stale += 1;
      return;
    }
    this.#isDistrusted = false;
    if (step.frame.type === "delta") tally.applied += 1;
    else if (shown !== undefined) tally.resets += 1;
    this.#view = step.view;
    this.#show(step, shown);
  }

  #isNews({ view, frame, isRewind }: Step<View, Frame>, shown: View): boolean {
    if (isLater(view.cursor, shown.cursor)) return true;
    return frame.type === "snapshot" && (isSame(view.cursor, shown.cursor) ? this.#isDistrusted : isRewind);
  }

  #show(step: Step<View, Frame>, shown: View | undefined): void {
    const { tally, audit, replica, onUpdate } = this.#options;
    const { view, frame } = step;
    const isAsked = step.held === undefined && view.cursor.epoch === shown?.cursor.epoch;
    // Another feed may have shown a part of what this one was to bring: a snapshot that was due there is due here.
    const isDue = replica.hasResumed(frame, step.held) || replica.hasResumed(frame, shown);
    const isRewind = step.isRewind && shown !== undefined && !isLater(view.cursor, shown.cursor);
    const isExpected = !isRewind && (shown === undefined || isAsked || isDue);
    const { digest, heldDigest } = this.#digests(view, frame);
    const update = updateOf(step, shown);
    const { cursor } = view;
    const findings = audit.note({ cursor, from: update.from, isExpected, isRewind, digest, heldDigest });
    const { missed, repeated, reordered } = audit.counts;
    tally.missed = missed;
    tally.repeated = repeated + reordered;
    const held = heldDigest === undefined ? {} : { heldDigest };
    notify(() => onUpdate({ ...update, ...held, isReset: !isExpected, findings }));
  }

  #digests(view: View, { digest }: Frame): Digests {
    return { digest, heldDigest: digest === undefined ? undefined : this.#options.replica.digestOf(view) };
  }
}

function isSame(a: Cursor, b: Cursor): boolean {
  return a.epoch === b.epoch && a.seq === b.seq;
}

/** Later in the same epoch, or in another one. */
function isLater(cursor: Cursor, than: Cursor): boolean {
  return cursor.epoch !== than.epoch || cursor.seq > than.seq;
}

function updateOf<View extends FeedView, Frame extends FeedFrame>(
  step: Step<View, Frame>,
  shown: View | undefined,
): Omit<Update<View, Frame>, "heldDigest" | "isReset" | "findings"> {
  // Of the envelope alone: what a feed's frames have besides is its own.
  const frame: FeedFrame = step.frame;
  const { type, publishedAt } = frame;
  const { view, transport } = step;
  const arrived = { view, frame: step.frame, transport, type, publishedAt, receivedAt: localNow() };
  if (frame.type === "snapshot") {
    return { ...arrived, isOverlapping: false, versions: 1, firstPublishedAt: publishedAt };
  }
  const { from, versions = 1, firstPublishedAt = publishedAt } = frame;
  // A new feed's delta that begins before what is shown: its first versions were shown by the old feed.
  const isOverlapping = shown !== undefined && from < shown.cursor.seq;
  return {
    ...arrived,
    isOverlapping,
    from,
    versions: Math.max(1, versions),
    firstPublishedAt: isOverlapping ? Math.max(firstPublishedAt, shown.publishedAt) : firstPublishedAt,
  };
}
