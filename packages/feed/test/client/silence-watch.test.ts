import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createConnection } from "../../src/client/create-connection.ts";
import { HEARTBEAT_INTERVAL_MS } from "../../src/wire/limits.ts";
import { createRig, story, type Rig } from "./rig.ts";
import { startScriptedServer } from "./scripted-server.ts";

const { snapshot } = story;

/** Of a server that answers plain requests, so that the reason of an end is the end's own. */
function createServedRig(transport: "sse" | "polling" = "sse"): Rig {
  const rig = createRig({ transport });
  rig.answer.probe = { type: "served", isOriginRefused: false };
  return rig;
}

describe("a streaming feed without a frame", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("[PR27] is given up after twice the interval", async () => {
    const { connection, feeds } = createServedRig();
    await vi.advanceTimersByTimeAsync(2 * HEARTBEAT_INTERVAL_MS - 1);
    expect(feeds[0]!.isClosed).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(feeds[0]!.isClosed).toBe(true);
    expect(connection.state).toMatchObject({ type: "reconnecting", reason: "silent for 20 s" });
  });

  it("[PR27] counts any frame as a sign of life", async () => {
    const { connection, feeds } = createServedRig();
    feeds[0]!.send(snapshot(5));
    for (let beat = 0; beat < 10; beat += 1) {
      await vi.advanceTimersByTimeAsync(1.9 * HEARTBEAT_INTERVAL_MS);
      feeds[0]!.events.onFrame({ type: "heartbeat", now: 1 });
    }
    expect(connection.state).toEqual({ type: "live" });
    await vi.advanceTimersByTimeAsync(2 * HEARTBEAT_INTERVAL_MS);
    expect(feeds[0]!.isClosed).toBe(true);
  });

  it("[PR27] goes by the interval the server announces, within reason", async () => {
    const { feeds } = createServedRig();
    const [feed] = feeds;
    feed!.events.onFrame({ type: "heartbeat", now: 1, intervalMs: 1_000 });
    await vi.advanceTimersByTimeAsync(1_999);
    feed!.events.onFrame({ type: "heartbeat", now: 1, intervalMs: 0 });
    feed!.events.onFrame({ type: "heartbeat", now: 1, intervalMs: Number.MAX_SAFE_INTEGER });
    await vi.advanceTimersByTimeAsync(200_000);
    expect(feed!.isClosed).toBe(false);
    await vi.advanceTimersByTimeAsync(40_000);
    expect(feed!.isClosed).toBe(true);
  });

  it("is looked at when nudged, because a hidden page's timers may have been held back", () => {
    const { connection, feeds } = createServedRig();
    connection.nudge();
    expect(feeds[0]).toMatchObject({ isClosed: false, nudges: 1 });
    vi.spyOn(performance, "now").mockReturnValue(performance.now() + 3 * HEARTBEAT_INTERVAL_MS);
    connection.nudge();
    expect(feeds[0]!.isClosed).toBe(true);
  });

  it("is watched no more once it was closed, or ended by itself", async () => {
    const closed = createServedRig();
    closed.connection.close();
    const ended = createServedRig();
    ended.feeds[0]!.end({ type: "refused", code: "not-found", reason: "none" });
    await vi.advanceTimersByTimeAsync(10 * HEARTBEAT_INTERVAL_MS);
    expect(closed.states.map(({ type }) => type)).toEqual(["closed"]);
    expect(ended.states.map(({ type }) => type)).toEqual(["refused"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is one that pushes: a poll answers when it is asked", async () => {
    const { connection, feeds } = createServedRig("polling");
    feeds[0]!.send(snapshot(5));
    await vi.advanceTimersByTimeAsync(10 * HEARTBEAT_INTERVAL_MS);
    expect(connection.state).toEqual({ type: "live" });
  });
});

describe("against a real server", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
  afterEach(() => void vi.useRealTimers());

  it("[PR27] a stream that has fallen silent is closed", async () => {
    await using server = await startScriptedServer();
    const connection = createConnection({ url: `${server.url}/prices`, transport: "sse" });
    const { response, gone } = await server.next();
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    await vi.advanceTimersByTimeAsync(20_000);
    await gone;
    connection.close();
  });

  it("[PR27] a socket that has fallen silent is closed", async () => {
    await using server = await startScriptedServer();
    const connection = createConnection({ url: `${server.url}/prices`, transport: "websocket" });
    const { socket } = await server.nextSocket();
    const closed = once(socket, "close");
    await vi.advanceTimersByTimeAsync(20_000);
    await closed;
    connection.close();
  });
});
