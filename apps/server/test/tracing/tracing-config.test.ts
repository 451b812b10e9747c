// Which of OpenTelemetry's variables turn tracing on, and what they may be.
import { describe, expect, it } from "vitest";
import { ConfigError, readConfig } from "../../src/config.ts";

const ON = { OTEL_TRACES_EXPORTER: "otlp" };

describe("the variables of tracing", () => {
  it.each([
    {},
    { OTEL_SERVICE_NAME: "hydra", OTEL_TRACES_SAMPLER: "always_on" },
    { OTEL_EXPORTER_OTLP_ENDPOINT: "", OTEL_TRACES_EXPORTER: "" },
    { OTEL_TRACES_EXPORTER: "none", OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318" },
    { ...ON, OTEL_SDK_DISABLED: "True" },
  ])("[TR1] leave it off: %o", (env) => {
    expect(readConfig(env).tracing).toBeUndefined();
  });

  it.each([
    ON,
    { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318" },
    { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://collector.example/v1/traces", OTEL_SDK_DISABLED: "false" },
  ])("[TR1] turn it on, as the specification's defaults have it: %o", (env) => {
    expect(readConfig(env).tracing).toEqual({
      protocol: "http/protobuf",
      sampler: "parentbased_always_on",
      samplingRatio: 1,
      takesParents: true,
      maxQueueSize: 2_048,
      maxExportBatchSize: 512,
      scheduleDelayMs: 5_000,
      exportTimeoutMs: 30_000,
    });
  });

  it("are taken as they are", () => {
    const env = {
      ...ON,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
      OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "http/json",
      OTEL_TRACES_SAMPLER: "traceidratio",
      OTEL_TRACES_SAMPLER_ARG: "0.25",
      OTEL_PROPAGATORS: "baggage,b3",
      OTEL_BSP_MAX_QUEUE_SIZE: "100",
      OTEL_BSP_SCHEDULE_DELAY: "1000",
      OTEL_BSP_EXPORT_TIMEOUT: "2000",
    };
    expect(readConfig(env).tracing).toEqual({
      protocol: "http/json",
      sampler: "traceidratio",
      samplingRatio: 0.25,
      takesParents: false,
      maxQueueSize: 100,
      maxExportBatchSize: 100,
      scheduleDelayMs: 1_000,
      exportTimeoutMs: 2_000,
    });
  });

  it.each([
    ["OTEL_TRACES_EXPORTER", "console"],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317"],
    ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "grpc://user:secret@collector"],
    ["OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"],
    ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "grpc"],
    ["OTEL_TRACES_SAMPLER", "sometimes"],
    ["OTEL_TRACES_SAMPLER_ARG", "1.5"],
    ["OTEL_TRACES_SAMPLER_ARG", "-0.5"],
    ["OTEL_TRACES_SAMPLER_ARG", "half"],
    ["OTEL_BSP_MAX_QUEUE_SIZE", "1000000"],
    ["OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "4096"],
  ])("[TR1] %s is refused in one line when it is %s", (name, value) => {
    const read = (): unknown => readConfig({ ...ON, [name]: value });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(new RegExp(`^${name} `));
    expect(read).not.toThrow(/\n|secret/);
  });
});
