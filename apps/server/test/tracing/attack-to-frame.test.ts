// From an attack to its frame, as a collector gets it: a real server process, a real OTLP/HTTP receiver.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as pathOf } from "node:path";
import { routes, type JoinAnswer } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFamily, join } from "../http-player.ts";
import { ServerProcess } from "../server-process.ts";
import { SocketClient } from "../socket-client.ts";
import { Collector, type ReceivedSpan } from "./collector.ts";

/** opentelemetry-proto, Span.SpanKind. */
const [INTERNAL, SERVER, PRODUCER] = [1, 2, 4];
const ROUTE = "POST /api/families/:familyId/attacks";
const NAME = "Polyphemus-the-name";

let dataDir: string;
let collector: Collector;
let server: Awaited<ReturnType<typeof ServerProcess.listening>>;
let player: JoinAnswer;

beforeAll(async () => {
  dataDir = mkdtempSync(pathOf(tmpdir(), "hydra-tracing-"));
  collector = await Collector.listen();
  server = await ServerProcess.listening({
    DATA_DIR: dataDir,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_SERVICE_NAME: "lerna",
    OTEL_BSP_SCHEDULE_DELAY: "50",
  });
  player = await join(server, await createFamily(server), NAME);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await collector[Symbol.asyncDispose]();
  rmSync(dataDir, { recursive: true });
});

interface Sent {
  /** The framework's route answers what has one; without, the short way does. */
  readonly query?: string;
  readonly headers?: Record<string, string>;
  readonly body?: object;
  /** Default the tests' player. */
  readonly by?: JoinAnswer;
}

async function attack({
  query = "",
  headers = {},
  body = {},
  by = player,
}: Sent): Promise<{ status: number; seq: number }> {
  const response = await fetch(`${server.url}${routes.attacks(by.familyId)}${query}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${by.token}`, ...headers },
    body: JSON.stringify({ commandId: randomBytes(8).toString("hex"), skill: "slash", ...body }),
  });
  const { seq } = (await response.json()) as { seq: number };
  return { status: response.status, seq };
}

/** A traceparent of its own (W3C Trace Context §3.2), by which the attack's span is found. */
function newParent(flags = "01"): { traceId: string; parentId: string; headers: Record<string, string> } {
  const [traceId, parentId] = [randomBytes(16).toString("hex"), randomBytes(8).toString("hex")];
  return { traceId, parentId, headers: { traceparent: `00-${traceId}-${parentId}-${flags}` } };
}

const childOf = (span: ReceivedSpan) => ({
  where: ({ parentSpanId }: ReceivedSpan) => parentSpanId === span.spanId,
});

/** The steps of a hit, and the frame that shows it, hold together. */
async function expectSteps(span: ReceivedSpan, seq: number): Promise<void> {
  const [append] = await collector.received("append", childOf(span));
  const [apply] = await collector.received("apply", childOf(span));
  const linked = ({ links }: ReceivedSpan): boolean => links.some(({ spanId }) => spanId === span.spanId);
  const frames = await collector.received("publish", { where: linked });
  const attributes = { "hydra.log.seq": seq, "hydra.log.batch.entries": expect.any(Number) as number };
  expect(append).toMatchObject({ kind: INTERNAL, traceId: span.traceId, attributes });
  expect(apply).toMatchObject({ kind: INTERNAL, traceId: span.traceId, attributes });
  expect(append!.startedAt >= span.startedAt && append!.endedAt <= apply!.startedAt).toBe(true);
  expect(apply!.endedAt <= span.endedAt).toBe(true);
  expect(append!.attributes["hydra.log.batch.entries"]).toBeGreaterThanOrEqual(1);
  expect(frames).toHaveLength(1);
  const [frame] = frames;
  expect(frame).toMatchObject({ kind: PRODUCER, parentSpanId: "" });
  expect(frame!.traceId).not.toBe(span.traceId);
  expect(frame!.links.find(({ spanId }) => spanId === span.spanId)).toMatchObject({
    traceId: span.traceId,
    attributes: { "hydra.log.seq": seq },
  });
  expect(frame!.attributes["hydra.feed.seq"]).toBeGreaterThanOrEqual(seq);
  expect(frame!.startedAt >= apply!.startedAt).toBe(true);
}

