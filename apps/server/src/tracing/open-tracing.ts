// The OpenTelemetry SDK put together by the configuration: spans, in batches, by OTLP over HTTP to a collector. Loaded only when
// tracing is on. A collector that is away costs a queue of a fixed size and a line in the log a minute.
import { setTimeout as wait } from "node:timers/promises";
import { diag, DiagLogLevel, type DiagLogFunction } from "@opentelemetry/api";
import { setGlobalErrorHandler } from "@opentelemetry/core";
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
  serviceNameEnvDetector,
} from "@opentelemetry/resources";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type Sampler,
  type SpanExporter,
} from "@opentelemetry/sdk-trace";
import { ATTR_SERVICE_NAME } from "@opentelemetry/semantic-conventions";
import type { FastifyBaseLogger } from "fastify";
import { RepeatedLines } from "../plugins/repeated-lines.ts";
import { AttackTracer, type AttackTracerOptions } from "./attack-tracer.ts";
import { FrameSampler } from "./frame-sampler.ts";
import type { Tracer } from "./tracer.ts";
import type { TracingConfig } from "./tracing-config.ts";

export interface Tracing {
  readonly tracer: Tracer;
  /** Sends what is left, for two seconds at most. */
  close(): Promise<void>;
}

export interface TracingOptions extends Pick<AttackTracerOptions, "epoch" | "schemeOf"> {
  readonly logger: Pick<FastifyBaseLogger, "warn">;
}

/** How long the end of the server waits for the collector. */
const FLUSH_MS = 2_000;
/** SpanLimits of the specification: LinkCountLimit. */
const MAX_LINKS = 128;

export async function openTracing(
  config: TracingConfig,
  { logger, ...options }: TracingOptions,
): Promise<Tracing> {
  reportLosses(logger);
  const provider = new TracerProvider({
    resource: readResource(),
    sampler: new FrameSampler(samplerOf(config)),
    spanLimits: { linkCountLimit: MAX_LINKS },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: await createExporter(config),
        maxQueueSize: config.maxQueueSize,
        maxExportBatchSize: config.maxExportBatchSize,
        scheduledDelayMillis: config.scheduleDelayMs,
        exportTimeoutMillis: config.exportTimeoutMs,
      }),
    ],
  });
  const { takesParents } = config;
  return {
    tracer: new AttackTracer(provider.getTracer("hydra"), { ...options, takesParents, maxLinks: MAX_LINKS }),
    async close() {
      const flushed = provider.shutdown().catch((error: unknown) => diag.error(String(error)));
      await Promise.race([flushed, wait(FLUSH_MS, undefined, { ref: false })]);
    },
  };
}

function samplerOf({ sampler, samplingRatio }: TracingConfig): Sampler {
  switch (sampler) {
    case "always_on":
      return new AlwaysOnSampler();
    case "always_off":
      return new AlwaysOffSampler();
    case "traceidratio":
      return new TraceIdRatioBasedSampler(samplingRatio);
    case "parentbased_always_on":
      return new ParentBasedSampler({ root: new AlwaysOnSampler() });
    case "parentbased_always_off":
      return new ParentBasedSampler({ root: new AlwaysOffSampler() });
    case "parentbased_traceidratio":
      return new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(samplingRatio) });
  }
}

/** Of the two, only the one that is used is loaded. Endpoint, header fields, TLS and compression they read themselves. */
async function createExporter({ protocol }: TracingConfig): Promise<SpanExporter> {
  const { OTLPTraceExporter } =
    protocol === "http/json"
      ? await import("@opentelemetry/exporter-trace-otlp-http")
      : await import("@opentelemetry/exporter-trace-otlp-proto");
  return new OTLPTraceExporter();
}

/** Nothing of the machine or the process: only what the operator sets, and a random id that distinguishes nodes. */
function readResource() {
  const detectors = [serviceInstanceIdDetector, resourceAttributesEnvDetector, serviceNameEnvDetector];
  return defaultResource()
    .merge(resourceFromAttributes({ [ATTR_SERVICE_NAME]: "hydra" }))
    .merge(detectResources({ detectors }));
}

/** What the SDK complains of, queue full or collector away, as one line a minute. */
function reportLosses(logger: TracingOptions["logger"]): void {
  const lines = new RepeatedLines();
  const report = (reason: string): void => {
    if (lines.isDue("")) logger.warn({ reason }, "traces are lost; nothing else is");
  };
  const forward: DiagLogFunction = (message) => report(message);
  const ignore = (): void => undefined;
  diag.setLogger(
    { error: forward, warn: forward, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  setGlobalErrorHandler((error) =>
    report(typeof error === "string" ? error : (error.message ?? error.name ?? "unknown")),
  );
}
