import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openWebSocket } from "../../../src/client/transports/websocket.ts";
import { openRecorded } from "../recorded-feed.ts";
import { story } from "../rig.ts";
import { startScriptedServer } from "../scripted-server.ts";

const { snapshot, delta } = story;
const COMMAND = { type: "order", commandId: "c1", amount: 3 } as const;
const ANSWER = {
  commandId: "c1",
  seq: 9,
  damage: 12,
  critical: true,
  killingBlow: false,
  totalDamage: 40,
  rank: 2,
  duplicate: false,
};
const never = new AbortController().signal;

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

describe("a feed's WebSocket", () => {
  it("[PR60] is opened from the cursor held, in Node with its token", async () => {
    await using server = await startScriptedServer();
    const since = { epoch: "e1", seq: 5 };
    const { feed } = openRecorded(openWebSocket, {
      baseUrl: server.url,
      since,
      query: { lane: "l1" },
      token: "t",
    });
    const { request } = await server.nextSocket();
    expect(request.url).toBe("/feeds/f%2F1/socket?since=e1%3A5&lane=l1");
    expect(request.headers.authorization).toBe("Bearer t");
    feed.close();
  });

  it("[PR61] delivers frames in order and counts their UTF-8 bytes", async () => {
    await using server = await startScriptedServer();
    const { feed, next } = openRecorded(openWebSocket, { baseUrl: server.url });
    const { socket } = await server.nextSocket();
    const text = JSON.stringify({ ...snapshot(5), fields: { name: "九头蛇" } });
    socket.send(text);
    socket.send('{"type":"fireworks"}');
    socket.send(JSON.stringify(delta(5, 6)));
    const bytesIn = Buffer.byteLength(text);
    expect(await next()).toMatchObject({ frame: { seq: 5 }, cost: { bytesIn, requests: 1 } });
    expect(await next()).toMatchObject({ frame: { from: 5, seq: 6 }, cost: { requests: 0 } });
    feed.close();
  });

  it.each([
    [1012, "retry-after-ms=750", { type: "restart", retryAfterMs: 750 }],
    [1012, "", { type: "restart" }],
    [1013, "behind", { type: "lost", reason: "the server asked to come back later" }],
    [1008, "", { type: "lost", reason: "the socket was closed (1008)" }],
  ])("[PR64] derives from close code %i %j how to come back", async (code, reason, end) => {
    await using server = await startScriptedServer();
    const { next } = openRecorded(openWebSocket, { baseUrl: server.url });
    const { socket } = await server.nextSocket();
    socket.send(JSON.stringify(snapshot(5)));
    socket.close(code, reason);
    await next();
    expect(await next()).toMatchObject({ type: "end", end });
  });

  it("is lost when the connection breaks", async () => {
    await using server = await startScriptedServer();
    const broken = openRecorded(openWebSocket, { baseUrl: server.url });
    (await server.nextSocket()).socket.terminate();
    expect(await broken.next()).toMatchObject({ type: "end", end: { type: "lost" } });
  });

  it.each(["{", "[]", '{"type":"delta"}', Buffer.from("{}")])(
    "[PR7] is malformed when a message cannot be read (%#)",
    async (message) => {
      await using server = await startScriptedServer();
      const recorded = openRecorded(openWebSocket, { baseUrl: server.url });
      const { socket } = await server.nextSocket();
      socket.send(message);
      socket.send(JSON.stringify(snapshot(5)));
      expect(await recorded.next()).toMatchObject({ type: "end", end: { type: "malformed" } });
      await once(socket, "close");
      expect(recorded.pending).toBe(0);
    },
  );

  it("reports no more once closed", async () => {
    await using server = await startScriptedServer();
    const recorded = openRecorded(openWebSocket, { baseUrl: server.url });
    const { socket } = await server.nextSocket();
    recorded.feed.close();
    recorded.feed.close();
    socket.send(JSON.stringify(snapshot(5)));
    await once(socket, "close");
    expect(recorded.pending).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a handshake that fails", () => {
  it.each(["HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", false] as const)(
    "[FP4] is lost without a reason, and asks nothing itself: %j",
    async (handshake) => {
      await using server = await startScriptedServer(handshake);
      const { next } = openRecorded(openWebSocket, { baseUrl: server.url });
      expect(await next()).toMatchObject({ end: { type: "lost" }, cost: { requests: 1 } });
      expect(server.targets).toHaveLength(1);
    },
  );

  it("asks nothing once the feed was closed", async () => {
    await using server = await startScriptedServer();
    const recorded = openRecorded(openWebSocket, { baseUrl: server.url });
    recorded.feed.close();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(recorded.pending).toBe(0);
    expect(server.targets.filter((target) => !target.includes("socket"))).toEqual([]);
  });
});

describe("a command over a feed's WebSocket", () => {
  it("[PR47] [PR48] goes out as a message and gets the outcome with its commandId", async () => {
    await using server = await startScriptedServer();
    const { feed, next } = openRecorded(openWebSocket, { baseUrl: server.url });
    expect(feed.send?.(COMMAND, never)).toBeUndefined();
    const { socket } = await server.nextSocket();
    socket.send(JSON.stringify(snapshot(5)));
    await next();
    const answer = feed.send?.(COMMAND, never);
    expect(String((await once(socket, "message"))[0])).toBe(JSON.stringify(COMMAND));
    socket.send(JSON.stringify({ type: "outcome", ...ANSWER }));
    expect(await answer).toEqual(ANSWER);
    feed.close();
  });

  it("[PR49] gets its error", async () => {
    await using server = await startScriptedServer();
    const { feed, next } = openRecorded(openWebSocket, { baseUrl: server.url });
    const { socket } = await server.nextSocket();
    socket.send(JSON.stringify(snapshot(5)));
    await next();
    const answer = feed.send?.(COMMAND, never);
    socket.send(JSON.stringify({ type: "error", commandId: "c1", code: "cooldown", retryAfterMs: 200 }));
    await expect(answer).rejects.toMatchObject({ code: "cooldown", retryAfterMs: 200 });
    feed.close();
  });

  it.each(["closes", "dies"])(
    "[PR33] may be sent again when the socket %s before the answer",
    async (how) => {
      await using server = await startScriptedServer();
      const { feed, next } = openRecorded(openWebSocket, { baseUrl: server.url });
      const { socket } = await server.nextSocket();
      socket.send(JSON.stringify(snapshot(5)));
      await next();
      const answer = feed.send?.(COMMAND, never);
      if (how === "dies") socket.terminate();
      else feed.close();
      await expect(answer).rejects.toMatchObject({ code: "unavailable" });
    },
  );
});
