// What a client of the embedded broker may not do, by a stock client and by packets of one's own: nothing of it reaches a watcher, the log,
// or a client that comes later.
import { decodeFrame, routes, type JoinAnswer } from "@hydra/protocol";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startServer, type RunningServer } from "../../src/index.ts";
import { attack, createFamily, join } from "../http-player.ts";
import { SocketClient } from "../socket-client.ts";
import { MQTT_PATH, MqttSocket, topicsOf } from "./mqtt-socket.ts";

const PATIENCE = { timeout: 60_000, interval: 10 };
const FAILURE = 0x80;

let server: RunningServer;
let player: JoinAnswer;
beforeAll(async () => {
  server = await startServer();
  player = await join(server, await createFamily(server));
  await attack(server, player, { commandId: "first" });
});
afterAll(() => server.close());

function stock(options: IClientOptions = {}): Promise<MqttClient> {
  const broker = server.url.replace("http", "ws") + MQTT_PATH;
  return connectAsync(broker, { protocolVersion: 4, reconnectPeriod: 0, ...options });
}

async function newest(): Promise<{ epoch: string; seq: number; totalDamage: number }> {
  const frame = decodeFrame(await (await fetch(server.url + routes.feed(player.familyId, "polling"))).text());
  if (frame?.type !== "snapshot") throw new Error("no snapshot");
  const { epoch, seq, totalDamage } = frame;
  return { epoch, seq, totalDamage };
}

const forged = (): string =>
  JSON.stringify({ type: "snapshot", epoch: "forged", seq: 1e9, entries: [{ playerId: "x", damage: 1e9 }] });

describe("[PR100] what is published by a client", () => {
  const topics = (): string[] => [
    ...topicsOf(player.familyId),
    routes.topic(player.familyId),
    "hydra/families/another/ranking/delta",
    "$SYS/broker",
    "anything",
  ];
  it.each([
    ["at QoS 0", { qos: 0, retain: false }],
    ["at QoS 0, to be retained", { qos: 0, retain: true }],
    ["at QoS 1", { qos: 1, retain: false }],
    ["at QoS 2, to be retained", { qos: 2, retain: true }],
  ] as const)(
    "%s ends its connection, and reaches no watcher, later client or log",
    async (_how, options) => {
      await using watcher = await MqttSocket.watch(server.url, player.familyId);
      await using socket = await SocketClient.open(server.url.replace("http", "ws"), player.familyId);
      const before = await newest();
      for (const topic of topics()) {
        const forger = await stock();
        const ended = new Promise<void>((resolve) => void forger.once("close", () => resolve()));
        // Without an answer a publish at QoS 1 never settles.
        forger.publish(topic, forged(), options);
        await ended;
        await forger.endAsync(true);
      }
      expect(await newest()).toEqual(before);
      const answer = await attack(server, player, {
        commandId: `after-${JSON.stringify(options)}`.replace(/\W/g, "-"),
      });
      expect(answer.status).toBe(200);
      const { seq } = await newest();
      await Promise.all([watcher.reached(seq), socket.reached(seq)]);
      for (const packet of await watcher.received("publish"))
        expect(String(packet.payload)).not.toContain("forged");
      await using later = await MqttSocket.watch(server.url, player.familyId);
      expect((await later.reached(seq)).epoch).toBe(before.epoch);
    },
  );

  it("is in the close code, also with a PUBACK that nothing asked for", async () => {
    await using client = await MqttSocket.connect(server.url);
    client.send({
      cmd: "publish",
      topic: topicsOf(player.familyId)[1],
      payload: forged(),
      qos: 0,
      dup: false,
      retain: false,
    });
    expect(await client.closed).toEqual({ code: 1008, reason: "nothing can be published here" });
    for (const cmd of ["puback", "pubrec", "pubrel", "pubcomp"] as const) {
      await using other = await MqttSocket.connect(server.url);
      other.send({ cmd, messageId: 1 });
      expect((await other.closed).code).toBe(1008);
    }
  });
});

