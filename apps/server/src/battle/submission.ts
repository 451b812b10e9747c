// One event on its way: given to the log, stored, applied, and then its outcome reported. One object an event and neither
// promise nor closure: with thousands under way, what each held was most of what the garbage collector had to copy.
import type { BattleEvent, Outcome } from "@hydra/engine";
import { ProtocolError } from "@hydra/protocol";
import { LogUnavailableError, type Appender } from "../log/event-log.ts";
import { surface } from "../log/failure.ts";
import type { Claimant, Expectation, Outcomes } from "./outcomes.ts";

/** What submits events; it is called once for each, by one of the two. */
export interface Submitter<E extends BattleEvent = BattleEvent> {
  /** The event is durable as this entry. */
  onAppended?(seq: number): void;
  /** The event is durable and applied here, or its outcome was certain without. */
  onOutcome(outcome: Outcome, event: E): void;
  /** With a ProtocolError `unavailable`, when nothing was acknowledged, or with a fault of the server's own. */
  onFailure(error: unknown, event: E): void;
}

/** What a submission needs of the loop. */
export interface SubmissionContext {
  readonly outcomes: Outcomes;
  /** Called with how long it took to be durable and applied, milliseconds. */
  onAppended(tookMs: number): void;
}

interface Submitted<E> {
  readonly event: E;
  /** Seq of the newest entry applied. */
  readonly after: number;
}

export class Submission<E extends BattleEvent> implements Appender, Claimant {
  readonly #context: SubmissionContext;
  readonly #submitter: Submitter<E>;
  readonly #event: E;
  readonly #expectation: Expectation;
  readonly #startedAt = performance.now();

  constructor(context: SubmissionContext, submitter: Submitter<E>, { event, after }: Submitted<E>) {
    this.#context = context;
    this.#submitter = submitter;
    this.#event = event;
    this.#expectation = context.outcomes.expect(after);
  }

  onAppended(seq: number): void {
    this.#submitter.onAppended?.(seq);
    this.#context.outcomes.claim(this.#expectation, seq, this);
  }

  onNotAppended(error: unknown): void {
    this.#context.outcomes.giveUp(this.#expectation);
    const reported = error instanceof LogUnavailableError ? new ProtocolError("unavailable") : error;
    this.#submitter.onFailure(reported, this.#event);
  }

  onOutcome(outcome: Outcome): void {
    this.#context.onAppended(performance.now() - this.#startedAt);
    try {
      this.#submitter.onOutcome(outcome, this.#event);
    } catch (error) {
      // Not the loop's, which is in the middle of a batch.
      surface(error);
    }
  }
}
