// What the server counts of its clients over MQTT, and how it ends them: a family that is gone, a stop, what is abusive or silent.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { routes } from "@hydra/protocol";
import { describe, expect, it, vi } from "vitest";
import type { BattleLoop } from "../../src/battle/battle-loop.ts";
import { startServer } from "../../src/index.ts";
import { attack, createFamily, join, type Listening } from "../http-player.ts";
import { countOf } from "../plugins/raw-attackers.ts";
import { ServerProcess } from "../server-process.ts";
import { MqttSocket, topicsOf } from "./mqtt-socket.ts";

const PATIENCE = { timeout: 60_000, interval: 20 };

async function watchers({ url }: Listening): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^hydra_watchers\{transport="mqtt"\} (\d+)$/m.exec(text)?.[1] ?? 0);
}

describe("[PR8] hydra_watchers", () => {
  it("counts a client once for each family that it watches by one topic or both, until it unsubscribes or leaves", async () => {
    await using server = await startServer();
    const [one, two] = [await createFamily(server), await createFamily(server)];
    expect(await watchers(server)).toBe(0);
    await using idle = await MqttSocket.connect(server.url);
    await using client = await MqttSocket.connect(server.url);
    await client.subscribe(topicsOf(one));
    expect(await watchers(server)).toBe(1);
    await client.subscribe(topicsOf(two).slice(0, 1));
    await client.subscribe(topicsOf(one));
    expect(await watchers(server)).toBe(2);
    client.send({ cmd: "unsubscribe", messageId: 9, unsubscriptions: topicsOf(one) });
    await client.received("unsuback");
    expect(await watchers(server)).toBe(1);
    client.socket.terminate();
    await vi.waitFor(async () => expect(await watchers(server)).toBe(0), PATIENCE);
    expect(idle.socket.readyState).toBe(idle.socket.OPEN);
  });
});

describe("[PR18] a client over MQTT that is dropped", () => {
  it("is counted as abusive where it floods, publishes, or sends what is no MQTT", async () => {
    await using server = await startServer();
    const pings = Buffer.concat(Array.from({ length: 100 }, () => Buffer.from([0xc0, 0])));
    const wrong: [string, Buffer | string, number][] = [
      ["a flood", pings, 1008],
      ["a publish", Buffer.from("300400026162", "hex"), 1008],
      ["another type", Buffer.from([0xf0, 0]), 1008],
      ["a length of 256 MB", Buffer.from([0x82, 0xff, 0xff, 0xff, 0x7f]), 1009],
      ["text", "CONNECT", 1003],
    ];
    for (const [index, [what, bytes, code]] of wrong.entries()) {
      await using client = await MqttSocket.connect(server.url);
      client.socket.send(bytes);
      expect([what, (await client.closed).code]).toEqual([what, code]);
      expect(await countOf(server, "hydra_dropped_watchers_total", "abusive")).toBe(index + 1);
    }
  });

  it("is counted as silent without a CONNECT, or within its keep alive", { timeout: 60_000 }, async () => {
    await using server = await startServer();
    await using mute = await MqttSocket.open(server.url);
    await using half = await MqttSocket.open(server.url);
    half.send(Buffer.from([0x10, 0x10, 0x00]));
    await using idle = await MqttSocket.open(server.url);
    expect(await idle.connect({ keepalive: 1 })).toBe(0);
    for (const { closed } of [mute, half, idle]) expect((await closed).code).toBe(1008);
    expect(await countOf(server, "hydra_dropped_watchers_total", "silent")).toBe(3);
  });

  it("has a line in the log with its address, once for all of one client", { timeout: 60_000 }, async () => {
    const dataDir = await mkdtemp(joinPath(tmpdir(), "hydra-mqtt-"));
    await using server = await ServerProcess.listening({ DATA_DIR: dataDir, LOG_LEVEL: "warn" });
    for (let n = 0; n < 3; n += 1) {
      await using client = await MqttSocket.connect(server.url);
      client.send({ cmd: "publish", topic: "a", payload: "b", qos: 0, dup: false, retain: false });
      await client.closed;
    }
    server.kill("SIGTERM");
    const { stdout } = await server.exited;
    const lines = stdout.split("\n").filter((line) => line.includes("Dropped a watcher"));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("of 127.0.0.1 by mqtt as abusive");
    await rm(dataDir, { recursive: true });
  });
});

describe("[PR42] a family that is retired", () => {
  it("ends its watchers with 1013, refuses the next subscription, and leaves those of others", async () => {
    let loop: BattleLoop | undefined;
    await using server = await startServer({}, { onLoop: (started) => (loop = started) });
    const [familyId, other] = [await createFamily(server), await createFamily(server)];
    await join(server, familyId);
    await using watcher = await MqttSocket.watch(server.url, familyId);
    await using both = await MqttSocket.connect(server.url);
    await both.subscribe([...topicsOf(other), ...topicsOf(familyId)]);
    await using beside = await MqttSocket.watch(server.url, other);
    await watcher.received("publish");
    await loop?.submit({ type: "family-retired", familyId, version: loop.battle(familyId)?.version ?? 0 });
    for (const { closed } of [watcher, both]) {
      const { code, reason } = await closed;
      expect([code, reason]).toEqual([1013, expect.stringMatching(/retry-after-ms=\d+/)]);
    }
    await using again = await MqttSocket.connect(server.url);
    expect(await again.subscribe(topicsOf(familyId))).toEqual([0x80, 0x80]);
    const answer = await fetch(`${server.url}${routes.messaging}?familyId=${familyId}`);
    expect(await answer.json()).toMatchObject({ code: "unknown-family" });
    const player = await join(server, other);
    const { seq } = (await (await attack(server, player, { commandId: "a" })).json()) as { seq: number };
    expect((await beside.reached(seq)).totalDamage).toBeGreaterThan(0);
  });
});

describe("[PR54] a server that stops", () => {
  it("closes with 1012 and a hint those that watch, that only connected, and that did not even that", async () => {
    const dataDir = await mkdtemp(joinPath(tmpdir(), "hydra-mqtt-"));
    await using server = await ServerProcess.listening({ DATA_DIR: dataDir });
    const familyId = await createFamily(server);
    const clients: MqttSocket[] = [];
    for (let n = 0; n < 100; n += 1) clients.push(await MqttSocket.watch(server.url, familyId));
    clients.push(await MqttSocket.connect(server.url), await MqttSocket.open(server.url));
    server.kill("SIGTERM");
    const hints = new Set<string | undefined>();
    for (const { closed } of clients) {
      const { code, reason } = await closed;
      expect(code).toBe(1012);
      hints.add(/^retry-after-ms=(\d+)$/.exec(reason)?.[1]);
    }
    expect(hints.size).toBeGreaterThan(10);
    expect(hints).not.toContain(undefined);
    expect(await server.exited).toMatchObject({ code: 0, signal: null, stderr: "" });
    await rm(dataDir, { recursive: true });
  });

  it("is not kept by a client that does not read", async () => {
    const dataDir = await mkdtemp(joinPath(tmpdir(), "hydra-mqtt-"));
    await using server = await ServerProcess.listening({ DATA_DIR: dataDir });
    await using client = await MqttSocket.watch(server.url, await createFamily(server));
    client.pause();
    server.kill("SIGTERM");
    expect(await server.exited).toMatchObject({ code: 0, signal: null, stderr: "" });
    client.resume();
    await rm(dataDir, { recursive: true });
  });
});
