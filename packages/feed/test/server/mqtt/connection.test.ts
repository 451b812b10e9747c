// How a client's connection begins and ends, and what is counted of it.
import { describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { Hub, type VersionedFeed } from "../../../src/server/index.ts";
import { PATIENCE_MS } from "../live-feed/plain-app.ts";
import { collect, MqttApp } from "./mqtt-app.ts";
import { subscribePacket, TYPES } from "./raw-client.ts";

const patience = { timeout: PATIENCE_MS, interval: 5 };
const BOTH = ["prices/snapshot", "prices/delta"];

function openHub(): Hub {
  return new Hub({ frameIntervalMs: 10, heartbeatIntervalMs: 10_000, maxBehindMs: 10_000, now: Date.now });
}

describe("the connection", () => {
  it("[MB1] is a WebSocket with the subprotocol mqtt, of an allowed origin", async () => {
    await using served = await MqttApp.start({ authorize: ({ headers }) => headers["x-key"] !== "wrong" });
    const refused = async (protocols: string[], headers = {}): Promise<unknown> => {
      const socket = new WebSocket(served.broker, protocols, { headers });
      return await new Promise((resolve) => {
        socket.on("unexpected-response", (request, answer) => {
          resolve(answer.statusCode);
          request.destroy();
        });
        socket.on("error", () => undefined);
        socket.on("open", () => {
          resolve(socket.protocol);
          socket.terminate();
        });
      });
    };
    expect(await refused([])).toBe(400);
    expect(await refused(["mqttv3.1", "soap"])).toBe(400);
    expect(await refused(["soap", "mqtt"])).toBe("mqtt");
    expect(await refused(["mqtt"], { origin: "http://elsewhere.example" })).toBe(403);
    expect(await refused(["mqtt"], { "x-key": "wrong" })).toBe(401);
    expect((await fetch(served.broker.replace("ws", "http"))).status).toBe(426);
  });

  it("[MB1] ends with a text message", async () => {
    await using served = await MqttApp.start();
    using raw = await served.raw();
    raw.socket.send("CONNECT");
    expect(await raw.end()).toEqual({ code: 1003, reason: "binary messages only" });
  });

  it("[MB6] ends with 1000 after DISCONNECT, and with 1012 when the server stops", async () => {
    const served = await MqttApp.start();
    const client = await served.connect();
    await client.endAsync();
    using raw = await served.raw();
    await raw.connect();
    raw.send(subscribePacket(BOTH));
    using idle = await served.raw();
    await idle.connect();
    await raw.next();
    await served.app.close();
    for (const one of [raw, idle]) {
      const { code, reason } = await one.end();
      expect([code, /^retry-after-ms=\d+$/.test(reason)]).toEqual([1012, true]);
    }
  });

  it("[MB6] ends with 1013 when its feed is gone", async () => {
    using stack = new DisposableStack();
    const hub = stack.adopt(openHub(), (own) => own.drain());
    await using served = await MqttApp.start({ hub });
    using raw = await served.raw();
    await raw.connect();
    raw.send(subscribePacket(BOTH));
    await raw.next();
    await raw.next();
    hub.end(served.prices);
    const { code, reason } = await raw.end();
    expect([code, reason.replace(/\d+/, "N")]).toEqual([1013, "the feed is gone; retry-after-ms=N"]);
  });

  it("is ended where its feed throws, and no other is", async () => {
    const broken: VersionedFeed = {
      epoch: "e",
      seq: 1,
      publishedSeq: 1,
      frameSince() {
        throw new Error("a mistake of the application");
      },
    };
    await using served = await MqttApp.start({
      feedOf: (topic) => (topic === "prices" ? served.prices : broken),
    });
    using raw = await served.raw();
    using other = await served.raw();
    await Promise.all([raw.connect(), other.connect()]);
    raw.send(subscribePacket(["broken/snapshot"]));
    expect((await raw.end()).code).toBe(1013);
    other.send(subscribePacket(["prices/snapshot"]));
    expect([(await other.next()).type, (await other.next()).type]).toEqual([TYPES.suback, TYPES.publish]);
  });

  it("reports a connection before its handshake is answered, which is counted and shown as well", async () => {
    const written: number[] = [];
    await using served = await MqttApp.start({
      onConnection: ({ raw }) => void written.push(raw.socket.bytesWritten),
    });
    await served.connect();
    expect(written).toEqual([0]);
  });

  it("counts the frames of all topics, and its watchers by the name that it is given", async () => {
    const counted = { frames: 0, skips: 0 };
    using stack = new DisposableStack();
    const hub = stack.adopt(openHub(), (own) => own.drain());
    await using served = await MqttApp.start({
      hub,
      transport: "websocket",
      onConnection: () => ({ frame: () => (counted.frames += 1), skip: () => (counted.skips += 1) }),
    });
    const client = await served.connect();
    const messages = collect(client);
    await client.subscribeAsync("prices/snapshot");
    await vi.waitFor(() => expect(messages).toHaveLength(1), patience);
    served.prices.set({ symbol: "A", price: 1 });
    await client.subscribeAsync("prices/delta");
    await vi.waitFor(() => expect(messages).toHaveLength(2), patience);
    expect(counted).toEqual({ frames: 2, skips: 0 });
    expect(hub.sizes).toEqual(new Map([["websocket", 1]]));
    await client.endAsync();
    await vi.waitFor(() => expect(hub.size).toBe(0), patience);
  });
});
