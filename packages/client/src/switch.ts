// One switch of transports, make before break: a second feed was opened from what is shown while the first goes on
// showing; when it has spoken and reached what was shown by then, it takes over. Whatever fails leaves the first alone.
import { ProtocolError, type Cursor, type TransportName } from "@hydra/protocol";
import type { Heard } from "./chain.ts";
import type { ResumeReport, SwitchLimits, View } from "./connection-types.ts";
import type { Tally } from "./counters.ts";
import { goesOn } from "./replica.ts";
import type { Stage } from "./stage.ts";
import type { Phase, SteadyFeed } from "./steady-feed.ts";

/** Longest a person is left waiting for the new transport. */
export const SWITCH_TIMEOUT_MS = 10_000;

export interface SwitchOptions extends SwitchLimits {
  readonly from: TransportName;
  /** The new feed; whoever made it hands its events to `hear`, `note` and `notice`. */
  readonly feed: SteadyFeed;
  readonly stage: Stage;
  readonly tally: Tally;
  /** The new feed is the one to use from now on. */
  onTakeOver(report: ResumeReport): void;
  /** The new feed was closed. */
  onFail(error: Error): void;
}

export class Switch {
  readonly #options: SwitchOptions;
  readonly #startedAt = performance.now();
  readonly #repeatedBefore: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #trouble = "the server did not answer";
  #isResumed = false;
  /** What the new feed must reach: what was shown at its first word. Fixed then, or a slow one would never do. */
  #goal: Cursor | undefined;
  #overlapped = 0;
  #isOver = false;

  constructor(options: SwitchOptions) {
    this.#options = options;
    this.#repeatedBefore = options.tally.repeated;
    const { timeoutMs = SWITCH_TIMEOUT_MS } = options;
    if (timeoutMs === Infinity) return;
    this.#timer = setTimeout(() => {
      this.cancel(new ProtocolError("unavailable", `Not switched: ${this.#trouble}.`));
    }, timeoutMs);
  }

  get feed(): SteadyFeed {
    return this.#options.feed;
  }

  /** Closes the new feed; nothing when the switch is over. */
  cancel(error: Error): void {
    if (this.#isOver) return;
    this.#finish();
    this.feed.close();
    this.#options.onFail(error);
  }

  /** Ends the switch and leaves the new feed to the caller. */
  release(): SteadyFeed {
    this.#finish();
    return this.feed;
  }

  notice(reason: string): void {
    this.#trouble = reason;
  }

  note(phase: Phase): void {
    if (phase.type === "waiting") this.#trouble = phase.reason;
    if (phase.type === "waiting" && this.#options.isTrial === true) {
      this.cancel(new ProtocolError("unavailable", phase.reason));
    }
    if (phase.type === "refused") this.cancel(new ProtocolError(phase.code, phase.reason));
  }

  hear(heard: Heard): void {
    const { stage } = this.#options;
    const { view } = this.feed;
    if (heard.isFirst) this.#begin(heard);
    else if (!goesOn(heard.frame, this.feed.openedFrom)) this.#isResumed = false;
    if (view === undefined) return;
    if (heard.type !== "snapshot" && isForeign(view, stage.view)) {
      this.feed.startOver("the other feed shows a newer epoch");
      return;
    }
    if (isOverlap(heard, stage.view)) this.#overlapped += 1;
    if (heard.frame !== undefined && (heard.type === "applied" || heard.type === "snapshot")) {
      stage.offer({ view, frame: heard.frame, transport: this.feed.name });
    }
    // An application's listener may have ended the switch.
    if (this.#isOver) return;
    if (hasReached(view.cursor, this.#goal)) this.#takeOver(view);
    else if (heard.isFirst) this.feed.nudge();
  }

  #begin(heard: Heard): void {
    this.#goal = this.#options.stage.view?.cursor;
    // A snapshot that brought nothing new is a reset all the same: the server did not go on from the cursor.
    this.#isResumed = goesOn(heard.frame, this.feed.openedFrom);
    this.#overlapped = 0;
  }

  #takeOver(view: View): void {
    const { from, tally, onTakeOver } = this.#options;
    const { openedFrom, name: to } = this.feed;
    this.#finish();
    onTakeOver({
      type: "switch",
      from,
      to,
      resumedAt: (openedFrom ?? view).cursor,
      resumed: this.#isResumed,
      missed: this.#isResumed || openedFrom === undefined ? 0 : 1,
      repeated: tally.repeated - this.#repeatedBefore,
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
function isForeign(view: View, shown: View | undefined): boolean {
  return shown !== undefined && view.cursor.epoch !== shown.cursor.epoch;
}

/** Whether the frame covers something that is shown already, in whole or in part. */
function isOverlap({ frame }: Heard, shown: View | undefined): boolean {
  if (frame === undefined || frame.epoch !== shown?.cursor.epoch) return false;
  if (frame.type === "snapshot") return frame.seq <= shown.cursor.seq;
  return frame.from < frame.seq && frame.from < shown.cursor.seq;
}

function hasReached(cursor: Cursor, goal: Cursor | undefined): boolean {
  return goal === undefined || cursor.epoch !== goal.epoch || cursor.seq >= goal.seq;
}
