// One client that behaves, among others that do not read, or do anything else that they may not.
import type { Socket } from "node:net";
import { describe, expect, it, vi } from "vitest";
import { Hub } from "../../../src/server/index.ts";
import { PATIENCE_MS } from "../live-feed/plain-app.ts";
import { collect, MqttApp } from "./mqtt-app.ts";
import {
  connectPacket,
  lengthOf,
  PINGREQ,
  publishPacket,
  RawClient,
  subscribePacket,
  TYPES,
} from "./raw-client.ts";

const patience = { timeout: PATIENCE_MS, interval: 5 };
const BOTH = ["prices/snapshot", "prices/delta"];

function openHub(maxBehindMs: number): Hub {
  return new Hub({ frameIntervalMs: 5, heartbeatIntervalMs: 10_000, maxBehindMs, now: Date.now });
}

/** A client of the `mqtt` package that has subscribed, and a function that resolves when it shows what is newest. */
async function openWitness(
  served: MqttApp,
): Promise<{ shows: () => Promise<void>; close: () => Promise<void> }> {
  const client = await served.connect({ keepalive: 4 });
  const messages = collect(client);
  await client.subscribeAsync(BOTH);
  const seen = (): unknown => messages.at(-1)?.frame["seq"];
  return {
    async shows() {
      await vi.waitFor(() => expect(seen()).toBe(served.prices.seq), patience);
      // Contiguous from the one snapshot on.
      expect(messages.slice(1).every(({ frame }, n) => frame["from"] === messages[n]!.frame["seq"])).toBe(
        true,
      );
    },
    close: () => client.endAsync(),
  };
}

