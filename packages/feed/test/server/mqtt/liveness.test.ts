// Pings of the embedded broker's sockets, without which a proxy cuts a client that sends nothing for its keep alive.
import { expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import type { DropReason } from "../../../src/server/feed-context.ts";
import { PATIENCE_MS } from "../live-feed/plain-app.ts";
import { MqttApp } from "./mqtt-app.ts";
import { connectPacket, subscribePacket } from "./raw-client.ts";

const patience = { timeout: PATIENCE_MS, interval: 5 };
/** Longer than a busy machine stands still between a ping and its answer. */
const PING_MS = 1_000;

/** A client of raw bytes that has subscribed, with what it got besides. */
function open(
  address: string,
  autoPong: boolean,
): { socket: WebSocket; counts: { pings: number; code: number } } {
  const socket = new WebSocket(address, "mqtt", { autoPong });
  const counts = { pings: 0, code: 0 };
  socket.on("open", () => {
    socket.send(connectPacket({ keepAliveS: 60 }));
    socket.send(subscribePacket(["prices/snapshot"]));
  });
  socket.on("ping", () => (counts.pings += 1));
  socket.on("close", (code) => (counts.code = code));
  return { socket, counts };
}

it("[MB19] a client that sends nothing for long is pinged, and stays as long as it answers", async () => {
  await using served = await MqttApp.start({ pingIntervalMs: PING_MS });
  const { socket, counts } = open(served.broker, true);
  await vi.waitFor(() => expect(counts.pings).toBeGreaterThan(2), patience);
  expect(socket.readyState).toBe(WebSocket.OPEN);
  socket.terminate();
});

it("[MB19] a client that answers no ping is cut and counted as silent, long before its keep alive ends", async () => {
  const dropped: DropReason[] = [];
  await using served = await MqttApp.start({
    pingIntervalMs: PING_MS,
    onDropped: (reason) => void dropped.push(reason),
  });
  const { counts } = open(served.broker, false);
  await vi.waitFor(() => expect(counts.code).toBe(1006), patience);
  expect([dropped, counts.pings]).toEqual([["silent"], 1]);
});

it("[MB19] a client that was cut holds no place, nor a watch", async () => {
  await using served = await MqttApp.start({ pingIntervalMs: PING_MS, maxConnections: 1 });
  const { counts } = open(served.broker, false);
  await vi.waitFor(() => expect(counts.code).toBe(1006), patience);
  const client = await served.connect();
  await client.endAsync();
});
