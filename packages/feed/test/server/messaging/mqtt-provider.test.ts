// What the contract suite does not ask: addresses, credentials, TLS, WebSocket, rights at the broker, one that stops reading.
import { execFile } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { connectAsync } from "mqtt";
import { describe, expect, it, vi } from "vitest";
import {
  createMqttProvider,
  publishFeed,
  type MessagingProvider,
  type MqttProviderOptions,
} from "../../../src/server/messaging/index.ts";
import { createKeyedFeed, Hub } from "../../../src/server/index.ts";
import { RoomClient, type DeliveredMessage } from "../../../src/testing/index.ts";
import { RecordingSink } from "../hub/recording-sink.ts";
import {
  brokerFolder,
  passwordLine,
  startMosquitto,
  startNats,
  type Broker,
} from "../../../../../.ci/brokers.ts";
import { watchRoom } from "./mqtt-watcher.ts";

const PATIENCE = { timeout: 60_000, interval: 20 };
const DELTA = { kind: "delta", cursor: "e:1", payload: Buffer.from("{}") } as const;

async function connected(options: MqttProviderOptions): Promise<MessagingProvider & AsyncDisposable> {
  const provider = await createMqttProvider(options);
  await vi.waitFor(() => expect(provider.state).toBe("up"), PATIENCE);
  return disposable(provider);
}

function disposable(provider: MessagingProvider): MessagingProvider & AsyncDisposable {
  return Object.assign(provider, { [Symbol.asyncDispose]: () => provider.close() });
}

