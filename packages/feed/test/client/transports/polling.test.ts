import { FeedError } from "../../../src/wire/problem.ts";
import type { FeedEnd } from "../../../src/client/transport.ts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openPolling } from "../../../src/client/transports/polling.ts";
import { openRecorded } from "../recorded-feed.ts";
import { story } from "../rig.ts";
import { startScriptedServer } from "../scripted-server.ts";

const { snapshot, delta } = story;
const UNAVAILABLE = new FeedError("unavailable");

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

const HELD = { epoch: "e1", seq: 1 };

describe("polling", () => {
  it("[PR5] asks at once, then every interval for what is newer than it holds", async () => {
    await using server = await startScriptedServer();
    const { feed, next } = openRecorded(openPolling, {
      baseUrl: server.url,
      query: { lane: "l1" },
      token: "t",
    });
    const first = await server.next();
    expect(first.target).toBe("/feeds/f%2F1?lane=l1");
    expect(first.request.headers.authorization).toBe("Bearer t");
    first.sendFrame(snapshot(5));
    const bytesIn = JSON.stringify(snapshot(5)).length;
    expect(await next()).toEqual({ type: "frame", frame: snapshot(5), cost: { bytesIn, requests: 1 } });
    await vi.advanceTimersByTimeAsync(999);
    expect(server.targets).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    const second = await server.next();
    expect(second.target).toBe("/feeds/f%2F1?since=e1%3A5&lane=l1");
    second.sendFrame(delta(5, 7));
    expect(await next()).toMatchObject({ type: "frame", frame: { from: 5, seq: 7 } });
    feed.close();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.targets).toHaveLength(2);
  });

  it.each([204, 304])("[PR5] takes %i as a sign of life", async (status) => {
    await using server = await startScriptedServer();
    const { feed, next } = openRecorded(openPolling, { baseUrl: server.url, since: { epoch: "e1", seq: 5 } });
    const first = await server.next();
    expect(first.target).toMatch(/since=e1%3A5$/);
    first.send(status);
    expect(await next()).toEqual({ type: "unchanged", cost: { bytesIn: 0, requests: 1 } });
    feed.close();
  });

  it("never asks twice at a time, and counts the interval from start to start", async () => {
    await using server = await startScriptedServer();
    const { feed, next } = openRecorded(openPolling, { since: HELD, baseUrl: server.url });
    const first = await server.next();
    await vi.advanceTimersByTimeAsync(3_500);
    feed.nudge?.();
    feed.setPollInterval?.(1_000);
    expect(server.targets).toHaveLength(1);
    first.send(204);
    await next();
    await vi.advanceTimersByTimeAsync(0);
    const second = await server.next();
    await vi.advanceTimersByTimeAsync(400);
    second.send(204);
    await next();
    await vi.advanceTimersByTimeAsync(599);
    expect(server.targets).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    await server.next();
    feed.close();
  });

  it("asks now when nudged, and goes by a new interval at once", async () => {
    await using server = await startScriptedServer();
    const { feed, next } = openRecorded(openPolling, { since: HELD, baseUrl: server.url });
    (await server.next()).send(204);
    await next();
    feed.nudge?.();
    (await server.next()).send(204);
    await next();
    feed.setPollInterval?.(200);
    await vi.advanceTimersByTimeAsync(200);
    await server.next();
    feed.close();
  });

  it.each([-1, 0, Number.NaN])("does not spin when the interval is %d", async (pollIntervalMs) => {
    await using server = await startScriptedServer();
    const { feed, next } = openRecorded(openPolling, { since: HELD, baseUrl: server.url, pollIntervalMs });
    (await server.next()).send(204);
    await next();
    await vi.advanceTimersByTimeAsync(49);
    expect(server.targets).toHaveLength(1);
    feed.setPollInterval?.(Infinity);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.targets).toHaveLength(1);
    feed.close();
  });

  it("[PR29] asks from the newest that it delivered, also after an older answer, and from another epoch", async () => {
    await using server = await startScriptedServer();
    const { feed, next } = openRecorded(openPolling, { since: { epoch: "e1", seq: 5 }, baseUrl: server.url });
    for (const frame of [snapshot(3), delta(2, 4), { ...snapshot(2), epoch: "e2" }]) {
      (await server.next()).sendFrame(frame);
      await next();
      feed.nudge?.();
    }
    await server.next();
    const asked = server.targets.map((target) => /since=(.*)$/.exec(target)?.[1]);
    expect(asked).toEqual(["e1%3A5", "e1%3A5", "e1%3A5", "e2%3A2"]);
    feed.close();
  });

  it("gives up on a server that does not answer", async () => {
    await using server = await startScriptedServer();
    const { next } = openRecorded(openPolling, { baseUrl: server.url });
    const { gone } = await server.next();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await next()).toMatchObject({ type: "end", end: { type: "lost", reason: "no answer in 10 s" } });
    await gone;
  });

  it("releases its request when closed, and reports no more", async () => {
    await using server = await startScriptedServer();
    const recorded = openRecorded(openPolling, { baseUrl: server.url });
    const { gone } = await server.next();
    recorded.feed.close();
    recorded.feed.close();
    recorded.feed.nudge?.();
    await gone;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(recorded.pending).toBe(0);
    expect(server.targets).toHaveLength(1);
  });
});

