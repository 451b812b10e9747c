// Whether and how attacks are traced, by the variables of the OpenTelemetry specification ("Environment Variable
// Specification", "OTLP Exporter Configuration"). Those of the exporter and of the resource (OTEL_EXPORTER_OTLP_HEADERS,
// OTEL_SERVICE_NAME …) the libraries read themselves.
import { ConfigError, quote, readInteger, type Environment } from "../environment.ts";

const SAMPLERS = [
  "always_on",
  "always_off",
  "traceidratio",
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
] as const;
export type SamplerName = (typeof SAMPLERS)[number];

const PROTOCOLS = ["http/protobuf", "http/json"] as const;

export interface TracingConfig {
  readonly protocol: (typeof PROTOCOLS)[number];
  readonly sampler: SamplerName;
  /** Share of traces that the ratio samplers keep, 0 to 1. */
  readonly samplingRatio: number;
  /** Whether the `traceparent` of a request is believed (W3C Trace Context). */
  readonly takesParents: boolean;
  /** Finished spans that wait for the collector; what comes on top is dropped. */
  readonly maxQueueSize: number;
  readonly maxExportBatchSize: number;
  readonly scheduleDelayMs: number;
  readonly exportTimeoutMs: number;
}

/** @returns undefined unless an exporter or an endpoint is named. @throws ConfigError on the first value that is not usable. */
export function readTracing(env: Environment): TracingConfig | undefined {
  if (!isWanted(env)) return undefined;
  checkEndpoints(env);
  const maxQueueSize = readInteger(env, "OTEL_BSP_MAX_QUEUE_SIZE", { fallback: 2_048, min: 1, max: 65_536 });
  return {
    protocol: readProtocol(env),
    sampler: readOne(env, "OTEL_TRACES_SAMPLER", SAMPLERS) ?? "parentbased_always_on",
    samplingRatio: readRatio(env),
    takesParents: readPropagators(env).includes("tracecontext"),
    maxQueueSize,
    maxExportBatchSize: readInteger(env, "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", {
      fallback: Math.min(512, maxQueueSize),
      min: 1,
      max: maxQueueSize,
    }),
    scheduleDelayMs: readInteger(env, "OTEL_BSP_SCHEDULE_DELAY", { fallback: 5_000, min: 1, max: 600_000 }),
    exportTimeoutMs: readInteger(env, "OTEL_BSP_EXPORT_TIMEOUT", { fallback: 30_000, min: 1, max: 600_000 }),
  };
}

const ENDPOINTS = ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"] as const;

function isWanted(env: Environment): boolean {
  if (env["OTEL_SDK_DISABLED"]?.toLowerCase() === "true") return false;
  const exporter = readOne(env, "OTEL_TRACES_EXPORTER", ["otlp", "none"]);
  if (exporter !== undefined) return exporter === "otlp";
  return ENDPOINTS.some((name) => env[name]);
}

function checkEndpoints(env: Environment): void {
  for (const name of ENDPOINTS) {
    const text = env[name];
    if (!text || /^https?:$/.test(URL.parse(text)?.protocol ?? "")) continue;
    // It may hold a password, so it is not shown.
    throw new ConfigError(`${name} must be an http or https URL such as http://localhost:4318`);
  }
}

function readProtocol(env: Environment): TracingConfig["protocol"] {
  return (
    readOne(env, "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", PROTOCOLS) ??
    readOne(env, "OTEL_EXPORTER_OTLP_PROTOCOL", PROTOCOLS) ??
    "http/protobuf"
  );
}

function readOne<Name extends string>(
  env: Environment,
  variable: string,
  names: readonly Name[],
): Name | undefined {
  const text = env[variable];
  if (!text) return undefined;
  const name = names.find((candidate) => candidate === text);
  if (name === undefined)
    throw new ConfigError(`${variable} must be one of ${names.join(", ")}, not ${quote(text)}`);
  return name;
}

function readRatio(env: Environment): number {
  const text = env["OTEL_TRACES_SAMPLER_ARG"];
  if (!text) return 1;
  const ratio = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (ratio <= 1) return ratio;
  throw new ConfigError(`OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1, not ${quote(text)}`);
}

/** Those that the server does not have (baggage, b3) carry nothing that it would use. */
function readPropagators(env: Environment): string[] {
  return (env["OTEL_PROPAGATORS"] || "tracecontext").split(",").map((name) => name.trim());
}
