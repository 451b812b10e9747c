// The span of one attack, and in it, once its outcome is known, `append` (until it was durable) and `apply`. It stands in the
// place of the attack's submitter, so that the battle calls it as it calls every submitter. One object an attack.
import {
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
  type Tracer,
} from "@opentelemetry/api";
import { ATTR_ERROR_TYPE, ATTR_HTTP_RESPONSE_STATUS_CODE } from "@opentelemetry/semantic-conventions";
import type { AttackEvent, Outcome } from "@hydra/engine";
import { toProblem } from "@hydra/protocol";
import type { ServerResponse } from "node:http";
import type { Submitter } from "../battle/submission.ts";
import { toProtocolError } from "../plugins/problem-details.ts";
import type { BatchTimes } from "./batch-times.ts";
import type { FrameLinks } from "./frame-links.ts";
import type { AttackTrace } from "./tracer.ts";

/** What the spans of all attacks share. */
export interface AttackSpanContext {
  readonly tracer: Tracer;
  readonly epoch: string;
  readonly batches: BatchTimes;
  readonly links: FrameLinks;
}

export interface AttackSpanOptions {
  readonly span: Span;
  /** Added to `performance.now()`. */
  readonly offsetMs: number;
  /** Whether nothing comes after the outcome: a message. */
  readonly isOverWithOutcome: boolean;
}

export class AttackSpan implements AttackTrace, Submitter<AttackEvent> {
  readonly #context: AttackSpanContext;
  readonly #span: Span;
  readonly #offsetMs: number;
  readonly #isOverWithOutcome: boolean;
  #submitter: Submitter<AttackEvent> | undefined;
  /** Monotonic milliseconds. */
  #submittedAt = 0;
  /** Of its own entry. */
  #seq: number | undefined;

  constructor(context: AttackSpanContext, { span, offsetMs, isOverWithOutcome }: AttackSpanOptions) {
    this.#context = context;
    this.#span = span;
    this.#offsetMs = offsetMs;
    this.#isOverWithOutcome = isOverWithOutcome;
  }

  follow(submitter: Submitter<AttackEvent>): Submitter<AttackEvent> {
    this.#submitter = submitter;
    this.#submittedAt = performance.now();
    return this;
  }

  onAppended(seq: number): void {
    this.#seq = seq;
  }

  onOutcome(outcome: Outcome, event: AttackEvent): void {
    const { familyId } = event;
    if (this.#seq !== undefined) this.#addSteps(this.#seq);
    this.#span.setAttributes({ "hydra.family.id": familyId, ...describe(outcome) });
    if (outcome.type === "hit" && !outcome.duplicate) {
      const attributes = { "hydra.log.seq": outcome.seq };
      this.#context.links.add(familyId, { context: this.#span.spanContext(), attributes });
    }
    this.#submitter?.onOutcome(outcome, event);
    if (this.#isOverWithOutcome) this.#end();
  }

  onFailure(error: unknown, event: AttackEvent): void {
    this.#span.setAttribute("hydra.family.id", event.familyId);
    this.#submitter?.onFailure(error, event);
    this.refused(error);
  }

  refused(error: unknown): void {
    const { status, code } = toProblem(toProtocolError(error));
    this.#span.setAttribute("hydra.problem.code", code);
    if (status >= 500) this.#fail(code);
    if (this.#isOverWithOutcome) this.#end();
  }

  /** Ends with the response; or with the connection, when that is gone first. */
  onResponseClosed({ headersSent, statusCode, writableFinished }: ServerResponse): void {
    if (headersSent) this.#span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, statusCode);
    if (!writableFinished) this.#span.setAttribute(ATTR_ERROR_TYPE, "connection-closed");
    this.#end();
  }

  /** It is durable when it is delivered, and applied with all that are delivered with it. */
  #addSteps(seq: number): void {
    const { tracer, batches, epoch } = this.#context;
    const batch = batches.of(seq);
    const now = performance.now();
    const { startedAt = now, endedAt = now } = batch ?? {};
    const attributes: Attributes = { "hydra.log.epoch": epoch, "hydra.log.seq": seq };
    if (batch !== undefined) attributes["hydra.log.batch.entries"] = batch.entries;
    const parent = trace.setSpan(ROOT_CONTEXT, this.#span);
    const add = (name: string, fromMs: number, toMs: number): void => {
      tracer
        .startSpan(name, { startTime: this.#offsetMs + fromMs, attributes }, parent)
        .end(this.#offsetMs + toMs);
    };
    add("append", this.#submittedAt, startedAt);
    add("apply", startedAt, endedAt);
  }

  #fail(type: string): void {
    this.#span.setAttribute(ATTR_ERROR_TYPE, type).setStatus({ code: SpanStatusCode.ERROR });
  }

  #end(): void {
    if (this.#span.isRecording()) this.#span.end(this.#offsetMs + performance.now());
  }
}

function describe(outcome: Outcome): Attributes {
  if (outcome.type === "hit") return { "hydra.attack.duplicate": outcome.duplicate };
  return outcome.type === "rejected" ? { "hydra.problem.code": outcome.code } : {};
}
