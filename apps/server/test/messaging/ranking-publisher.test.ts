// What a server publishes to a broker of one's own: Mosquitto and nats-server, as they are.
import { afterEach, describe, expect, it, vi } from "vitest";
import { decodeObject } from "@hydra/feed";
import { routes } from "@hydra/protocol";
import { startMosquitto, startNats, type Broker } from "../../../../.ci/brokers.ts";
import type { Replacements } from "../../src/app.ts";
import type { BattleLoop } from "../../src/battle/battle-loop.ts";
import { readConfig, type Config } from "../../src/config.ts";
import { startServer, type RunningServer } from "../../src/index.ts";
import type { TaskLease } from "../../src/log/event-log.ts";
import { attack, createFamily, join } from "../http-player.ts";
import { MemoryLog } from "../memory-log.ts";
import { RetainedRooms } from "./retained-rooms.ts";

/** For what hangs. */
const PATIENCE = { timeout: 30_000, interval: 20 };
/** Where pages would connect; no test of this file does. */
const CLIENT_URL = "ws://127.0.0.1:9/mqtt";

const BROKERS: [string, () => Promise<Broker>][] = [
  ["Mosquitto", () => startMosquitto()],
  ["nats-server", () => startNats()],
];

interface Scene extends AsyncDisposable {
  readonly server: RunningServer;
  readonly loop: BattleLoop;
  figure(name: string): Promise<number>;
}

const scenes: AsyncDisposable[] = [];
afterEach(async () => {
  for (const scene of scenes.splice(0)) await scene[Symbol.asyncDispose]();
});

async function open(
  { url }: Broker,
  overrides: Partial<Config> = {},
  replacements: Replacements = {},
): Promise<Scene> {
  const { messaging } = readConfig({ MESSAGING_URL: url, MESSAGING_CLIENT_URL: CLIENT_URL });
  let loop: BattleLoop | undefined;
  const onLoop = (started: BattleLoop): void => void (loop = started);
  const server = await startServer({ messaging, ...overrides }, { ...replacements, onLoop });
  const figure = async (name: string): Promise<number> => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, "mu").exec(text)?.[1]);
  };
  const scene = { server, loop: loop!, figure, [Symbol.asyncDispose]: () => server.close() };
  scenes.push(scene);
  await vi.waitFor(async () => expect(await figure("hydra_messaging_up")).toBe(1), PATIENCE);
  return scene;
}

async function poll({ url }: RunningServer, familyId: string): Promise<unknown> {
  return decodeObject(await (await fetch(url + routes.feed(familyId, "polling"))).text());
}

const retire = async ({ loop }: Scene, familyId: string): Promise<void> => {
  const version = loop.battle(familyId)?.version ?? 0;
  expect(await loop.submit({ type: "family-retired", familyId, version })).toMatchObject({ type: "retired" });
};

