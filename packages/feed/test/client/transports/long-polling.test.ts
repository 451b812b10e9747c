import { FeedError } from "../../../src/wire/problem.ts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openLongPolling } from "../../../src/client/transports/long-polling.ts";
import { openRecorded } from "../recorded-feed.ts";
import { story } from "../rig.ts";
import { startScriptedServer } from "../scripted-server.ts";

const { snapshot, delta } = story;
const SINCE = { epoch: "e1", seq: 5 };

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

describe("long-polling", () => {
  it("[PR6] begins with a plain poll and then waits at the server, without a pause", async () => {
    await using server = await startScriptedServer();
    const { feed, next } = openRecorded(openLongPolling, {
      baseUrl: server.url,
      query: { lane: "l1" },
      token: "t",
    });
    const first = await server.next();
    expect(first.target).toBe("/feeds/f%2F1?lane=l1");
    first.sendFrame(snapshot(5));
    await next();
    const second = await server.next();
    expect(second.target).toBe("/feeds/f%2F1/next?since=e1%3A5&lane=l1");
    expect(second.request.headers.authorization).toBe("Bearer t");
    second.sendFrame(delta(5, 6));
    expect(await next()).toMatchObject({
      type: "frame",
      frame: { from: 5, seq: 6 },
      cost: { requests: 1 },
    });
    expect((await server.next()).target).toContain("since=e1%3A6");
    feed.close();
  });

  it("[PR6] has its first answer at once when nothing is newer than what it resumes from", async () => {
    await using server = await startScriptedServer();
    const { feed, next } = openRecorded(openLongPolling, { baseUrl: server.url, since: SINCE });
    const first = await server.next();
    expect(first.target).toBe("/feeds/f%2F1?since=e1%3A5");
    first.send(204);
    expect(await next()).toEqual({ type: "unchanged", cost: { bytesIn: 0, requests: 1 } });
    expect((await server.next()).target).toContain("/next?since=e1%3A5");
    feed.close();
  });

  it("asks again when a hold ends", async () => {
    await using server = await startScriptedServer();
    const { feed, next } = openRecorded(openLongPolling, { baseUrl: server.url, since: SINCE });
    (await server.next()).send(204);
    await next();
    const parked = await server.next();
    await vi.advanceTimersByTimeAsync(30_000);
    parked.send(204);
    expect(await next()).toMatchObject({ type: "unchanged" });
    await server.next();
    feed.close();
  });

  it.each([
    ["204", 204, ""],
    ["what it holds already", 200, JSON.stringify(snapshot(5))],
  ])("does not hammer a server that answers %s instead of waiting", async (_answer, status, body) => {
    await using server = await startScriptedServer();
    const { feed, next } = openRecorded(openLongPolling, { baseUrl: server.url, since: SINCE });
    (await server.next()).send(204);
    await next();
    (await server.next()).send(status, body);
    await next();
    await vi.advanceTimersByTimeAsync(999);
    expect(server.targets).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    (await server.next()).send(status, body);
    await next();
    await vi.advanceTimersByTimeAsync(1);
    feed.nudge?.();
    await server.next();
    feed.close();
  });

  it("gives up when the answer does not come after the hold and a margin", async () => {
    await using server = await startScriptedServer();
    const { next } = openRecorded(openLongPolling, { baseUrl: server.url, since: SINCE });
    (await server.next()).send(204);
    await next();
    const { gone } = await server.next();
    await vi.advanceTimersByTimeAsync(35_000);
    expect(await next()).toMatchObject({ type: "end", end: { type: "lost", reason: "no answer in 35 s" } });
    await gone;
  });

  it("asks anew when nudged: the parked request may hang on a network that is gone", async () => {
    await using server = await startScriptedServer();
    const recorded = openRecorded(openLongPolling, { baseUrl: server.url, since: SINCE });
    const first = await server.next();
    recorded.feed.nudge?.();
    await first.gone;
    const again = await server.next();
    expect(again.target).toBe(first.target);
    again.send(204);
    await recorded.next();
    const parked = await server.next();
    recorded.feed.nudge?.();
    await parked.gone;
    (await server.next()).sendFrame(delta(5, 6));
    expect(await recorded.next()).toMatchObject({ type: "frame", cost: { requests: 2 } });
    recorded.feed.close();
  });

  it("releases its request when closed, and reports no more", async () => {
    await using server = await startScriptedServer();
    const recorded = openRecorded(openLongPolling, { baseUrl: server.url, since: SINCE });
    (await server.next()).send(204);
    await recorded.next();
    const { gone } = await server.next();
    recorded.feed.close();
    recorded.feed.nudge?.();
    await gone;
    await vi.advanceTimersByTimeAsync(40_000);
    expect(recorded.pending).toBe(0);
    expect(server.targets).toHaveLength(2);
  });

  it("[PR30] ends with the server's reason, also while parked", async () => {
    await using server = await startScriptedServer();
    const { next } = openRecorded(openLongPolling, { baseUrl: server.url, since: SINCE });
    (await server.next()).send(204);
    await next();
    (await server.next()).sendProblem(new FeedError("unavailable", "later", 700));
    expect(await next()).toMatchObject({
      type: "end",
      end: { type: "lost", reason: "later", retryAfterMs: 700 },
    });
    expect(server.targets).toHaveLength(2);
  });
});
