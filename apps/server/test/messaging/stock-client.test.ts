// What a client of MQTT from elsewhere gets of a server that is started as in earnest: the package `mqtt`, with its own defaults
// but for the version and reconnecting.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { decodeFrame, routes, type Frame, type SnapshotFrame } from "@hydra/protocol";
import { connectAsync, type IPublishPacket, type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startServer } from "../../src/index.ts";
import { attack, createFamily, join, type Listening } from "../http-player.ts";
import { applyFrame, type RankingView } from "../ranking-view.ts";
import { ServerProcess } from "../server-process.ts";
import { SocketClient } from "../socket-client.ts";
import { MQTT_PATH, topicsOf } from "./mqtt-socket.ts";

const PLAYERS = 20;
/** Every player hits once a turn: 2,000 attacks. */
const TURNS = 100;
const PATIENCE = { timeout: 60_000, interval: 20 };

let server: ServerProcess & Listening;
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(joinPath(tmpdir(), "hydra-mqtt-"));
  server = await ServerProcess.listening({ DATA_DIR: dataDir });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true });
});

interface Message {
  readonly topic: string;
  readonly text: string;
  readonly frame: Frame;
  readonly packet: IPublishPacket;
}

/** A client that has subscribed, and everything that has come. */
class StockClient implements AsyncDisposable {
  readonly client: MqttClient;
  readonly messages: Message[] = [];
  view: RankingView | undefined;
  readonly faults: string[] = [];

  private constructor(client: MqttClient) {
    this.client = client;
    client.on("message", (topic, payload, packet) => this.#take(topic, payload.toString(), packet));
  }

  static async watch({ url }: Listening, familyId: string): Promise<StockClient> {
    const broker = url.replace("http", "ws") + MQTT_PATH;
    const stock = new StockClient(await connectAsync(broker, { protocolVersion: 4, reconnectPeriod: 0 }));
    const grants = await stock.client.subscribeAsync(topicsOf(familyId));
    expect(grants.map(({ qos }) => qos)).toEqual([0, 0]);
    return stock;
  }

  async reached(seq: number): Promise<void> {
    await vi.waitFor(() => expect(this.view?.seq).toBe(seq), PATIENCE);
  }

  #take(topic: string, text: string, packet: IPublishPacket): void {
    const frame = decodeFrame(text);
    if (frame === undefined) return void this.faults.push(`${topic}: ${text}`);
    this.messages.push({ topic, text, frame, packet });
    try {
      this.view = applyFrame(this.view, frame);
    } catch (error) {
      this.faults.push(String(error));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.endAsync();
  }
}

async function poll({ url }: Listening, familyId: string): Promise<SnapshotFrame> {
  const frame = decodeFrame(await (await fetch(url + routes.feed(familyId, "polling"))).text());
  if (frame?.type !== "snapshot") throw new Error(`no snapshot but ${frame?.type}`);
  return frame;
}

function viewOf(frame: SnapshotFrame): RankingView {
  return applyFrame(undefined, frame);
}

describe("[PR100] a stock client of MQTT", () => {
  it("shows after 2,000 attacks the ranking of a poll at the same cursor, by a retained snapshot and deltas that follow", async () => {
    const familyId = await createFamily(server);
    const players = await Promise.all(
      Array.from({ length: PLAYERS }, (_, n) => join(server, familyId, `Player ${n}`)),
    );
    await using stock = await StockClient.watch(server, familyId);
    await using socket = await SocketClient.open(server.url.replace("http", "ws"), familyId);
    const overSocket: string[] = [];
    socket.socket.on("message", (data: Buffer) => overSocket.push(data.toString()));
    for (let turn = 0; turn < TURNS; turn += 1) {
      const answers = players.map((player, n) => attack(server, player, { commandId: `c-${turn}-${n}` }));
      for (const answer of await Promise.all(answers)) expect(answer.status).toBe(200);
    }
    const polled = await poll(server, familyId);
    expect(polled.entries.reduce((hits, entry) => hits + entry.hits, 0)).toBe(PLAYERS * TURNS);
    await stock.reached(polled.seq);
    expect(stock.view).toEqual(viewOf(polled));
    expect(stock.faults).toEqual([]);
    const [first, ...others] = stock.messages;
    const [snapshot, delta] = topicsOf(familyId);
    expect([first?.topic, first?.packet.retain]).toEqual([snapshot, true]);
    expect(others.length).toBeGreaterThan(10);
    for (const { topic, packet } of others)
      expect([topic, packet.retain, packet.qos, packet.dup]).toEqual([delta, false, 0, false]);
    // The same bytes as on another transport.
    await socket.reached(polled.seq);
    const deltas = overSocket.filter((text) => text.startsWith('{"type":"delta"'));
    expect(deltas.length).toBeGreaterThan(10);
    const texts = new Set(others.map(({ text }) => text));
    expect(deltas.filter((text) => !texts.has(text))).toEqual([]);
  });

  it("gets the newest state whenever it comes, however long nothing has happened", async () => {
    const familyId = await createFamily(server);
    const player = await join(server, familyId);
    for (let n = 0; n < 5; n += 1) {
      await attack(server, player, { commandId: `late-${n}` });
      const polled = await poll(server, familyId);
      await using stock = await StockClient.watch(server, familyId);
      await stock.reached(polled.seq);
      expect(stock.view).toEqual(viewOf(polled));
      expect(stock.messages).toHaveLength(1);
      expect(stock.messages[0]?.packet.retain).toBe(true);
    }
  });

  it("resumes after a restart of the server by what a poll since its cursor answers", async () => {
    await using first = await ServerProcess.listening({ DATA_DIR: joinPath(dataDir, "restarted") });
    const familyId = await createFamily(first);
    const player = await join(first, familyId);
    await attack(first, player, { commandId: "before" });
    const { seq } = await poll(first, familyId);
    await using held = await StockClient.watch(first, familyId);
    await held.reached(seq);
    const closed = new Promise<void>((resolve) => void held.client.once("close", () => resolve()));
    first.kill("SIGKILL");
    await closed;
    await using second = await ServerProcess.listening({ DATA_DIR: joinPath(dataDir, "restarted") });
    await attack(second, player, { commandId: "after" });
    const { epoch = "" } = held.view ?? {};
    const answer = await fetch(`${second.url}${routes.feed(familyId, "polling")}?since=${epoch}:${seq}`);
    const missed = decodeFrame(await answer.text());
    expect(missed).toMatchObject({ type: "delta", from: seq });
    await using again = await StockClient.watch(second, familyId);
    const polled = await poll(second, familyId);
    await again.reached(polled.seq);
    expect(again.view).toEqual(missed && applyFrame(held.view, missed));
  });

  it("gets a snapshot with each new round, not retained", { timeout: 120_000 }, async () => {
    // Ten seconds of the game: the successor's own.
    await using own = await startServer();
    const familyId = await createFamily(own, { cooldownScale: 0, maxHp: 100 });
    const player = await join(own, familyId);
    await using stock = await StockClient.watch(own, familyId);
    for (let n = 0; n < 10; n += 1) await attack(own, player, { commandId: `kill-${n}` });
    await vi.waitFor(() => expect(stock.view?.round).toBe(2), PATIENCE);
    const snapshots = stock.messages.filter(({ frame }) => frame.type === "snapshot");
    expect(snapshots.map(({ topic, packet }) => [topic, packet.retain])).toEqual([
      [topicsOf(familyId)[0], true],
      [topicsOf(familyId)[0], false],
    ]);
    expect(stock.faults).toEqual([]);
  });
});