describe("a traced attack", { timeout: 60_000 }, () => {
  it.each([
    ["the short way", ""],
    ["the framework's route", "?a="],
  ])(
    "[TR2][TR3][TR4] by HTTP, %s, is a child of its traceparent and leads to its frame",
    async (_way, query) => {
      const { traceId, parentId, headers } = newParent();
      const { status, seq } = await attack({ query, headers });
      const [span] = await collector.received(ROUTE, { where: (one) => one.traceId === traceId });
      expect({ status, ...span }).toMatchObject({
        status: 200,
        kind: SERVER,
        parentSpanId: parentId,
        statusCode: 0,
        attributes: {
          "http.request.method": "POST",
          "http.route": "/api/families/:familyId/attacks",
          "http.response.status_code": 200,
          "url.path": routes.attacks(player.familyId),
          "url.scheme": "http",
          "hydra.family.id": player.familyId,
          "hydra.attack.duplicate": false,
        },
      });
      await expectSteps(span!, seq);
      expect(span!.service).toMatchObject({ "service.name": "lerna" });
    },
  );

  it.each([
    ["the short way", ""],
    ["the framework's route", "?a="],
  ])("[TR2] by HTTP, %s, without a traceparent or with one that is none is a root", async (_way, query) => {
    const before = new Set(collector.spans);
    const { seq } = await attack({ query, headers: { traceparent: "00-0-0-01" } });
    const [append] = await collector.received("append", {
      where: (one) => one.attributes["hydra.log.seq"] === seq,
    });
    const [span] = await collector.received(ROUTE, {
      where: (one) => !before.has(one) && one.spanId === append!.parentSpanId,
    });
    expect(span!.parentSpanId).toBe("");
    await expectSteps(span!, seq);
  });

  it.each(["websocket", "websocket-raw"] as const)(
    "[TR2][TR4] by %s is a root and leads to its frame",
    async (transport) => {
      await using socket = await SocketClient.open(server.url, player.familyId, {
        transport,
        headers: { authorization: `Bearer ${player.token}`, ...newParent().headers },
      });
      socket.attack(`by-${transport}`);
      const [{ seq } = { seq: 0 }] = await socket.received("outcome");
      await socket.reached(seq);
      const [append] = await collector.received("append", {
        where: (one) => one.attributes["hydra.log.seq"] === seq,
      });
      const [span] = await collector.received("attack", {
        where: (one) => one.spanId === append!.parentSpanId,
      });
      expect(span).toMatchObject({
        kind: SERVER,
        parentSpanId: "",
        attributes: { "network.protocol.name": "websocket", "hydra.family.id": player.familyId },
      });
      await expectSteps(span!, seq);
      const [frame] = await collector.received("publish", {
        where: ({ links }) => links.some(({ spanId }) => spanId === span!.spanId),
      });
      const delta = socket.messages.find((message) => message.type === "delta" && message.seq >= seq);
      expect(frame!.attributes).toMatchObject({
        "hydra.feed.seq": (delta as { seq: number }).seq,
        "hydra.feed.epoch": (delta as { epoch: string }).epoch,
        "hydra.feed.watchers": 1,
        "hydra.feed.encodings": 1,
        "hydra.feed.bytes": Buffer.byteLength(JSON.stringify(delta)),
      });
    },
  );

  it("[TR3][TR4] sent many at once shares batches and frames: each has its link, or is counted beyond 128", async () => {
    await using socket = await SocketClient.open(server.url, player.familyId, {
      headers: { authorization: `Bearer ${player.token}` },
    });
    const sent = 600;
    for (let index = 0; index < sent; index += 1) socket.attack(`crowd-${index}`);
    const outcomes = await socket.received("outcome", sent);
    const seqs = new Set(outcomes.map(({ seq }) => seq));
    const spans = await collector.received("append", {
      count: sent,
      where: ({ attributes }) => seqs.has(Number(attributes["hydra.log.seq"])),
    });
    expect(
      Math.max(...spans.map(({ attributes }) => Number(attributes["hydra.log.batch.entries"]))),
    ).toBeGreaterThan(1);
    const counted = (): ReceivedSpan[] =>
      collector.spans.filter(
        ({ name, attributes }) =>
          name === "publish" && Number(attributes["hydra.feed.seq"]) >= Math.min(...seqs),
      );
    const total = (): number =>
      counted().reduce((sum, { attributes }) => sum + Number(attributes["hydra.feed.attacks"]), 0);
    while (total() < sent)
      await collector.received("publish", {
        count: counted().length + 1,
        where: (one) => Number(one.attributes["hydra.feed.seq"]) >= Math.min(...seqs),
      });
    expect(total()).toBe(sent);
    for (const { links, attributes } of counted())
      expect(links).toHaveLength(Math.min(128, Number(attributes["hydra.feed.attacks"])));
  });

  it.each<[string, Sent, [number, string]]>([
    ["no such skill, the short way", { body: { skill: "tickle" } }, [400, "invalid-body"]],
    [
      "no such skill, the framework's route",
      { query: "?a=", body: { skill: "tickle" } },
      [400, "invalid-body"],
    ],
    ["a stranger", { headers: { authorization: "Bearer nobody" } }, [401, "unauthenticated"]],
    ["another origin", { headers: { origin: "https://evil.example" } }, [403, "forbidden-origin"]],
    ["too much", { body: { name: "x".repeat(2_000) } }, [413, "body-too-large"]],
  ])(
    "[TR5] that is refused, %s, has its status and code, and no steps",
    async (_what, request, [status, code]) => {
      const { traceId, parentId, headers } = newParent();
      expect(await attack({ ...request, headers: { ...headers, ...request.headers } })).toMatchObject({
        status,
      });
      const [span] = await collector.received(ROUTE, { where: (one) => one.traceId === traceId });
      expect(span).toMatchObject({
        parentSpanId: parentId,
        statusCode: 0,
        attributes: { "http.response.status_code": status, "hydra.problem.code": code },
      });
      expect(collector.spans.filter(({ parentSpanId }) => parentSpanId === span!.spanId)).toEqual([]);
    },
  );

  it.each([
    ["the short way", ""],
    ["the framework's route", "?a="],
  ])("[TR5] that comes too soon, %s, has the battle's code", async (_way, query) => {
    const slow = await join(server, await createFamily(server, {}));
    const body = { skill: "ultimate" };
    await attack({ by: slow, query, body });
    const { traceId, headers } = newParent();
    expect(await attack({ by: slow, query, body, headers })).toMatchObject({ status: 409 });
    const [span] = await collector.received(ROUTE, { where: (one) => one.traceId === traceId });
    expect(span!.attributes).toMatchObject({
      "http.response.status_code": 409,
      "hydra.problem.code": "cooldown",
      "hydra.family.id": slow.familyId,
    });
  });

  it("[TR4] that repeats a command is marked, and no frame is linked to it", async () => {
    const body = { commandId: "again" };
    const first = await attack({ body });
    const { traceId, headers } = newParent();
    expect(await attack({ body, headers })).toEqual(first);
    const [span] = await collector.received(ROUTE, { where: (one) => one.traceId === traceId });
    expect(span!.attributes).toMatchObject({
      "http.response.status_code": 200,
      "hydra.attack.duplicate": true,
    });
    // What a later attack leads to comes after it.
    const { traceId: later, headers: more } = newParent();
    const { seq } = await attack({ headers: more });
    const [next] = await collector.received(ROUTE, { where: (one) => one.traceId === later });
    await expectSteps(next!, seq);
    expect(collector.spans.filter(({ links }) => links.some((link) => link.traceId === traceId))).toEqual([]);
  });

  it("[TR5] by a message that is refused has its code", async () => {
    await using socket = await SocketClient.open(server.url, player.familyId);
    socket.attack("of-nobody");
    await socket.received("error");
    const [span] = await collector.received("attack", {
      where: ({ attributes }) => attributes["hydra.problem.code"] === "unauthenticated",
    });
    expect(span).toMatchObject({ parentSpanId: "", statusCode: 0 });
  });

  it("[TR6] is not sampled when its parent was not, and neither is its frame", async () => {
    const { traceId, headers } = newParent("00");
    await attack({ headers });
    const { traceId: later, headers: more } = newParent();
    const { seq } = await attack({ headers: more });
    const [next] = await collector.received(ROUTE, { where: (one) => one.traceId === later });
    await expectSteps(next!, seq);
    expect(collector.bodies.join("")).not.toContain(traceId);
  });

  it("[TR7] shows no token, name, commandId, query or address", async () => {
    const commandId = "a-command-of-mine";
    const { traceId, headers } = newParent();
    await attack({ query: "?secret=thing", headers, body: { commandId } });
    await collector.received(ROUTE, { where: (one) => one.traceId === traceId });
    const all = collector.bodies.join("");
    expect(all).toContain(player.familyId);
    for (const held of [player.token, player.playerId, NAME, commandId, "secret", "127.0.0.1"])
      expect(all).not.toContain(held);
  });
});
