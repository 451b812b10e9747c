// Makes the spans of attacks and frames: SERVER for a request or message (attack-span.ts), and `publish` for a frame, a trace of
// its own with links to the attacks that it shows. OpenTelemetry Trace API; HTTP semantic conventions, span of a server. Names,
// tokens, commandIds, queries and addresses are left out. What is under way here ends with its request.
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  defaultTextMapGetter,
  ROOT_CONTEXT,
  SpanKind,
  type Span,
  type Tracer as SpanMaker,
} from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_ROUTE,
  ATTR_NETWORK_PROTOCOL_NAME,
  ATTR_URL_PATH,
  ATTR_URL_SCHEME,
} from "@opentelemetry/semantic-conventions";
import type { Entry } from "@hydra/engine";
import type { FrameTrace } from "@hydra/feed/server";
import type { RankingFeed } from "../ranking/ranking-feed.ts";
import { AttackSpan, type AttackSpanContext } from "./attack-span.ts";
import { BatchTimes } from "./batch-times.ts";
import { FrameLinks } from "./frame-links.ts";
import { SpanClock } from "./span-clock.ts";
import { ATTACKS_ROUTE, type AttackTrace, type Tracer } from "./tracer.ts";

export interface AttackTracerOptions {
  readonly epoch: string;
  /** By what a client asked. */
  schemeOf(request: IncomingMessage): "http" | "https";
  /** Whether a request's `traceparent` is its parent. */
  readonly takesParents: boolean;
  /** Most that a frame has. */
  readonly maxLinks: number;
}

export class AttackTracer implements Tracer {
  readonly #context: AttackSpanContext;
  readonly #schemeOf: AttackTracerOptions["schemeOf"];
  readonly #takesParents: boolean;
  readonly #clock = new SpanClock();
  readonly #propagator = new W3CTraceContextPropagator();

  constructor(tracer: SpanMaker, { epoch, schemeOf, takesParents, maxLinks }: AttackTracerOptions) {
    this.#context = { tracer, epoch, batches: new BatchTimes(), links: new FrameLinks(maxLinks) };
    this.#schemeOf = schemeOf;
    this.#takesParents = takesParents;
  }

  request(request: IncomingMessage, response: ServerResponse): AttackTrace | undefined {
    const { headers, method = "POST", url = "" } = request;
    const parent = this.#takesParents
      ? this.#propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter)
      : ROOT_CONTEXT;
    const offsetMs = this.#clock.offset();
    const attributes = {
      [ATTR_HTTP_REQUEST_METHOD]: method,
      [ATTR_HTTP_ROUTE]: ATTACKS_ROUTE,
      [ATTR_URL_PATH]: url.split("?", 1)[0] ?? url,
      [ATTR_URL_SCHEME]: this.#schemeOf(request),
    };
    const startTime = offsetMs + performance.now();
    const span = this.#context.tracer.startSpan(
      `${method} ${ATTACKS_ROUTE}`,
      { kind: SpanKind.SERVER, startTime, attributes },
      parent,
    );
    if (!span.isRecording()) return undefined;
    const attack = new AttackSpan(this.#context, { span, offsetMs, isOverWithOutcome: false });
    response.once("close", () => attack.onResponseClosed(response));
    return attack;
  }

  message(familyId: string): AttackTrace | undefined {
    const offsetMs = this.#clock.offset();
    const attributes = { [ATTR_NETWORK_PROTOCOL_NAME]: "websocket", "hydra.family.id": familyId };
    const span = this.#context.tracer.startSpan(
      "attack",
      { kind: SpanKind.SERVER, startTime: offsetMs + performance.now(), attributes },
      ROOT_CONTEXT,
    );
    if (!span.isRecording()) return undefined;
    return new AttackSpan(this.#context, { span, offsetMs, isOverWithOutcome: true });
  }

  onBatch(entries: readonly Entry[]): void {
    this.#context.batches.begin(entries);
  }

  onBatchApplied(): void {
    this.#context.batches.end();
  }

  frame(feed: RankingFeed, watchers: number): FrameTrace | undefined {
    const { tracer, links } = this.#context;
    const { familyId, epoch } = feed;
    const shown = links.take(familyId);
    if (shown === undefined) return undefined;
    const offsetMs = this.#clock.offset();
    const attributes = {
      "hydra.family.id": familyId,
      "hydra.feed.epoch": epoch,
      "hydra.feed.seq": feed.seq,
      "hydra.feed.watchers": watchers,
      "hydra.feed.attacks": shown.count,
    };
    const span = tracer.startSpan(
      "publish",
      { kind: SpanKind.PRODUCER, startTime: offsetMs + performance.now(), links: shown.links, attributes },
      ROOT_CONTEXT,
    );
    return new FrameSpan(span, offsetMs);
  }
}

class FrameSpan implements FrameTrace {
  readonly #span: Span;
  readonly #offsetMs: number;
  #bytes = 0;
  #encodings = 0;

  constructor(span: Span, offsetMs: number) {
    this.#span = span;
    this.#offsetMs = offsetMs;
  }

  encoded(bytes: number): void {
    this.#encodings += 1;
    this.#bytes += bytes;
  }

  end(): void {
    this.#span
      .setAttributes({ "hydra.feed.encodings": this.#encodings, "hydra.feed.bytes": this.#bytes })
      .end(this.#offsetMs + performance.now());
  }
}