describe("a broker's address", () => {
  it.each([
    "",
    "localhost:1883",
    "http://localhost",
    "mqtt://",
    "mqtt://localhost#a",
    "mqtt://localhost:0",
    "wss://localhost:0/mqtt",
    "mqtt://localhost/path",
    "mqtts://localhost?token=secret",
    "mqtt://u:%zz@localhost",
    "mqtt://:secret@localhost",
  ])("[MG22] is refused when it is none: %j", async (url) => {
    const refusal = createMqttProvider({ url });
    await expect(refusal).rejects.toMatchObject({ code: "invalid-settings" });
    await expect(refusal).rejects.not.toThrow("secret");
  });

  it("[MG22] gives user and password, which options come before", async () => {
    await using broker = await withPassword("käthe", "p@ss:wörd");
    const url = new URL(broker.url);
    const address = `mqtt://${encodeURIComponent("käthe")}:${encodeURIComponent("p@ss:wörd")}@${url.host}`;
    await using provider = await connected({ url: address });
    await provider.publish("test/a", DELTA);
    const credentials = { username: "käthe", password: "p@ss:wörd" };
    await using other = await connected({ url: `mqtt://other:wrong@${url.host}`, ...credentials });
    expect(other.state).toBe("up");
  });

  it("[MG22, MG23] is tried again while the broker refuses the credentials, and onError has the reason without them", async () => {
    await using broker = await withPassword("user", "secret");
    const errors: Error[] = [];
    const { host } = new URL(broker.url);
    const provider = await createMqttProvider({
      url: `mqtt://user:mistaken@${host}`,
      retryMs: 50,
      onError: (error) => errors.push(error),
    });
    await using _ = disposable(provider);
    await vi.waitFor(() => expect(errors.length).toBeGreaterThan(2), PATIENCE);
    expect(provider.state).toBe("down");
    expect(errors.map(({ message }) => message).join()).toMatch(/not authorized/i);
    expect(errors.map(({ message }) => message).join()).not.toContain("mistaken");
    await expect(provider.publish("test/a", DELTA)).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe("a connection", () => {
  it("[MG21] goes over TLS, and only with a broker that shows a certificate of the authority given", async () => {
    const folder = await brokerFolder();
    const { certificate, key } = await selfSigned(folder);
    const lines = ["allow_anonymous true", `certfile ${certificate}`, `keyfile ${key}`];
    await using broker = await startMosquitto({ scheme: "mqtts", folder, lines });
    const errors: Error[] = [];
    const provider = await createMqttProvider({ url: broker.url, onError: (error) => errors.push(error) });
    await using _ = disposable(provider);
    await vi.waitFor(() => expect(errors.length).toBeGreaterThan(0), PATIENCE);
    expect([provider.state, errors[0]?.message]).toEqual(["down", expect.stringMatching(/self.signed/i)]);
    await using trusting = await connected({ url: broker.url, tls: { ca: readFileSync(certificate) } });
    await trusting.publish("test/a", DELTA);
  });

  it("[MG21] goes over WebSocket", async () => {
    await using broker = await startNats("ws");
    await using provider = await connected({ url: broker.url });
    const delivered: DeliveredMessage[] = [];
    const watcher = await watchRoom(broker.url, "test/a", (message) => delivered.push(message));
    await provider.publish("test/a", DELTA);
    await vi.waitFor(() => expect(delivered.length).toBe(1), PATIENCE);
    await watcher.endAsync(true);
  });

  it("[MG20] publishes at QoS 0 to /snapshot, retained, and /delta, not retained", async () => {
    await using broker = await startMosquitto();
    await using provider = await connected({ url: broker.url });
    const packets: { topic: string; qos: number; retain: boolean }[] = [];
    const early = new Set<string>();
    const first = await watchRoom(broker.url, "test/a", ({ kind }) => early.add(kind));
    // Of its own, at the highest QoS that it may ask for: what it gets is the lower of that and the publisher's.
    const watcher = await connectAsync(broker.url);
    watcher.on("message", (topic, _payload, { qos, retain }) => packets.push({ topic, qos, retain }));
    await provider.publish("test/a", { ...DELTA, kind: "snapshot" });
    await provider.publish("test/a", DELTA);
    await vi.waitFor(() => expect(early.size).toBe(2), PATIENCE);
    await watcher.subscribeAsync("test/a/#", { qos: 2 });
    await provider.publish("test/a", DELTA);
    await vi.waitFor(() => expect(packets.length).toBe(2), PATIENCE);
    expect(packets).toEqual([
      { topic: "test/a/snapshot", qos: 0, retain: true },
      { topic: "test/a/delta", qos: 0, retain: false },
    ]);
    await Promise.all([first.endAsync(true), watcher.endAsync(true)]);
  });

  it("[MG23] is there when the broker is there, which may be later", async () => {
    await using broker = await startMosquitto();
    await broker.kill();
    const provider = await createMqttProvider({ url: broker.url, retryMs: 50 });
    await using _ = disposable(provider);
    await vi.waitFor(() => expect(provider.state).toBe("down"), PATIENCE);
    await broker.start();
    await vi.waitFor(() => expect(provider.state).toBe("up"), PATIENCE);
  });

  it("[MG10] keeps the hub from nothing while the broker reads no more, and publishes the newest state when it does again", async () => {
    await using broker = await startMosquitto();
    await using provider = await connected({ url: broker.url, keepAliveSeconds: 60 });
    await using load = await underLoad(broker, provider);
    const { published, other } = load;
    broker.freeze();
    let [deltas, since] = [published.counters.deltas, other.frames.length];
    await vi.waitFor(() => {
      // Until the kernel has taken of the connection what it takes.
      if (published.counters.deltas > deltas)
        [deltas, since] = [published.counters.deltas, other.frames.length];
      expect(other.frames.length).toBeGreaterThan(since + 20);
    }, PATIENCE);
    expect([provider.state, published.counters.failed]).toEqual(["up", 0]);
    broker.thaw();
    await load.isShown();
  });

  it("[MG23] is given up when the broker reads no more, and made again when it does", async () => {
    await using broker = await startMosquitto();
    await using provider = await connected({ url: broker.url, retryMs: 50, keepAliveSeconds: 1 });
    await using load = await underLoad(broker, provider);
    broker.freeze();
    await vi.waitFor(() => expect(provider.state).toBe("down"), PATIENCE);
    broker.thaw();
    await vi.waitFor(() => expect(provider.state).toBe("up"), PATIENCE);
    await load.isShown();
  });

  it("[MG24] alone may publish where the broker's access list is so", async () => {
    const folder = await brokerFolder();
    const file = join(folder, "acl");
    writeFileSync(file, "topic read prices/#\n\nuser feed\ntopic readwrite prices/#\n");
    chmodSync(file, 0o644);
    await using broker = await withPassword("feed", "secret", {
      folder,
      lines: [`acl_file ${file}`, "allow_anonymous true"],
    });
    const { host } = new URL(broker.url);
    await using provider = await connected({ url: `mqtt://feed:secret@${host}` });
    const delivered: DeliveredMessage[] = [];
    const watcher = await watchRoom(broker.url, "prices", (message) => delivered.push(message));
    const forger = await watchRoom(broker.url, "prices", () => undefined);
    await forger.publishAsync("prices/snapshot", "forged", { retain: true });
    await provider.publish("prices", DELTA);
    await vi.waitFor(() => expect(delivered.length).toBeGreaterThan(0), PATIENCE);
    expect(delivered.map(({ payload }) => payload)).toEqual(["{}"]);
    await Promise.all([watcher.endAsync(true), forger.endAsync(true)]);
  });
});

/** A feed whose every frame is large, published to a room with a client, and a watcher of the hub beside them. */
async function underLoad(broker: Broker, provider: MessagingProvider) {
  const hub = new Hub({
    frameIntervalMs: 10,
    heartbeatIntervalMs: 10_000,
    maxBehindMs: 10_000,
    now: Date.now,
  });
  const feed = createKeyedFeed({ key: "id" });
  const client = new RoomClient(feed);
  const watcher = await watchRoom(broker.url, "test/a", (message) => client.take(message));
  const published = publishFeed({ hub, feed, provider, room: "test/a" });
  const other = new RecordingSink();
  hub.subscribe(feed, other, undefined);
  let n = 0;
  const timer = setInterval(() => feed.set({ id: "r", n: (n += 1), text: "x".repeat(200_000) }), 5);
  await vi.waitFor(() => expect(published.counters.deltas).toBeGreaterThan(3), PATIENCE);
  return {
    published,
    other,
    async isShown(): Promise<void> {
      clearInterval(timer);
      await vi.waitFor(() => expect(client.cursor).toBe(`${feed.epoch}:${feed.seq}`), PATIENCE);
      expect(client.counters.outOfOrder).toBe(0);
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      hub.drain();
      await watcher.endAsync(true);
    },
  };
}

async function withPassword(
  user: string,
  password: string,
  { folder, lines = [] }: { folder?: string; lines?: string[] } = {},
): Promise<Broker> {
  const own = folder ?? (await brokerFolder());
  const file = join(own, "passwords");
  writeFileSync(file, passwordLine(user, password));
  chmodSync(file, 0o644);
  return startMosquitto({ folder: own, lines: [`password_file ${file}`, ...lines] });
}

async function selfSigned(folder: string): Promise<{ certificate: string; key: string }> {
  const [certificate, key] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const files = ["-keyout", key, "-out", certificate];
  await promisify(execFile)("openssl", ["req", "-x509", ...kind, ...names, ...files]);
  chmodSync(key, 0o644);
  return { certificate, key };
}
