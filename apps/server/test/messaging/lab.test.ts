// What the lab counts and shows of a connection of MQTT, held against independent relays on the wire.
import { decodeLaneLedger, type LaneLedger } from "@hydra/protocol";
import { connectAsync } from "mqtt";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startServer, type RunningServer } from "../../src/index.ts";
import { createFamily } from "../http-player.ts";
import { openCountingRelay } from "../lab/counting-relay.ts";
import { keepTraffic } from "../lab/kept-traffic.ts";
import { CaptureClient } from "../lab/wire/capture-client.ts";
import { openRecordingRelay } from "../lab/wire/recording-relay.ts";
import { MQTT_PATH, MqttSocket, topicsOf } from "./mqtt-socket.ts";

const PATIENCE = { timeout: 60_000, interval: 20 };
/** Of a watcher, before it leaves. */
const FRAMES = 20;

let server: RunningServer;
let familyId: string;
let traffic: Disposable;
beforeAll(async () => {
  server = await startServer();
  familyId = await createFamily(server);
  traffic = await keepTraffic(server.url, familyId);
});
afterAll(async () => {
  traffic[Symbol.dispose]();
  await server.close();
});

/** As a stock client does: CONNECT, SUBSCRIBE, messages, PINGREQ, UNSUBSCRIBE, DISCONNECT. @returns messages that came */
async function watchAndLeave(url: string, query: string): Promise<number> {
  const address = url.replace("http", "ws") + MQTT_PATH + query;
  const client = await connectAsync(address, { protocolVersion: 4, reconnectPeriod: 0 });
  let messages = 0;
  client.on("message", () => (messages += 1));
  await client.subscribeAsync(topicsOf(familyId));
  await vi.waitFor(() => expect(messages).toBeGreaterThanOrEqual(FRAMES), PATIENCE);
  client.sendPing();
  await client.unsubscribeAsync(topicsOf(familyId));
  await client.endAsync();
  return messages;
}

describe("a connection of MQTT", () => {
  it("[PR92] is shown as an independent relay saw it, byte for byte", async () => {
    const client = await CaptureClient.open(server.url);
    await using relay = await openRecordingRelay(server.port);
    await watchAndLeave(relay.url, `?capture=${client.capture.captureId}`);
    await client.readUntil((pieces) => pieces.some(({ type }) => type === "ended"));
    expect(relay.connections).toHaveLength(1);
    const [{ up, down } = { up: Buffer.alloc(0), down: Buffer.alloc(0) }] = relay.connections;
    expect(up.length).toBeGreaterThan(200);
    expect(client.bytes(1, "received")).toEqual(up);
    expect(client.bytes(1, "sent")).toEqual(down);
    expect(down.toString("latin1")).toContain(topicsOf(familyId)[1]);
    const times = client.pieces.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(client.pieces.map(({ number }) => number)).toEqual(client.pieces.map((_, index) => index + 1));
  });

  it("[PR92] is shown with what came in one breath with the handshake", async () => {
    const client = await CaptureClient.open(server.url);
    await using relay = await openRecordingRelay(server.port);
    await using socket = await MqttSocket.open(relay.url, { query: `?capture=${client.capture.captureId}` });
    // Cut in the middle of a packet: nothing is waited for that does not come.
    socket.send(Buffer.from([0x10, 0x20, 0x00]));
    socket.socket.close(1000);
    await socket.closed;
    await client.readUntil((pieces) => pieces.some(({ type }) => type === "ended"));
    const [connection] = relay.connections;
    expect(client.bytes(1, "received")).toEqual(connection?.up);
    expect(client.bytes(1, "sent")).toEqual(connection?.down);
  });

  it("[PR84] has a ledger that agrees with a count on the wire, of bytes and frames", async () => {
    await using relay = await openCountingRelay(server.port);
    const laneId = "lane-mqtt";
    const messages = await watchAndLeave(relay.url, `?lane=${laneId}`);
    const read = async (): Promise<LaneLedger> =>
      decodeLaneLedger(await (await fetch(`${server.url}/api/lab/lanes/${laneId}`)).text());
    await vi.waitFor(async () => expect((await read()).open).toBe(0), PATIENCE);
    const ledger = await read();
    // A frame may have been written after the client stopped counting.
    expect(ledger.frames).toBeGreaterThanOrEqual(messages);
    expect(ledger.frames).toBeLessThan(messages + 5);
    expect(ledger.bytesOut).toBe(relay.bytes.down);
    expect(ledger.bytesIn).toBe(relay.bytes.up);
  });

  it("[PR84] counts the frames of all its topics for its lane, and of no other client", async () => {
    const quiet = await createFamily(server);
    await using named = await MqttSocket.connect(server.url, { query: "?lane=both" });
    await named.subscribe(topicsOf(quiet));
    await named.received("publish", 1);
    await using other = await MqttSocket.watch(server.url, quiet);
    await other.received("publish", 1);
    await named.subscribe([topicsOf(quiet)[0]]);
    await named.received("publish", 2);
    const ledger = decodeLaneLedger(await (await fetch(`${server.url}/api/lab/lanes/both`)).text());
    expect(ledger).toMatchObject({ open: 1, frames: 2 });
  });
});