describe("[PR100] a subscription", () => {
  it("to anything but a family's topics is refused, and the others of the packet stand", async () => {
    const other = await createFamily(server);
    const foreign = [
      "#",
      "+",
      "$SYS/#",
      "hydra/#",
      "hydra/families/#",
      "hydra/families/+/ranking/delta",
      "hydra/families/+/ranking/#",
      `hydra/families/${player.familyId}`,
      `hydra/families/${player.familyId}/ranking`,
      `hydra/families/${player.familyId}/ranking/#`,
      `hydra/families/${player.familyId}/ranking/+`,
      `hydra/families/${player.familyId}/ranking/next`,
      `hydra/families/${player.familyId}/delta`,
      `hydra/families/${player.familyId}/rounds/delta`,
      `x/hydra/families/${player.familyId}/ranking/delta`,
      `hydra/families/${player.familyId}/ranking/delta/`,
      `/hydra/families/${player.familyId}/ranking/delta`,
      `hydra/families/${player.familyId.toUpperCase()}A/ranking/delta`,
      `HYDRA/families/${player.familyId}/ranking/delta`,
      "hydra/families//ranking/delta",
      "hydra/families/nobody/ranking/snapshot",
      "hydra/families/../ranking/snapshot",
      "hydra/families/__proto__/ranking/snapshot",
      "hydra/families/constructor/ranking/snapshot",
      `hydra/families/${"x".repeat(65)}/ranking/snapshot`,
      `hydra/families/${player.familyId}%20/ranking/snapshot`,
      `hydra/families/${player.familyId}\n/ranking/snapshot`,
      "api/families",
      "prices/snapshot",
    ];
    await using client = await MqttSocket.connect(server.url);
    const [snapshot, delta] = topicsOf(player.familyId);
    const granted = await client.subscribe([snapshot, ...foreign, delta, ...topicsOf(other)]);
    expect(granted).toEqual([0, ...foreign.map(() => FAILURE), 0, 0, 0]);
    const { seq } = await newest();
    await vi.waitFor(
      () => expect(client.packets.filter(({ cmd }) => cmd === "publish")).toHaveLength(2),
      PATIENCE,
    );
    const retained = await client.received("publish", 2);
    expect(retained.map(({ topic, retain }) => [topic, retain])).toEqual([
      [snapshot, true],
      [topicsOf(other)[0], true],
    ]);
    expect(decodeFrame(String(retained[0]?.payload))).toMatchObject({ type: "snapshot", seq });
  });

  it("is granted QoS 0, whatever is asked for", async () => {
    const client = await stock();
    for (const qos of [1, 2] as const) {
      const grants = await client.subscribeAsync(topicsOf(player.familyId), { qos });
      expect(grants.map((grant) => grant.qos)).toEqual([0, 0]);
    }
    const messages: number[] = [];
    client.on("message", (_topic, _payload, { qos }) => messages.push(qos));
    await attack(server, player, { commandId: "qos" });
    await vi.waitFor(() => expect(messages.length).toBeGreaterThan(0), PATIENCE);
    expect(new Set(messages)).toEqual(new Set([0]));
    await client.endAsync();
  });

  it("has the bound of eight topics, and one more when one was given up", async () => {
    const families = await Promise.all(Array.from({ length: 5 }, () => createFamily(server)));
    const topics = families.flatMap(topicsOf);
    await using client = await MqttSocket.connect(server.url);
    expect(await client.subscribe(topics)).toEqual([...topics.slice(0, 8).map(() => 0), FAILURE, FAILURE]);
    client.send({ cmd: "unsubscribe", messageId: 9, unsubscriptions: topics.slice(0, 1) });
    await client.received("unsuback");
    expect(await client.subscribe(topics.slice(8))).toEqual([0, FAILURE]);
  });
});

describe("[PR100] a CONNECT", () => {
  const will = {
    topic: "hydra/families/x/ranking/delta",
    payload: Buffer.from("forged"),
    qos: 0,
    retain: true,
  } as const;
  it.each([
    ["a will", { will }, 5],
    ["a session", { clean: false }, 2],
    ["a session and a will", { clean: false, will }, 5],
    ["another version", { protocolVersion: 5 }, 1],
  ] as const)("with %s is refused, with a code of its own", async (_what, options, code) => {
    await using client = await MqttSocket.open(server.url);
    expect(await client.connect(options)).toBe(code);
    expect((await client.closed).code).toBe(1008);
  });

  it("of a stock client with a will or a session rejects with the reason", async () => {
    await expect(stock({ will: { ...will } })).rejects.toThrow(/not authorized/i);
    await expect(stock({ clean: false, clientId: "kept" })).rejects.toThrow(/identifier rejected/i);
  });

  it("may have a user and a password, which are not looked at, and another client's identifier", async () => {
    const [first, second] = [
      await stock({ clientId: "same" }),
      await stock({ clientId: "same", username: "u", password: "p" }),
    ];
    for (const client of [first, second]) {
      await client.subscribeAsync(topicsOf(player.familyId));
      expect(client.connected).toBe(true);
      await client.endAsync();
    }
  });
});
