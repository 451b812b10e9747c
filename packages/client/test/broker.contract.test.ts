// The messaging lane by a broker of one's own (nats-server, MQTT over WebSocket): the broker is killed and started again under load,
// and so are the nodes that publish to it. Every client shows every state that it should, once; what a broker lost is repaired and counted.
import { setTimeout as wait } from "node:timers/promises";
import { FEED_TRANSPORTS } from "@hydra/protocol";
import { readConfig, startServer } from "@hydra/server";
import { NatsServer } from "@hydra/server/nats";
import { describe, expect, it, vi } from "vitest";
import { startNats } from "../../../.ci/brokers.ts";
import { postAttack } from "../src/api.ts";
import { createFamilyOn, readSnapshot, type Family } from "./battle-on-server.ts";
import { ServerProcess } from "./server-process.ts";
import { contentOf, watch, type Watcher } from "./watcher.ts";

/** For what hangs. */
const PATIENCE = { timeout: 60_000, interval: 20 };
const TIME_LIMIT_MS = 180_000;
const WATCHERS = 6;
const KILLS = 3;
/** That a watcher is shown between two things that happen. */
const STATES = 10;
/** Between two attacks of a player. */
const PAUSE_MS = 20;

interface Load {
  /** From now on the players attack on this server. */
  moveTo(url: string): void;
  stop(): Promise<void>;
}

/** Players who attack until they are stopped. */
function startLoad({ familyId, players }: Family): Load {
  let isStopped = false;
  let baseUrl: string | undefined;
  const playing = players.map(async (player) => {
    while (!isStopped) {
      const api = { ...player, ...(baseUrl === undefined ? {} : { baseUrl }) };
      await postAttack(api, familyId, { commandId: crypto.randomUUID(), skill: "slash" });
      await wait(PAUSE_MS);
    }
  });
  return {
    moveTo: (url) => void (baseUrl = url),
    async stop() {
      isStopped = true;
      await Promise.all(playing);
    },
  };
}

const isLive = ({ connection }: Watcher): boolean => connection.state.type === "live";

/** Resolves when each of them has been shown so many more states. */
async function goOn(watchers: readonly Watcher[]): Promise<void> {
  const enough = watchers.map(({ updates }) => updates.length + STATES);
  await Promise.all(
    watchers.map((watcher, n) =>
      watcher.until(() => isLive(watcher) && watcher.updates.length >= enough[n]!),
    ),
  );
}

/** Each shows what the server has, and was shown nothing twice or out of order. */
async function expectRight(watchers: readonly Watcher[], url: string, familyId: string): Promise<void> {
  const last = await readSnapshot(url, familyId);
  await Promise.all(watchers.map((watcher) => watcher.reached(last)));
  for (const { connection, updates, reports } of watchers) {
    expect(connection.view).toMatchObject(contentOf(last));
    expect(connection.counters).toMatchObject({ gaps: 0, diverged: 0, repeated: 0, malformed: 0 });
    // What was lost was made up for: none was started over.
    expect(connection.counters).toMatchObject({ missed: 0, resets: 0 });
    for (const report of reports) expect(report).toMatchObject({ resumed: true, missed: 0, repeated: 0 });
    const shown = updates.map(({ view }) => view.cursor.seq);
    expect(shown).toEqual([...shown].sort((a, b) => a - b));
  }
}

