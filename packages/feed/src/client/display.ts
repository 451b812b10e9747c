// What is shown: the newest view of the sessions, and the only place where an update reaches the application. It lets nothing
// through twice, and counts at the last point before the application whether that held. Invariant 9.
import type { Cursor } from "../wire/cursor.ts";
import type { TransportName } from "../wire/transports.ts";
import type { Update } from "./connection-types.ts";
import type { Tally } from "./counters.ts";
import { localNow } from "./local-clock.ts";
import { notify } from "./notify.ts";
import type { FeedFrame } from "./transport.ts";
import type { FeedView } from "./view-codec.ts";

/** A session's view after it took `frame`. */
export interface Step<View extends FeedView, Frame extends FeedFrame> {
  readonly view: View;
  readonly frame: Frame;
  readonly transport: TransportName;
}

export class Display<View extends FeedView, Frame extends FeedFrame> {
  readonly #tally: Tally;
  readonly #onUpdate: (update: Update<View, Frame>) => void;
  #view: View | undefined;
  #isDistrusted = false;
  /** What the application was shown last; kept apart from `#view`, so that the check is one. */
  #lastShown: Cursor | undefined;

  constructor(tally: Tally, view: View | undefined, onUpdate: (update: Update<View, Frame>) => void) {
    this.#tally = tally;
    this.#view = view;
    this.#lastShown = view?.cursor;
    this.#onUpdate = onUpdate;
  }

  get view(): View | undefined {
    return this.#view;
  }

  /** It is not what the server has: where it is what is shown, a snapshot of the same seq replaces it. */
  distrust(view: View): void {
    if (view !== this.#view) return;
    this.#isDistrusted = true;
    this.#lastShown = undefined;
  }

  /** Shows the step if it is newer than what is shown, or begins a new epoch. */
  offer(step: Step<View, Frame>): void {
    const shown = this.#view;
    if (shown !== undefined && !this.#isNews(step, shown)) {
      this.#tally.stale += 1;
      return;
    }
    this.#isDistrusted = false;
    const update = updateOf(step, shown);
    if (update.type === "delta") this.#tally.applied += 1;
    else if (shown !== undefined) this.#tally.resets += 1;
    this.#view = step.view;
    this.#show(update);
  }

  #isNews({ view, frame }: Step<View, Frame>, shown: View): boolean {
    const { epoch, seq } = shown.cursor;
    const isInstead = this.#isDistrusted && frame.type === "snapshot" && view.cursor.epoch === epoch;
    return isLater(view.cursor, shown.cursor) || (isInstead && view.cursor.seq === seq);
  }

  #show(update: Update<View, Frame>): void {
    const { cursor } = update.view;
    if (this.#lastShown !== undefined && !isLater(cursor, this.#lastShown)) this.#tally.repeated += 1;
    this.#lastShown = cursor;
    notify(() => this.#onUpdate(update));
  }
}

/** Later in the same epoch, or in another one. */
function isLater(cursor: Cursor, than: Cursor): boolean {
  return cursor.epoch !== than.epoch || cursor.seq > than.seq;
}

function updateOf<View extends FeedView, Frame extends FeedFrame>(
  step: Step<View, Frame>,
  shown: View | undefined,
): Update<View, Frame> {
  // Of the envelope alone: what a feed's frames have besides is its own.
  const frame: FeedFrame = step.frame;
  const { type, publishedAt } = frame;
  const arrived = { ...step, type, publishedAt, receivedAt: localNow() };
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