describe.each(BROKERS)("%s", (_name, start) => {
  it("[MS10] retains the ranking of a family that was joined, the very frame of a poll, and gets every change", async () => {
    await using broker = await start();
    const { server, figure } = await open(broker);
    await using rooms = await RetainedRooms.open(broker.url);
    const empty = await createFamily(server);
    const familyId = await createFamily(server);
    const player = await join(server, familyId);
    for (let n = 0; n < 20; n += 1) await attack(server, player, { commandId: `c${n}` });
    const expected = await poll(server, familyId);
    await vi.waitFor(() => expect(rooms.snapshots.get(familyId)).toEqual(expected), PATIENCE);
    expect([...rooms.snapshots.keys()]).not.toContain(empty);
    const messages = rooms.messages.get(familyId)!;
    const deltas = messages.filter(({ kind }) => kind === "delta").map(({ frame }) => frame);
    // From the first snapshot on each leads on from the one before.
    let held = messages[0]!.frame["seq"];
    for (const { from, seq } of deltas) {
      expect(from).toBe(held);
      held = seq;
    }
    expect(held).toBe(expected instanceof Object && "seq" in expected ? expected.seq : undefined);
    expect(await figure("hydra_messaging_families")).toBe(1);
    expect(await figure("hydra_messaging_publishing")).toBe(1);
    // What publishes is no watcher.
    expect(await figure("hydra_subscribers")).toBe(0);
  });

  it("[MS10] retains a new round as it begins", async () => {
    await using broker = await start();
    const { server } = await open(broker);
    await using rooms = await RetainedRooms.open(broker.url);
    const familyId = await createFamily(server, { cooldownScale: 0, maxHp: 10 });
    const player = await join(server, familyId);
    await attack(server, player, { commandId: "kill" });
    await vi.waitFor(() => expect(rooms.snapshots.get(familyId)?.["round"]).toBe(2), PATIENCE);
    const rounds = rooms.messages.get(familyId)!.map(({ kind, frame }) => [kind, frame["round"]]);
    // Nothing of the new round came before its snapshot.
    expect(rounds.find(([, round]) => round === 2)).toEqual(["snapshot", 2]);
  });

  it("[MS10] has room for so many, and gives that of one in which nothing happens to the next", async () => {
    await using broker = await start();
    const timings = { messagingIdleMs: 5_000 };
    const { server, figure } = await open(broker, { messagingFamilies: 2 }, { timings });
    await using rooms = await RetainedRooms.open(broker.url);
    const familyIds = [await createFamily(server), await createFamily(server), await createFamily(server)];
    const players = [await join(server, familyIds[0]!), await join(server, familyIds[1]!)];
    await vi.waitFor(() => expect(rooms.snapshots.size).toBe(2), PATIENCE);
    const third = await join(server, familyIds[2]!);
    let n = 0;
    await vi.waitFor(async () => {
      // The first goes on, the second does not.
      await attack(server, players[0]!, { commandId: `c${(n += 1)}` });
      await attack(server, third, { commandId: `c${n}` });
      expect(new Set(rooms.snapshots.keys())).toEqual(new Set([familyIds[0], familyIds[2]]));
    }, PATIENCE);
    // Not at once.
    expect(n).toBeGreaterThan(1);
    expect(await figure("hydra_messaging_families")).toBe(2);
  });

  it("[MS10] begins with the families in which something has happened last", async () => {
    await using broker = await start();
    const log = new MemoryLog();
    const familyIds: string[] = [];
    {
      await using before = await startServer({ messaging: { type: "off" } }, { log });
      for (let n = 0; n < 4; n += 1) familyIds.push((await joined(before)).familyId);
    }
    await using rooms = await RetainedRooms.open(broker.url);
    await open(broker, { messagingFamilies: 3 }, { log });
    await vi.waitFor(
      () => expect([...rooms.snapshots.keys()].sort()).toEqual(familyIds.slice(1).sort()),
      PATIENCE,
    );
  });

  it("[MS11] retains nothing of a family that is retired, also one that was while the broker was away", async () => {
    await using broker = await start();
    const scene = await open(broker);
    const { server } = scene;
    const familyIds: string[] = [];
    for (let n = 0; n < 3; n += 1) familyIds.push((await joined(server)).familyId);
    {
      await using rooms = await RetainedRooms.open(broker.url);
      await vi.waitFor(() => expect(rooms.snapshots.size).toBe(3), PATIENCE);
      await retire(scene, familyIds[0]!);
      await vi.waitFor(() => expect([...rooms.snapshots.keys()]).not.toContain(familyIds[0]), PATIENCE);
    }
    await broker.kill();
    await vi.waitFor(async () => expect(await scene.figure("hydra_messaging_up")).toBe(0), PATIENCE);
    await retire(scene, familyIds[1]!);
    await broker.start();
    await vi.waitFor(async () => {
      // One that comes later: a broker that stores what it retains gives what it had before for some milliseconds.
      await using later = await RetainedRooms.open(broker.url);
      await vi.waitFor(() => expect([...later.snapshots.keys()]).toContain(familyIds[2]), PATIENCE);
      await later.settle();
      expect([...later.snapshots.keys()].map((id) => familyIds.indexOf(id))).toEqual([2]);
    }, PATIENCE);
  });

  it("[MS13] may go away: the server stays ready, shows it, and publishes again as it returns", async () => {
    await using broker = await start();
    const { server, figure } = await open(broker);
    const player = await joined(server);
    await broker.kill();
    await vi.waitFor(async () => expect(await figure("hydra_messaging_up")).toBe(0), PATIENCE);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    expect((await attack(server, player, { commandId: "meanwhile" })).status).toBe(200);
    await broker.start();
    await using rooms = await RetainedRooms.open(broker.url);
    const expected = await poll(server, player.familyId);
    await vi.waitFor(() => expect(rooms.snapshots.get(player.familyId)).toEqual(expected), PATIENCE);
    expect(await figure("hydra_messaging_up")).toBe(1);
  });
});