describe("a client that never reads", () => {
  it("[MB17] is skipped, holds a bounded number of bytes, is cut, and keeps no other waiting", async () => {
    const dropped: string[] = [];
    using stack = new DisposableStack();
    const hub = stack.adopt(openHub(3_000), (own) => own.drain());
    await using served = await MqttApp.start({ hub, onDropped: (reason) => dropped.push(reason) });
    const sockets = new Set<Socket>();
    served.app.server.on("connection", (socket) => sockets.add(socket));
    const witness = await openWitness(served);
    using slow = await served.raw();
    await slow.connect();
    slow.send(subscribePacket(BOTH));
    await slow.next();
    slow.socket.pause();
    let most = 0;
    const row = "x".repeat(200_000);
    for (let price = 1; dropped.length === 0; price += 1) {
      served.prices.set({ symbol: "A", price, row });
      await witness.shows();
      for (const { writableLength } of sockets) most = Math.max(most, writableLength);
    }
    expect(dropped).toEqual(["behind"]);
    expect(hub.counters.skipped).toBeGreaterThan(0);
    // What the hub writes to a socket with less than 64 KiB pending, and no more.
    expect(most).toBeLessThan(64 * 1024 + 2 * row.length);
    slow.socket.resume();
    expect(await slow.end()).toEqual({ code: 1013, reason: "too far behind" });
    served.prices.set({ symbol: "A", price: -1, row });
    await witness.shows();
    await witness.close();
  });

  it("[MB17] gets the newest state when it reads again in time", async () => {
    using stack = new DisposableStack();
    const hub = stack.adopt(openHub(PATIENCE_MS), (own) => own.drain());
    await using served = await MqttApp.start({ hub });
    using slow = await served.raw();
    await slow.connect();
    slow.send(subscribePacket(BOTH));
    await slow.next();
    slow.socket.pause();
    const row = "x".repeat(200_000);
    for (let price = 1; hub.counters.skipped < 5; price += 1) {
      served.prices.set({ symbol: "A", price, row });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    served.prices.set({ symbol: "B", price: -1 });
    slow.socket.resume();
    const newest = `"seq":${served.prices.seq},`;
    await vi.waitFor(() => {
      const last = slow.packets.at(-1)?.body.toString("latin1", 0, 400);
      expect(last).toContain(newest);
    }, patience);
    expect(slow.closed).toBeUndefined();
  });

  it("[MB17] sends PINGREQ or SUBSCRIBE meanwhile, and is cut all the same", async () => {
    const dropped: string[] = [];
    using stack = new DisposableStack();
    const hub = stack.adopt(openHub(300), (own) => own.drain());
    await using served = await MqttApp.start({ hub, onDropped: (reason) => dropped.push(reason) });
    served.prices.set({ symbol: "A", row: "x".repeat(500_000) });
    using slow = await served.raw();
    await slow.connect();
    slow.socket.pause();
    while (dropped.length === 0) {
      slow.send(subscribePacket(["prices/snapshot"]), PINGREQ);
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    expect(dropped).toEqual(["behind"]);
  });
});

const CROWD = 1_000;

/** Deterministic, so that a failure can be seen again. */
function noise(seed: number, length: number): Buffer {
  let state = seed * 2_654_435_761 + 1;
  return Buffer.from(
    Array.from({ length }, () => ((state = Math.imul(state, 1_103_515_245) + 12_345) >>> 16) & 0xff),
  );
}

const repeated = (one: Buffer, count: number): Buffer =>
  Buffer.concat(Array.from({ length: count }, () => one));

/** Each is given a socket that is open; none behaves. */
const MISDEEDS: readonly ((raw: RawClient, seed: number) => void)[] = [
  () => undefined,
  (raw) => raw.send(connectPacket().subarray(0, 6)),
  (raw) => raw.send(connectPacket()),
  (raw) => raw.send(connectPacket(), Uint8Array.of(0x82, ...lengthOf(200_000_000)), Buffer.alloc(4_000)),
  (raw) => raw.send(connectPacket(), subscribePacket(BOTH).subarray(0, 9)),
  (raw) => raw.send(connectPacket(), repeated(PINGREQ, 5_000)),
  (raw) => raw.send(connectPacket(), repeated(subscribePacket(BOTH), 300)),
  (raw) => raw.send(connectPacket(), repeated(subscribePacket(["#", "+/delta", "other/delta"]), 300)),
  (raw) => raw.send(connectPacket(), connectPacket()),
  (raw) => raw.send(connectPacket(), publishPacket("prices/delta", "forged")),
  (raw) => raw.send(connectPacket({ will: { topic: "prices/delta", payload: "forged" } })),
  (raw) => raw.send(connectPacket({ isClean: false })),
  (raw) => raw.socket.send("text"),
  (raw) => raw.send(Buffer.alloc(100_000)),
  (raw, seed) => raw.send(noise(seed, 2_000)),
  (raw, seed) => raw.send(connectPacket(), Uint8Array.of(0x82, 200, 1), noise(seed, 2_000)),
  (raw) => {
    raw.send(connectPacket({ keepAliveS: 0 }), subscribePacket(BOTH));
    raw.socket.pause();
  },
];

describe("a thousand clients that misbehave", () => {
  it("[MB10, MB11, MB12, MB14, MB15, MB17] are all gone in the end, and one that behaves misses nothing", async () => {
    await using served = await MqttApp.start({ connectTimeoutMs: 2_000, maxKeepAliveS: 4 });
    const witness = await openWitness(served);
    for (let n = 0; n < CROWD; n += 1) {
      const raw = new RawClient(served.broker);
      const misdeed = MISDEEDS[n % MISDEEDS.length]!;
      raw.socket.once("open", () => misdeed(raw, n));
      if (n % 20 !== 0) continue;
      served.prices.set({ symbol: "A", price: n });
      await witness.shows();
    }
    const connections = (): Promise<number> =>
      new Promise((resolve) => served.app.server.getConnections((_error, count) => resolve(count)));
    for (let price = 0; (await connections()) > 1; price += 1) {
      served.prices.set({ symbol: "A", price });
      await witness.shows();
    }
    served.prices.set({ symbol: "B", price: 1 });
    await witness.shows();
    await witness.close();
    // A new one is taken as ever.
    using later = await served.raw();
    expect(await later.connect()).toBe(0);
    later.send(PINGREQ);
    expect((await later.next()).type).toBe(TYPES.pingresp);
  });
});
