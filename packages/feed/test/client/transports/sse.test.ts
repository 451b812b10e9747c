import { encodeServerSentEvent } from "../../../src/wire/sse.ts";
import { FeedError } from "../../../src/wire/problem.ts";
import type { FeedFrame } from "../../../src/client/transport.ts";
import type { HeartbeatFrame } from "../../../src/wire/frames.ts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openSse } from "../../../src/client/transports/sse.ts";
import { openRecorded } from "../recorded-feed.ts";
import { story } from "../rig.ts";
import { startScriptedServer, type Exchange } from "../scripted-server.ts";

const { snapshot, delta } = story;

const eventOf = (frame: FeedFrame | HeartbeatFrame): string =>
  encodeServerSentEvent({ event: frame.type, data: JSON.stringify(frame) });

function beginStream({ response }: Exchange): void {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  response.flushHeaders();
}

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

describe("server-sent events", () => {
  it("[PR50] asks for the stream from the cursor held, with its token", async () => {
    await using server = await startScriptedServer();
    const since = { epoch: "e1", seq: 5 };
    const { feed } = openRecorded(openSse, { baseUrl: server.url, since, query: { lane: "l1" }, token: "t" });
    const { target, request } = await server.next();
    expect(target).toBe("/feeds/f%2F1/events?since=e1%3A5&lane=l1");
    expect(request.headers).toMatchObject({ accept: "text/event-stream", authorization: "Bearer t" });
    feed.close();
  });

  it("[PR51] delivers frames in order, wherever the stream is cut, and counts its bytes once", async () => {
    await using server = await startScriptedServer();
    const { feed, next } = openRecorded(openSse, { baseUrl: server.url });
    const exchange = await server.next();
    beginStream(exchange);
    const name = { ...snapshot(5), fields: { name: "九头蛇" } };
    const bytes = Buffer.from(eventOf(name) + eventOf(delta(5, 6)));
    const cut = bytes.indexOf("九") + 1;
    exchange.response.write(bytes.subarray(0, cut));
    exchange.response.write(bytes.subarray(cut));
    const [first, second] = [await next(), await next()];
    expect(first).toMatchObject({ type: "frame", frame: name, cost: { requests: 1 } });
    expect(second).toMatchObject({ type: "frame", frame: delta(5, 6), cost: { requests: 0 } });
    const bytesIn = [first, second].map((report) => (report.type === "frame" ? report.cost.bytesIn : 0));
    expect(bytesIn[0]! + bytesIn[1]!).toBe(bytes.length);
    feed.close();
  });

  it("[PR28] lets comments and unknown frames pass", async () => {
    await using server = await startScriptedServer();
    const { feed, next } = openRecorded(openSse, { baseUrl: server.url });
    const exchange = await server.next();
    beginStream(exchange);
    exchange.response.write(`: hello\n\nevent: party\ndata: {"type":"party"}\n\n${eventOf(snapshot(5))}`);
    expect(await next()).toMatchObject({ type: "frame", frame: { seq: 5 } });
    feed.close();
  });

  it("reports that the first event does not come in 2 s", async () => {
    await using server = await startScriptedServer();
    const recorded = openRecorded(openSse, { baseUrl: server.url });
    beginStream(await server.next());
    await vi.advanceTimersByTimeAsync(1_999);
    expect(recorded.pending).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(await recorded.next()).toEqual({
      type: "notice",
      reason: "no first event: a proxy may be buffering",
    });
    recorded.feed.close();
  });

  it("reports no proxy once an event has come", async () => {
    await using server = await startScriptedServer();
    const recorded = openRecorded(openSse, { baseUrl: server.url });
    const exchange = await server.next();
    beginStream(exchange);
    exchange.response.write(eventOf({ type: "heartbeat", now: 1 }));
    await recorded.next();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(recorded.pending).toBe(0);
    recorded.feed.close();
  });

  it("[PR54] takes the end of a stream that named a pause as a restart", async () => {
    await using server = await startScriptedServer();
    const { next } = openRecorded(openSse, { baseUrl: server.url });
    const exchange = await server.next();
    beginStream(exchange);
    exchange.response.end("retry: 100\n\nretry: 1234\n\n");
    expect(await next()).toMatchObject({ type: "end", end: { type: "restart", retryAfterMs: 1_234 } });
  });

  it("is lost when the stream ends or breaks without one", async () => {
    await using server = await startScriptedServer();
    const ended = openRecorded(openSse, { baseUrl: server.url });
    const first = await server.next();
    beginStream(first);
    first.response.end();
    expect(await ended.next()).toMatchObject({ type: "end", end: { type: "lost" } });
    const broken = openRecorded(openSse, { baseUrl: server.url });
    const second = await server.next();
    beginStream(second);
    second.response.destroy();
    expect(await broken.next()).toMatchObject({ type: "end", end: { type: "lost" } });
  });

  it.each(["data: {\n\n", 'data: {"type":"delta","from":1}\n\n', `data: ${"x".repeat(1_100_000)}`])(
    "[PR7] [PR58] is malformed when an event cannot be read (%#)",
    async (text) => {
      await using server = await startScriptedServer();
      const { next } = openRecorded(openSse, { baseUrl: server.url });
      const exchange = await server.next();
      beginStream(exchange);
      exchange.response.write(text);
      expect(await next()).toMatchObject({ type: "end", end: { type: "malformed" } });
      await exchange.gone;
    },
  );

  it("[PR50] is malformed when the answer is no event stream", async () => {
    await using server = await startScriptedServer();
    const { next } = openRecorded(openSse, { baseUrl: server.url });
    (await server.next()).sendFrame(snapshot(5));
    expect(await next()).toMatchObject({ type: "end", end: { type: "malformed" } });
  });

  it("[PR30] is refused with the server's code", async () => {
    await using server = await startScriptedServer();
    const { next } = openRecorded(openSse, { baseUrl: server.url });
    (await server.next()).sendProblem(new FeedError("not-found"));
    expect(await next()).toMatchObject({ type: "end", end: { type: "refused", code: "not-found" } });
  });

  it("reports no more once closed, even in the middle of what one read brought", async () => {
    await using server = await startScriptedServer();
    const recorded = openRecorded(openSse, { baseUrl: server.url }, (_frame, feed) => feed.close());
    const exchange = await server.next();
    beginStream(exchange);
    exchange.response.write(eventOf(snapshot(5)) + eventOf(delta(5, 6)));
    await recorded.next();
    await exchange.gone;
    await vi.advanceTimersByTimeAsync(40_000);
    expect(recorded.pending).toBe(0);
    expect(server.targets).toHaveLength(1);
  });
});