describe("a broker of one's own", () => {
  it(
    "[MS13] killed and started again under load: 0 missed, 0 repeated, and other transports do not notice",
    { timeout: TIME_LIMIT_MS },
    async () => {
      await using broker = await startNats("ws");
      const { messaging } = readConfig({ MESSAGING_URL: broker.url });
      await using server = await startServer({ messaging });
      const family = await createFamilyOn(server.url, 5);
      const { familyId } = family;
      const open = (transport: Watcher["connection"]["transport"]): Watcher =>
        watch({ baseUrl: server.url, familyId, transport });
      const rooms = Array.from({ length: WATCHERS }, () => open("mqtt"));
      const others = FEED_TRANSPORTS.map(open);
      const load = startLoad(family);
      await goOn([...rooms, ...others]);
      for (let kill = 0; kill < KILLS; kill += 1) {
        await broker.kill();
        await Promise.all(rooms.map((watcher) => watcher.until(() => !isLive(watcher))));
        expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
        await goOn(others);
        await broker.start();
        await goOn([...rooms, ...others]);
      }
      await load.stop();
      await expectRight([...rooms, ...others], server.url, familyId);
      for (const { connection } of rooms)
        expect(connection.counters.reconnects).toBeGreaterThanOrEqual(KILLS);
      for (const { connection } of others)
        expect(connection.counters).toMatchObject({ reconnects: 0, repairs: 0 });
      for (const { connection } of [...rooms, ...others]) connection.close();
    },
  );

  it("[MS13] has the state at once for a client that comes right after it is there again", async () => {
    await using broker = await startNats("ws");
    const { messaging } = readConfig({ MESSAGING_URL: broker.url });
    await using server = await startServer({ messaging });
    const { familyId, hitAll } = await createFamilyOn(server.url, 3);
    using early = watch({ baseUrl: server.url, familyId, transport: "mqtt" });
    await early.until(() => isLive(early));
    await broker.kill();
    await hitAll();
    const last = await readSnapshot(server.url, familyId);
    await broker.start();
    await vi.waitFor(async () => {
      const metrics = await (await fetch(`${server.url}/metrics`)).text();
      expect(metrics).toMatch(/^hydra_messaging_up 1$/mu);
    }, PATIENCE);
    // A broker that stores what it retains gives what it had before for some milliseconds.
    await vi.waitFor(async () => {
      using late = watch({ baseUrl: server.url, familyId, transport: "mqtt" });
      await late.until(() => late.updates.length > 0);
      expect(late.connection.view).toMatchObject(contentOf(last));
    }, PATIENCE);
    await early.reached(last);
  });
});

describe("nodes that publish to a broker", () => {
  it(
    "[MS12] one at a time; another takes over from one that is killed, or stands still: 0 missed, 0 repeated",
    { timeout: TIME_LIMIT_MS },
    async () => {
      await using nats = await NatsServer.start();
      await using broker = await startNats("ws");
      await using stack = new AsyncDisposableStack();
      const start = async (): Promise<ServerProcess> =>
        stack.use(
          await ServerProcess.start({
            EVENT_LOG: `nats://${nats.address}`,
            SESSION_SECRET: "a secret of nodes that are started for tests",
            MESSAGING_URL: broker.url,
          }),
        );
      const nodes = [await start(), await start(), await start()];
      const killed = await publisherAmong(nodes);
      const rest = nodes.filter((node) => node !== killed);
      const family = await createFamilyOn(rest[0]!.url, 5);
      const { familyId } = family;
      await vi.waitFor(() => Promise.all(rest.map(({ url }) => readSnapshot(url, familyId))), PATIENCE);
      const watchers = Array.from({ length: WATCHERS }, (_, n) =>
        watch({ baseUrl: rest[n % 2]!.url, familyId, transport: "mqtt" }),
      );
      const load = startLoad(family);
      await goOn(watchers);

      await killed[Symbol.asyncDispose]();
      const paused = await publisherAmong(rest);
      await goOn(watchers);

      const other = rest.find((node) => node !== paused);
      load.moveTo(other!.url);
      await goOn(watchers);
      paused.signal("SIGSTOP");
      expect(await publisherAmong([other!])).toBe(other);
      await goOn(watchers.filter((_, n) => rest[n % 2] === other));
      paused.signal("SIGCONT");
      await goOn(watchers);
      expect(await publisherAmong(rest)).toBe(other);

      await load.stop();
      await expectRight(watchers, other!.url, familyId);
      for (const { connection } of watchers) connection.close();
    },
  );
});

/** The one node that publishes, once there is one. */
function publisherAmong(nodes: readonly ServerProcess[]): Promise<ServerProcess> {
  return vi.waitFor(async () => {
    const figures = await Promise.all(nodes.map((node) => node.figure("hydra_messaging_publishing")));
    expect(figures.filter((figure) => figure === 1)).toHaveLength(1);
    return nodes[figures.indexOf(1)]!;
  }, PATIENCE);
}
