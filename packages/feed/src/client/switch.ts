// One switch of transports, make before break: a second session was opened from what is shown while the first one's updates are
// still shown; when it was answered and has reached what was shown by then, it takes over. Whatever fails leaves the first alone.
import type { Cursor } from "../wire/cursor.ts";
import { FeedError, problemOf } from "../wire/problem.ts";
import type { TransportName } from "../wire/transports.ts";
import type { Audit } from "./audit.ts";
import type { ResumeReport, SwitchLimits } from "./connection-types.ts";
import { markOf, proofOf, type Mark, type Tally } from "./counters.ts";
import type { Display } from "./display.ts";
import type { Session } from "./session.ts";
import type { FeedEvent, Phase } from "./session-types.ts";
import type { FeedFrame } from "./transport.ts";
import type { FeedView, Replica } from "./view-codec.ts";

/** Longest a person is left waiting for the new transport. */
export const SWITCH_TIMEOUT_MS = 10_000;

export interface SwitchOptions<View extends FeedView, Frame extends FeedFrame> extends SwitchLimits {
  readonly from: TransportName;
  /** The new one, whose events come to `onEvent`, `onPhase` and `onNotice`. */
  readonly session: Session<View, Frame>;
  readonly display: Display<View, Frame>;
  readonly replica: Replica<View, Frame>;
  readonly tally: Tally;
  readonly audit: Audit;
  /** The new session is the one to use from now on. */
  onTakeOver(report: ResumeReport): void;
  /** The new session was closed. */
  onFail(error: Error): void;
}

export class Switch<View extends FeedView, Frame extends FeedFrame> {
  readonly #options: SwitchOptions<View, Frame>;
  readonly #startedAt = performance.now();
  readonly #before: Mark;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #trouble = "the server did not answer";
  #isResumed = false;
  /** What the new session must reach: what was shown at its first answer. Fixed then, or a slow one would never do. */
  #goal: Cursor | undefined;
  #overlapped = 0;
  #isOver = false;

  constructor(options: SwitchOptions<View, Frame>) {
    this.#options = options;
    this.#before = markOf(options.tally);
    const { timeoutMs = SWITCH_TIMEOUT_MS } = options;
    if (timeoutMs === Infinity) return;
    this.#timer = setTimeout(() => {
      this.cancel(new FeedError("unavailable", `Not switched: ${this.#trouble}.`));
    }, timeoutMs);
  }

  get session(): Session<View, Frame> {
    return this.#options.session;
  }

  /** Closes the new session; nothing when the switch is over. */
  cancel(error: Error): void {
    if (this.#isOver) return;
    this.#finish();
    this.session.close();
    this.#options.onFail(error);
  }

  /** Ends the switch and leaves the new session to the caller. */
  release(): Session<View, Frame> {
    this.#finish();
    return this.session;
  }

  onNotice(reason: string): void {
    this.#trouble = reason;
  }

  onPhase(phase: Phase): void {
    if (phase.type === "waiting") this.#trouble = phase.reason;
    if (phase.type === "waiting" && this.#options.isTrial === true) {
      this.cancel(new FeedError("unavailable", phase.reason));
    }
    if (phase.type === "refused") this.cancel(problemOf(phase.code, { detail: phase.reason }));
  }

  onEvent(event: FeedEvent<View, Frame>): void {
    const { display, session } = this.#options;
    const { view } = session;
    if (event.isFirst) this.#begin(event);
    else if (!this.#leadsOn(event)) this.#isResumed = false;
    if (view === undefined) return;
    if (event.type !== "snapshot" && isForeign(view, display.view)) {
      session.startOver("the other feed shows a newer epoch");
      return;
    }
    if (isOverlap(event, display.view)) this.#overlapped += 1;
    if (event.frame !== undefined && event.type === "unchanged") display.confirm(view, event.frame);
    if (event.frame !== undefined && (event.type === "applied" || event.type === "snapshot")) {
      const { frame, held, isRewind } = event;
      display.offer({ view, frame, transport: session.name, held, isRewind });
      if (isRewind) this.#goal = view.cursor;
    }
    // An application's listener may have ended the switch.
    if (this.#isOver) return;
    if (hasReached(view.cursor, this.#goal)) this.#takeOver(view);
    else if (event.isFirst) session.nudge();
  }

  #begin(event: FeedEvent<View, Frame>): void {
    this.#goal = this.#options.display.view?.cursor;
    this.#isResumed = this.#leadsOn(event);
    this.#overlapped = 0;
  }

  /**
   * Whether nothing is missed by this frame. A snapshot that brought nothing new is a reset all the same: the server did not
   * resume from the cursor. Where nothing was held there was nothing to miss, unless another epoch is shown by now.
   */
  #leadsOn({ frame, held, isRewind }: FeedEvent<View, Frame>): boolean {
    const { display, replica } = this.#options;
    if (isRewind) return false;
    if (held !== undefined) return replica.hasResumed(frame, held);
    const { view } = display;
    return frame === undefined || view === undefined || frame.epoch === view.cursor.epoch;
  }

  #takeOver(view: View): void {
    const { from, tally, audit, onTakeOver } = this.#options;
    const { openedFrom, name: to } = this.session;
    this.#finish();
    onTakeOver({
      type: "switch",
      from,
      to,
      resumedAt: (openedFrom ?? view).cursor,
      resumed: this.#isResumed,
      ...proofOf(tally, this.#before),
      verified: audit.isVerified,
      overlapped: this.#overlapped,
      tookMs: performance.now() - this.#startedAt,
    });
  }

  #finish(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }
}

/** Built in an epoch that is not shown any more. */
function isForeign(view: FeedView, shown: FeedView | undefined): boolean {
  return shown !== undefined && view.cursor.epoch !== shown.cursor.epoch;
}

/** Whether the frame covers something that is shown already, in whole or in part. */
function isOverlap(
  { frame }: Pick<FeedEvent<FeedView, FeedFrame>, "frame">,
  shown: FeedView | undefined,
): boolean {
  if (frame === undefined || frame.epoch !== shown?.cursor.epoch) return false;
  if (frame.type === "snapshot") return frame.seq <= shown.cursor.seq;
  return frame.from < frame.seq && frame.from < shown.cursor.seq;
}

function hasReached(cursor: Cursor, goal: Cursor | undefined): boolean {
  return goal === undefined || cursor.epoch !== goal.epoch || cursor.seq >= goal.seq;
}
