// What becomes of watchers when the application closes, and of one that does not read.
import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it, vi } from "vitest";
import type { DropReason } from "../../../src/server/index.ts";
import { TRAITS, type TransportName, FEED_TRANSPORTS } from "../../../src/wire/transports.ts";
import { PATIENCE_MS, PlainApp } from "./plain-app.ts";
import { watch } from "./watcher.ts";

describe("[PR54, PR64] an application that closes", () => {
  it("answers parked polls, ends event streams with a pause, and closes sockets with 1012", async () => {
    const plain = await PlainApp.open();
    const parked = fetch(`${plain.url}/next?since=${plain.cursor}`);
    await using events = watch("sse", plain.url);
    await using socket = watch("websocket", plain.url);
    await using raw = watch("websocket-raw", plain.url);
    for (const watcher of [events, socket, raw]) await watcher.next();
    const connected = await new Promise((resolve) => plain.app.server.getConnections((_e, n) => resolve(n)));
    expect(connected).toBe(4);
    const before = events.retryMs;
    await plain.app.close();
    const answer = await parked;
    expect([answer.status, answer.headers.get("connection")]).toEqual([204, "close"]);
    await Promise.all([events.ended, socket.ended, raw.ended]);
    expect(events.end?.error).toBeUndefined();
    expect(events.retryMs).not.toBe(before);
    for (const { end } of [socket, raw])
      expect(end).toMatchObject({
        code: 1012,
        reason: expect.stringMatching(/^retry-after-ms=\d+$/) as string,
      });
  });

  it("does not wait for a peer that does not close its side", async () => {
    const plain = await PlainApp.open({ closeTimeoutMs: 50 });
    const deaf = connect(plain.port, "127.0.0.1");
    const key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13";
    deaf.write(
      `GET /prices/socket HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${key}\r\n\r\n`,
    );
    await once(deaf, "data");
    deaf.on("data", () => undefined).on("error", () => undefined);
    await plain.app.close();
    deaf.destroy();
  });
});

describe.each(FEED_TRANSPORTS.filter((name) => TRAITS[name].mode === "streaming"))(
  "[PR64] a %s watcher that does not read",
  (transport) => {
    it("skips to the newest state, and is disconnected when it stays behind; others are not", async () => {
      const drops: [DropReason, TransportName][] = [];
      const counts = { frames: 0, skips: 0 };
      await using plain = await PlainApp.open({
        frameIntervalMs: 5,
        // Longer than a busy machine stands still: none that reads is to be behind for so long.
        maxBehindMs: 3_000,
        onDropped: (reason, _request, name) => drops.push([reason, name]),
        onConnection: (request) =>
          request.headers["x-slow"] === undefined
            ? undefined
            : { frame: () => (counts.frames += 1), skip: () => (counts.skips += 1) },
      });
      await using reader = watch(transport, plain.url);
      await using slow = watch("sse", plain.url);
      expect([await reader.next(), await slow.next()]).toHaveLength(2);
      const { path, needsUpgrade } = TRAITS[transport];
      const upgrade = needsUpgrade
        ? "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        : "";
      const deaf = connect(plain.port, "127.0.0.1");
      deaf.on("error", () => undefined);
      deaf.write(`GET /prices${path} HTTP/1.1\r\nHost: h\r\nX-Slow: 1\r\n${upgrade}\r\n`);
      await once(deaf, "readable");
      let n = 0;
      const timer = setInterval(
        () => plain.prices.set({ symbol: "BIG", text: `${(n += 1)}`.repeat(100_000) }),
        2,
      );
      await vi.waitFor(() => expect(drops).toEqual([["behind", transport]]), { timeout: PATIENCE_MS });
      clearInterval(timer);
      expect(counts.skips).toBeGreaterThan(0);
      expect(counts.frames).toBeGreaterThan(0);
      plain.prices.delete("BIG");
      let frame = await reader.next();
      while (frame["seq"] !== plain.prices.seq) frame = await reader.next();
      expect(frame).toMatchObject({ type: "delta", left: ["BIG"] });
      deaf.destroy();
    });
  },
);
