// What is shown: the newest view of the chains, and the only place where an update reaches the application. It lets
// nothing through twice, and counts at the last point before the application whether that held. Invariant 9.
import type { Cursor, FeedFrame, TransportName } from "@hydra/protocol";
import { localNow } from "./clock.ts";
import type { Update, View } from "./connection-types.ts";
import type { Tally } from "./counters.ts";
import { notify } from "./notify.ts";

/** A chain's view after it took `frame`. */
export interface Step {
  readonly view: View;
  readonly frame: FeedFrame;
  readonly transport: TransportName;
}

export class Stage {
  readonly #tally: Tally;
  readonly #onUpdate: ((update: Update) => void) | undefined;
  #view: View | undefined;
  /** What the application was shown last; kept apart from `#view`, so that the check is one. */
  #lastShown: Cursor | undefined;

  constructor(tally: Tally, view: View | undefined, onUpdate: ((update: Update) => void) | undefined) {
    this.#tally = tally;
    this.#view = view;
    this.#lastShown = view?.cursor;
    this.#onUpdate = onUpdate;
  }

  get view(): View | undefined {
    return this.#view;
  }

  /** Shows the step if it is newer than what is shown, or begins a new epoch. False when it is neither. */
  offer(step: Step): boolean {
    const shown = this.#view;
    if (shown !== undefined && !leadsOn(shown.cursor, step.view.cursor)) {
      this.#tally.stale += 1;
      return false;
    }
    const update = updateOf(step, shown);
    if (update.type === "delta") this.#tally.applied += 1;
    else if (shown !== undefined) this.#tally.resets += 1;
    this.#view = step.view;
    this.#show(update);
    return true;
  }

  #show(update: Update): void {
    const { cursor } = update.view;
    if (this.#lastShown !== undefined && !leadsOn(this.#lastShown, cursor)) this.#tally.repeated += 1;
    this.#lastShown = cursor;
    notify(() => this.#onUpdate?.(update));
  }
}

/** Whether `to` is after `from`: later in its epoch, or in another one. */
function leadsOn(from: Cursor, to: Cursor): boolean {
  return to.epoch !== from.epoch || to.seq > from.seq;
}

function updateOf({ view, frame, transport }: Step, shown: View | undefined): Update {
  const { publishedAt } = frame;
  const receivedAt = localNow();
  if (frame.type === "snapshot") {
    const versions = { versions: 1, firstPublishedAt: publishedAt };
    return { view, transport, type: "snapshot", hits: [], ...versions, publishedAt, receivedAt };
  }
  const { hits = [], versions = 1, firstPublishedAt = publishedAt } = frame;
  // A new feed's delta that begins before what is shown: its first hits and versions were shown by the old feed.
  const isOverlapping = shown !== undefined && frame.from < shown.cursor.seq;
  return {
    view,
    transport,
    type: "delta",
    hits: isOverlapping ? [] : hits,
    from: frame.from,
    versions: Math.max(1, versions),
    firstPublishedAt: isOverlapping ? Math.max(firstPublishedAt, shown.publishedAt) : firstPublishedAt,
    publishedAt,
    receivedAt,
  };
}
