// Tracing that is off loads nothing; a collector that is away, or slow, costs a bounded queue and one line in the log.
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join as pathOf } from "node:path";
import type { JoinAnswer } from "@hydra/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addressOf } from "../../src/listening-address.ts";
import { attack, createFamily, join } from "../http-player.ts";
import { ServerProcess } from "../server-process.ts";
import { SocketClient } from "../socket-client.ts";
import { Collector } from "./collector.ts";

type Server = Awaited<ReturnType<typeof ServerProcess.listening>>;

let dataDir: string;
beforeEach(() => (dataDir = mkdtempSync(pathOf(tmpdir(), "hydra-tracing-"))));
afterEach(() => rmSync(dataDir, { recursive: true }));

const start = (env: Record<string, string>): Promise<Server> =>
  ServerProcess.listening({ DATA_DIR: dataDir, ...env });

async function newPlayer(server: Server): Promise<JoinAnswer> {
  return join(server, await createFamily(server));
}

/** So many, some at a time; all of them must be taken. */
async function attackMany(server: Server, player: JoinAnswer, count: number): Promise<void> {
  for (let sent = 0; sent < count; sent += 50) {
    const commandIds = Array.from(
      { length: Math.min(50, count - sent) },
      (_, index) => `${count}-${sent + index}`,
    );
    const answers = await Promise.all(commandIds.map((commandId) => attack(server, player, { commandId })));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  }
}

/** Until all are shown: a server that stops publishes no frame that is not due yet. */
async function attackAndWatch(server: Server, count: number): Promise<void> {
  const player = await newPlayer(server);
  await using socket = await SocketClient.open(server.url, player.familyId);
  await attackMany(server, player, count);
  const last = await attack(server, player, { commandId: `${count}-${count - 1}` });
  await socket.reached(((await last.json()) as { seq: number }).seq);
}

async function stop(server: Server): Promise<Awaited<Server["exited"]>> {
  server.kill("SIGTERM");
  return server.exited;
}

/** The API alone, without an SDK, comes with prom-client. */
const OF_TRACING = /@opentelemetry\/(?!api\/)|\/src\/tracing\//;

describe("tracing that is off", () => {
  /** Every module that the process loads, and `require`s too, one a line. */
  async function modulesOf(env: Record<string, string>): Promise<string> {
    const list = pathOf(dataDir, "modules");
    const hook = `
      import { appendFileSync } from "node:fs";
      import { registerHooks } from "node:module";
      const load = (url, context, next) => { appendFileSync(${JSON.stringify(list)}, url + "\\n"); return next(url, context); };
      registerHooks({ load });`;
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(hook)}`;
    const server = await start({ NODE_OPTIONS, ...env });
    await attackMany(server, await newPlayer(server), 1);
    expect((await stop(server)).code).toBe(0);
    return readFileSync(list, "utf8");
  }

  it.each([
    ["no variable", {}],
    ["the SDK disabled", { OTEL_SDK_DISABLED: "true", OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" }],
    ["no exporter", { OTEL_TRACES_EXPORTER: "none", OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" }],
  ])("[TR1] loads nothing of OpenTelemetry: %s", async (_what, env) => {
    const modules = await modulesOf(env);
    expect(modules).toContain("battle-loop.ts");
    const ofTracing = modules.split("\n").filter((url) => OF_TRACING.test(url));
    expect(ofTracing.map((url) => basename(url)).toSorted()).toEqual([
      "traced-attacks.ts",
      "tracer.ts",
      "tracing-config.ts",
    ]);
  });

  it("[TR1] loads one exporter when it is on, and only that", async () => {
    await using collector = await Collector.listen();
    const modules = await modulesOf({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    expect(modules).toContain("@opentelemetry/exporter-trace-otlp-proto");
    expect(modules).not.toContain("@opentelemetry/exporter-trace-otlp-http");
  });
});

describe("a collector", { timeout: 120_000 }, () => {
  it("[TR8] gets Protobuf at /v1/traces unless JSON is asked for, and the rest when the server stops", async () => {
    await using collector = await Collector.listen();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: "600000" };
    const server = await start(env);
    await attackAndWatch(server, 1);
    expect(collector.bodies).toEqual([]);
    expect((await stop(server)).code).toBe(0);
    expect([...collector.contentTypes]).toEqual(["/v1/traces application/x-protobuf"]);
    for (const name of ["POST /api/families/:familyId/attacks", "append", "apply", "publish"])
      expect(collector.bodies.join("")).toContain(name);
  });

  it("[TR8] that is away costs one line in the log, and no attack waits for it", async () => {
    const closed = createServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const url = `http://127.0.0.1:${addressOf(closed).port}`;
    closed.close();
    const server = await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_EXPORTER_OTLP_TIMEOUT: "50",
      OTEL_BSP_SCHEDULE_DELAY: "20",
      OTEL_BSP_MAX_QUEUE_SIZE: "100",
      LOG_LEVEL: "warn",
    });
    const player = await newPlayer(server);
    await attackMany(server, player, 1_000);
    const { code, stdout } = await stop(server);
    expect(code).toBe(0);
    expect(stdout.match(/traces are lost/g)).toHaveLength(1);
    expect(stdout.split("\n").filter((line) => line.startsWith("{"))).toHaveLength(1);
  });

  it("[TR8] that takes a batch and never answers holds up no attack and no end, and the queue no more than it may", async () => {
    await using collector = await Collector.listen({ answers: false });
    const server = await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      // Longer than the test may take: so it is not these that end the waiting.
      OTEL_EXPORTER_OTLP_TIMEOUT: "600000",
      OTEL_BSP_EXPORT_TIMEOUT: "600000",
      OTEL_BSP_SCHEDULE_DELAY: "20",
      OTEL_BSP_MAX_QUEUE_SIZE: "60",
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: "10",
    });
    await attackMany(server, await newPlayer(server), 1_000);
    // 3,000 spans and more; those under way, and those that the end sends.
    expect(collector.spans.length).toBeLessThanOrEqual(10);
    expect((await stop(server)).code).toBe(0);
    expect(collector.spans.length).toBeGreaterThan(10);
    expect(collector.spans.length).toBeLessThanOrEqual(10 + 60);
  });

  it("[TR4][TR6] gets every frame of a sampled attack and no other, whatever share is sampled", async () => {
    await using collector = await Collector.listen();
    const server = await start({
      OTEL_TRACES_EXPORTER: "otlp",
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/v1/traces`,
      OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "http/json",
      OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
      OTEL_TRACES_SAMPLER_ARG: "0.5",
      FRAME_INTERVAL_MS: "1",
    });
    await attackAndWatch(server, 200);
    expect((await stop(server)).code).toBe(0);
    const attacks = collector.spans.filter(
      ({ attributes }) => attributes["hydra.attack.duplicate"] === false,
    );
    expect(attacks.length).toBeGreaterThan(0);
    expect(attacks.length).toBeLessThan(200);
    const frames = collector.spans.filter(({ name }) => name === "publish");
    const shown = frames.flatMap(({ links }) => links.map(({ spanId }) => spanId));
    expect(frames.every(({ links }) => links.length > 0)).toBe(true);
    expect(shown.toSorted()).toEqual(attacks.map(({ spanId }) => spanId).toSorted());
  });
});