it("[MS13] a broker that was never there stops no start", async () => {
  const { messaging } = readConfig({ MESSAGING_URL: "mqtt://127.0.0.1:9", MESSAGING_CLIENT_URL: CLIENT_URL });
  await using server = await startServer({ messaging });
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  expect((await attack(server, await joined(server), { commandId: "c" })).status).toBe(200);
});

it("[MS12] a node that does not have the task any more publishes nothing, also before it is notified", async () => {
  await using broker = await startMosquitto();
  class TurnLog extends MemoryLog {
    isOwn = true;
    override lease(_task: string, onChange: (isHeld: boolean) => void): TaskLease {
      const isOwn = (): boolean => this.isOwn;
      queueMicrotask(() => onChange(true));
      return {
        get isHeld() {
          return isOwn();
        },
        release: () => Promise.resolve(),
      };
    }
  }
  const log = new TurnLog();
  const { server, figure } = await open(broker, {}, { log });
  await using rooms = await RetainedRooms.open(broker.url);
  const player = await joined(server);
  await vi.waitFor(() => expect(rooms.snapshots.size).toBe(1), PATIENCE);
  log.isOwn = false;
  const before = rooms.messages.get(player.familyId)?.length;
  await attack(server, player, { commandId: "c" });
  await vi.waitFor(
    async () => expect(await figure("hydra_messaging_failed_total")).toBeGreaterThan(0),
    PATIENCE,
  );
  await rooms.settle();
  expect(rooms.messages.get(player.familyId)).toHaveLength(before!);
  log.isOwn = true;
  await vi.waitFor(
    () => expect(rooms.messages.get(player.familyId)!.length).toBeGreaterThan(before!),
    PATIENCE,
  );
});

it("[MS14] a family that is published and not watched here makes room as any other", async () => {
  await using broker = await startMosquitto();
  class LaterLog extends MemoryLog {
    laterMs = 0;
    override now(): number {
      return Date.now() + this.laterMs;
    }
  }
  const log = new LaterLog();
  const { server, loop, figure } = await open(broker, {}, { log });
  const { familyId } = await joined(server);
  await vi.waitFor(async () => expect(await figure("hydra_messaging_families")).toBe(1), PATIENCE);
  log.laterMs = 3_600_000;
  const watching = await fetch(server.url + routes.feed(familyId, "sse"));
  await vi.waitFor(async () => expect(await figure("hydra_subscribers")).toBe(1), PATIENCE);
  expect(await loop.makeRoom()).toBe(false);
  await watching.body?.cancel();
  await vi.waitFor(async () => expect(await loop.makeRoom()).toBe(true), PATIENCE);
  expect(loop.battle(familyId)).toBeUndefined();
});

async function joined(server: RunningServer): ReturnType<typeof join> {
  return join(server, await createFamily(server));
}