describe("polling that is not served", () => {
  it.each(["not-found", "forbidden-origin", "not-found"] as const)(
    "[FP1] is refused by the server's own %s",
    async (code) => {
      await using server = await startScriptedServer();
      const { next } = openRecorded(openPolling, { baseUrl: server.url });
      (await server.next()).sendProblem(new FeedError(code, "no"));
      expect(await next()).toEqual({
        type: "end",
        end: { type: "refused", code, reason: "no" },
        cost: { bytesIn: 0, requests: 1 },
      });
    },
  );

  it("[FP3] asks for a snapshot when its cursor is refused", async () => {
    await using server = await startScriptedServer();
    const { next } = openRecorded(openPolling, { baseUrl: server.url });
    (await server.next()).sendProblem(new FeedError("invalid-cursor", "no"));
    expect(await next()).toMatchObject({ type: "end", end: { type: "lost", needsSnapshot: true } });
  });

  it.each([
    { from: "a problem's hint", error: new FeedError("rate-limited", "slow", 1_500), hint: 1_500 },
    { from: "Retry-After", error: UNAVAILABLE, header: "2", hint: 2_000 },
    { from: "a date that has passed", error: UNAVAILABLE, header: new Date(0).toUTCString(), hint: 0 },
    { from: "nonsense, none", error: UNAVAILABLE, header: "soon", hint: undefined },
  ])("[PR32] is lost with the server's hint, from $from", async ({ error, header, hint }) => {
    await using server = await startScriptedServer();
    const { next } = openRecorded(openPolling, { baseUrl: server.url });
    (await server.next()).sendProblem(error, header === undefined ? {} : { "retry-after": header });
    const end = { type: "lost", reason: error.message, isOwn: true };
    expect(await next()).toHaveProperty("end", hint === undefined ? end : { ...end, retryAfterMs: hint });
  });

  it.each([
    { status: 401, body: "Log in to the Wi-Fi" },
    { status: 403, body: "<html>Blocked</html>" },
    { status: 404, body: "no.\n" },
    { status: 404, body: '{"code":"not-found","status":404}' },
    { status: 403, body: '{"type":"urn:hydra:error:unknown-family","status":404,"code":"not-found"}' },
    { status: 410, body: '{"type":"about:blank","status":410}' },
    { status: 502, body: "<html>Bad gateway</html>" },
  ])("[FP2] is lost, not refused, by an intermediary's $status $body", async ({ status, body }) => {
    await using server = await startScriptedServer();
    const { next } = openRecorded(openPolling, { baseUrl: server.url });
    (await server.next()).send(status, body, { "content-type": "application/problem+json" });
    const { end } = (await next()) as { end: FeedEnd };
    expect(end).toEqual({ type: "lost", reason: `An intermediary answered ${status}.`, isForeign: true });
  });

  it.each([204, 304])("[FP2] takes no %d for the server's before it holds a cursor", async (status) => {
    await using server = await startScriptedServer();
    const { next } = openRecorded(openPolling, { baseUrl: server.url });
    (await server.next()).send(status);
    expect(await next()).toMatchObject({ type: "end", end: { type: "malformed" } });
  });

  it("[FP2] follows no redirect: the server makes none", async () => {
    await using server = await startScriptedServer();
    const { next } = openRecorded(openPolling, { baseUrl: server.url });
    (await server.next()).send(302, "", { location: "/login" });
    expect(await next()).toMatchObject({ type: "end", end: { type: "lost", isForeign: true } });
    expect(server.targets).toHaveLength(1);
  });

  it("[FP2] is malformed by a captive portal's page", async () => {
    await using server = await startScriptedServer();
    const { next } = openRecorded(openPolling, { baseUrl: server.url });
    (await server.next()).send(200, "<html>Log in</html>", { "content-type": "text/html" });
    expect(await next()).toMatchObject({ type: "end", end: { type: "malformed", isForeign: true } });
  });

  it.each(["{", "[]", '{"type":"snapshot"}', ""])("[PR7] is malformed when the body is %j", async (body) => {
    await using server = await startScriptedServer();
    const { next } = openRecorded(openPolling, { baseUrl: server.url });
    (await server.next()).send(200, body);
    expect(await next()).toMatchObject({ type: "end", end: { type: "malformed" } });
  });

  it("[PR28] ignores a frame of an unknown type", async () => {
    await using server = await startScriptedServer();
    const { feed, next } = openRecorded(openPolling, { baseUrl: server.url });
    (await server.next()).send(200, '{"type":"fireworks"}');
    expect(await next()).toMatchObject({ type: "unchanged" });
    feed.close();
  });

  it("is lost when the connection breaks, and when nothing listens", async () => {
    const server = await startScriptedServer();
    const broken = openRecorded(openPolling, { baseUrl: server.url });
    (await server.next()).response.destroy();
    expect(await broken.next()).toMatchObject({ type: "end", end: { type: "lost" } });
    await server[Symbol.asyncDispose]();
    const unanswered = openRecorded(openPolling, { baseUrl: server.url });
    expect(await unanswered.next()).toMatchObject({ type: "end", end: { type: "lost" } });
  });
});
