// What a broker may do to a client before and besides its messages: answers that do not come, bytes that are no MQTT, its own end.
// Every packet is the test's, written by another implementation of MQTT.
import { once } from "node:events";
import { generate } from "mqtt-packet";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WebSocket as LibrarySocket, WebSocketServer } from "ws";
import { openMqtt } from "../../../src/client/transports/mqtt.ts";
import { acceptClient, CONNACK, messageOf, TOPIC } from "../mqtt/scripted-broker.ts";
import { openRecorded } from "../recorded-feed.ts";
import { story } from "../rig.ts";
import { startScriptedServer } from "../scripted-server.ts";

const { snapshot, delta } = story;

beforeEach(
  () =>
    void vi.useFakeTimers({
      toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"],
    }),
);
afterEach(() => void vi.useRealTimers());

/** The platform's own, for the closing handshake, ends with it. */
async function noTimers(): Promise<void> {
  await vi.waitFor(() => expect(vi.getTimerCount()).toBe(0));
}

describe("a connection to a broker", () => {
  it("[MC1] [MC2] goes to the feed's own server where the application names none, with its query and token", async () => {
    await using server = await startScriptedServer();
    const { feed, next } = openRecorded(openMqtt, { baseUrl: server.url, token: "t", query: { lane: "l1" } });
    const client = await acceptClient(server);
    expect(client.request.url).toBe("/mqtt?lane=l1");
    expect(client.request.headers).toMatchObject({
      authorization: "Bearer t",
      "sec-websocket-protocol": "mqtt",
    });
    const connect = await client.next();
    expect(connect).toMatchObject({
      cmd: "connect",
      protocolId: "MQTT",
      protocolVersion: 4,
      clean: true,
      keepalive: 60,
    });
    expect(connect.cmd === "connect" && connect.clientId).toMatch(/^[0-9a-f]{23}$/);
    client.write(CONNACK);
    const subscribe = await client.next();
    expect(subscribe).toMatchObject({
      cmd: "subscribe",
      subscriptions: [
        { topic: `${TOPIC}/snapshot`, qos: 0 },
        { topic: `${TOPIC}/delta`, qos: 0 },
      ],
    });
    client.write({ cmd: "suback", messageId: subscribe.messageId!, granted: [0, 0] });
    client.publish("snapshot", snapshot(5));
    expect(await next()).toMatchObject({ frame: { seq: 5 }, cost: { requests: 1 } });
    feed.close();
    expect(await client.next()).toMatchObject({ cmd: "disconnect" });
    await once(client.socket, "close");
    await noTimers();
  });

  it("[MC2] gives another server the credentials for it, and neither query nor token", async () => {
    await using server = await startScriptedServer();
    const asked: AbortSignal[] = [];
    const messaging = (signal: AbortSignal) => {
      asked.push(signal);
      return Promise.resolve({ url: `${server.url}/broker`, topic: "a/b", username: "u", password: "p" });
    };
    const { feed } = openRecorded(openMqtt, {
      baseUrl: server.url,
      token: "t",
      query: { lane: "l1" },
      messaging,
    });
    const client = await acceptClient(server);
    expect(client.request.url).toBe("/broker");
    expect(client.request.headers.authorization).toBeUndefined();
    expect(await client.next()).toMatchObject({ username: "u", password: Buffer.from("p") });
    client.write(CONNACK);
    expect(await client.next()).toMatchObject({
      subscriptions: [{ topic: "a/b/snapshot" }, { topic: "a/b/delta" }],
    });
    expect(asked).toHaveLength(1);
    feed.close();
    expect(asked[0]?.aborted).toBe(true);
  });

  it.each([
    ["cannot be told", () => Promise.reject(new Error("no"))],
    ["is none", { url: "nowhere" }],
    ["is none that a WebSocket has", { url: "mqtt://127.0.0.1" }],
  ])("is lost when its address %s", async (_how, messaging) => {
    const { next } = openRecorded(openMqtt, { baseUrl: "http://127.0.0.1:1", messaging });
    expect(await next()).toMatchObject({ type: "end", end: { type: "lost" } });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("opens nothing when it is closed before its code is there", async () => {
    await using server = await startScriptedServer();
    const recorded = openRecorded(openMqtt, { baseUrl: server.url });
    recorded.feed.close();
    await vi.dynamicImportSettled();
    expect(server.targets).toEqual([]);
    expect(recorded.pending).toBe(0);
  });

  it("is made with the WebSocket of the application, with a token", async () => {
    await using server = await startScriptedServer();
    const Socket = LibrarySocket as unknown as typeof WebSocket;
    const { feed, next } = openRecorded(openMqtt, { baseUrl: server.url, token: "t", WebSocket: Socket });
    const client = await acceptClient(server);
    expect(client.request.headers).toMatchObject({
      authorization: "Bearer t",
      "sec-websocket-protocol": "mqtt",
    });
    await client.welcome();
    client.publish("snapshot", snapshot(5));
    expect(await next()).toMatchObject({ frame: { seq: 5 } });
    feed.close();
    await once(client.socket, "close");
  });

  it("is lost, with any WebSocket, when there is no server", async () => {
    for (const Socket of [globalThis.WebSocket, LibrarySocket as unknown as typeof WebSocket]) {
      const { next } = openRecorded(openMqtt, { baseUrl: "http://127.0.0.1:1", WebSocket: Socket });
      expect(await next()).toMatchObject({ type: "end", end: { type: "lost" } });
      const closed = openRecorded(openMqtt, { baseUrl: "http://127.0.0.1:1", WebSocket: Socket });
      await vi.dynamicImportSettled();
      await Promise.resolve();
      closed.feed.close();
    }
    expect(vi.getTimerCount()).toBe(0);
  });

  it("[MC4] is given up when the handshake is not answered", async () => {
    await using server = await startScriptedServer();
    const { next } = openRecorded(openMqtt, { baseUrl: server.url });
    const client = await acceptClient(server);
    await client.next();
    await vi.advanceTimersByTimeAsync(10_000);
    const end = { type: "lost", reason: "the broker did not answer in 10 s" };
    expect(await next()).toMatchObject({ type: "end", end });
    await once(client.socket, "close");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("[MC4] is given up when a PINGREQ is not answered, and kept while it is", async () => {
    await using server = await startScriptedServer();
    let alive = 0;
    const recorded = openRecorded(
      (request, events) => openMqtt(request, { ...events, onAlive: () => (alive += 1) }),
      { baseUrl: server.url },
    );
    const client = await acceptClient(server);
    await client.welcome();
    client.publish("snapshot", snapshot(5));
    await recorded.next();
    for (let ping = 0; ping < 3; ping += 1) {
      const aliveBefore = alive;
      await vi.advanceTimersByTimeAsync(10_000);
      expect(await client.next()).toMatchObject({ cmd: "pingreq" });
      client.write({ cmd: "pingresp" });
      await vi.waitFor(() => expect(alive).toBeGreaterThan(aliveBefore));
    }
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await recorded.next()).toMatchObject({ type: "end", end: { type: "lost" } });
    await noTimers();
  });

  it("[MC3] is read however its bytes are spread over messages", async () => {
    await using server = await startScriptedServer();
    const { feed, next } = openRecorded(openMqtt, { baseUrl: server.url });
    const client = await acceptClient(server);
    await client.next();
    for (const byte of generate(CONNACK)) client.socket.send(Uint8Array.of(byte));
    const { messageId } = await client.next();
    const text = JSON.stringify({ ...snapshot(5), fields: { name: "九头蛇".repeat(100) } });
    client.socket.send(
      Buffer.concat([
        generate({ cmd: "suback", messageId: messageId!, granted: [0, 0] }),
        generate(messageOf(`${TOPIC}/snapshot`, text)),
        generate(messageOf(`${TOPIC}/delta`, JSON.stringify(delta(5, 6)))),
      ]),
    );
    expect(await next()).toMatchObject({ frame: { seq: 5 }, cost: { bytesIn: Buffer.byteLength(text) } });
    expect(await next()).toMatchObject({ frame: { from: 5, seq: 6 } });
    feed.close();
  });

  it("takes messages that come before the SUBACK", async () => {
    await using server = await startScriptedServer();
    const { feed, next } = openRecorded(openMqtt, { baseUrl: server.url });
    const client = await acceptClient(server);
    await client.next();
    client.write(CONNACK);
    const { messageId } = await client.next();
    client.publish("delta", delta(5, 6));
    client.publish("snapshot", snapshot(5));
    client.write({ cmd: "suback", messageId: messageId!, granted: [0, 0] });
    expect(await next()).toMatchObject({ frame: { type: "snapshot", seq: 5 } });
    expect(await next()).toMatchObject({ frame: { from: 5, seq: 6 } });
    feed.close();
  });

  it.each([
    ["text", "hello"],
    ["bytes that are no packet", Uint8Array.of(0, 0)],
    ["a packet that only clients send", generate({ cmd: "pingreq" })],
    ["a length of five bytes", Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0xff, 0x01)],
    ["a length that turns a lenient reader back", Uint8Array.of(0xd0, 0xfa, 0xff, 0xff, 0xff, 0x0f)],
    ["a length of 200 MB", Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0x5f)],
    ["a topic that is longer than its packet", Uint8Array.of(0x30, 4, 0, 200, 1, 2)],
    ["an empty PUBLISH", Uint8Array.of(0x30, 0)],
    ["another topic", generate(messageOf("else/delta", JSON.stringify(delta(5, 6))))],
    ["another topic below its own", generate(messageOf(`${TOPIC}/else`, JSON.stringify(delta(5, 6))))],
    ["a payload that is no JSON", generate(messageOf(`${TOPIC}/delta`, "{"))],
    ["a payload that is no frame", generate(messageOf(`${TOPIC}/delta`, '{"type":"delta"}'))],
    ["an answer without a code", Uint8Array.of(0x20, 1, 0)],
  ])("[MC3] is malformed when the broker sends %s", async (_what, message) => {
    await using server = await startScriptedServer();
    const recorded = openRecorded(openMqtt, { baseUrl: server.url });
    const client = await acceptClient(server);
    await client.welcome();
    client.publish("snapshot", snapshot(5));
    await recorded.next();
    client.socket.send(message);
    client.publish("delta", delta(5, 6));
    expect(await recorded.next()).toMatchObject({ type: "end", end: { type: "malformed" } });
    await once(client.socket, "close");
    expect(recorded.pending).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("[MC3] is lost, with any WebSocket, when the server does not choose the subprotocol", async () => {
    const server = new WebSocketServer({ port: 0, handleProtocols: () => false });
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    for (const Socket of [globalThis.WebSocket, LibrarySocket as unknown as typeof WebSocket]) {
      const baseUrl = `http://127.0.0.1:${port}`;
      const { next } = openRecorded(openMqtt, { baseUrl, WebSocket: Socket });
      expect(await next()).toMatchObject({ type: "end", end: { type: "lost" } });
    }
    for (const socket of server.clients) socket.terminate();
    server.close();
  });

  it("reads no further in a message when it was closed by what that brought", async () => {
    await using server = await startScriptedServer();
    const recorded = openRecorded(openMqtt, { baseUrl: server.url }, (_frame, feed) => feed.close());
    const client = await acceptClient(server);
    await client.welcome();
    const messages = [
      generate(messageOf(`${TOPIC}/snapshot`, JSON.stringify(snapshot(5)))),
      generate(messageOf(`${TOPIC}/delta`, JSON.stringify(delta(5, 6)))),
    ];
    client.socket.send(Buffer.concat(messages));
    expect(await recorded.next()).toMatchObject({ frame: { seq: 5 } });
    await once(client.socket, "close");
    expect(recorded.pending).toBe(0);
  });

  it("ignores a frame of a type that it does not know", async () => {
    await using server = await startScriptedServer();
    const { feed, next } = openRecorded(openMqtt, { baseUrl: server.url });
    const client = await acceptClient(server);
    await client.welcome();
    client.publish("snapshot", snapshot(5));
    client.publish("delta", { type: "fireworks" });
    client.publish("delta", delta(5, 6));
    expect(await next()).toMatchObject({ frame: { seq: 5 } });
    expect(await next()).toMatchObject({ frame: { seq: 6 } });
    feed.close();
  });

  it.each([
    [1012, "retry-after-ms=750", { type: "restart", retryAfterMs: 750 }],
    [1013, "too far behind", { type: "lost", isOwn: true }],
    [1008, "", { type: "lost", reason: "the socket was closed (1008)" }],
  ])("[MC6] tells from close code %i how to come back", async (code, reason, end) => {
    await using server = await startScriptedServer();
    const { next } = openRecorded(openMqtt, { baseUrl: server.url });
    const client = await acceptClient(server);
    await client.welcome();
    client.publish("snapshot", snapshot(5));
    await next();
    client.socket.close(code, reason);
    expect(await next()).toMatchObject({ type: "end", end });
  });

  it("[MC6] is lost without a reason of its own when it is closed before the SUBACK, except to restart", async () => {
    await using server = await startScriptedServer();
    const closed = openRecorded(openMqtt, { baseUrl: server.url });
    (await acceptClient(server)).socket.close(1008);
    const reported = await closed.next();
    expect(reported).toMatchObject({ type: "end", end: { type: "lost" } });
    const restarted = openRecorded(openMqtt, { baseUrl: server.url });
    (await acceptClient(server)).socket.close(1012, "retry-after-ms=5");
    expect(await restarted.next()).toMatchObject({ end: { type: "restart", retryAfterMs: 5 } });
  });

  it.each(["HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", false] as const)(
    "[FP4] is lost without a reason when the handshake fails: %j",
    async (handshake) => {
      await using server = await startScriptedServer(handshake);
      const { next } = openRecorded(openMqtt, { baseUrl: server.url });
      expect(await next()).toMatchObject({ end: { type: "lost" }, cost: { requests: 1 } });
      expect(server.targets).toHaveLength(1);
    },
  );
});
