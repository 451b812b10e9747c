import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type TransportName } from "../../src/wire/transports.ts";
import { createMemory, timeToLive } from "./auto-rig.ts";
import { LOST } from "./fake-transport.ts";
import { NetworkedRig, OPEN, type Network } from "./network.ts";

beforeEach(() => void vi.useFakeTimers({ now: 1_795_000_000_000 }));
afterEach(() => void vi.useRealTimers());

describe("the automatic choice", () => {
  it("[AT1] begins with WebSocket, and finds nothing blocked where it gets through", async () => {
    const world = new NetworkedRig(OPEN);
    await timeToLive(world);
    expect(world.rig.connection.transport).toBe("websocket");
    expect(world.rig.connection.auto).toEqual({ blocked: [] });
    expect(world.rig.feeds).toHaveLength(1);
  });

  const cases: { rule: string; part: Partial<Network>; to: TransportName; limitMs: number }[] = [
    { rule: "[AT3] refused sockets", part: { sockets: "refuse" }, to: "sse", limitMs: 4_000 },
    { rule: "[AT4] sockets without an answer", part: { sockets: "hang" }, to: "sse", limitMs: 8_000 },
    {
      rule: "[AT5] held-back bodies",
      part: { sockets: "refuse", streams: "hold-body" },
      to: "long-polling",
      limitMs: 8_000,
    },
    {
      rule: "[AT5] held-back heads",
      part: { sockets: "hang", streams: "hold-all" },
      to: "long-polling",
      limitMs: 8_000,
    },
    {
      rule: "[AT3] refused streams",
      part: { sockets: "refuse", streams: "refuse" },
      to: "long-polling",
      limitMs: 4_000,
    },
    {
      rule: "[AT6] unanswered long-polls",
      part: { sockets: "refuse", streams: "refuse", longPolls: "hang" },
      to: "polling",
      limitMs: 8_000,
    },
  ];
  it.each(cases)("$rule: lives by what gets through, in time [AT12]", async ({ part, to, limitMs }) => {
    const world = new NetworkedRig({ ...OPEN, ...part });
    expect(await timeToLive(world)).toBeLessThan(limitMs);
    expect(world.rig.connection.transport).toBe(to);
    expect(world.open).toEqual([to]);
    expect(world.rig.connection.auto?.blocked[0]?.transport).toBe("websocket");
    // The first state goes on from nothing, so there is nothing to report.
    expect(world.rig.reports).toEqual([]);
  });

  it("[AT11] reports what did not get through, why, and when it is tried again", async () => {
    const world = new NetworkedRig({ ...OPEN, sockets: "hang", streams: "hold-body" });
    await timeToLive(world);
    expect(world.rig.connection.auto?.blocked).toEqual([
      { transport: "websocket", obstacle: "silent" },
      { transport: "sse", obstacle: "held-back" },
    ]);
    expect(world.rig.connection.auto?.retryAt).toBe(world.rig.autos.at(-1)?.retryAt);
  });

  it("[AT4] keeps a socket that was only slow, and closes the stream beside it", async () => {
    const world = new NetworkedRig({ ...OPEN, roundTripMs: 1_500 });
    await timeToLive(world);
    expect(world.rig.feeds.map(({ name }) => name)).toEqual(["websocket", "sse"]);
    expect(world.rig.connection.transport).toBe("websocket");
    await world.wait(5_000);
    expect(world.open).toEqual(["websocket"]);
    expect(world.rig.connection.auto).toEqual({ blocked: [] });
  });

  it("[AT10] remembers what was refused only after another was opened beside it", async () => {
    const memory = createMemory();
    const world = new NetworkedRig(
      { ...OPEN, sockets: "refuse", roundTripMs: 1_100 },
      { autoMemory: memory },
    );
    await timeToLive(world);
    expect(world.rig.feeds.map(({ name }) => name)).toEqual(["websocket", "sse"]);
    expect(JSON.parse(memory.text ?? "null")).toMatchObject({
      transport: "sse",
      blocked: [{ transport: "websocket", obstacle: "refused" }],
    });
  });

  it("[AT3] stays with its transport while the server cannot be reached", async () => {
    const world = new NetworkedRig({ ...OPEN, isUp: false });
    await world.wait(20_000);
    expect(new Set(world.rig.feeds.map(({ name }) => name))).toEqual(new Set(["websocket"]));
    expect(world.rig.connection.state.type).toBe("reconnecting");
    world.change(OPEN);
    await timeToLive(world);
    expect(world.rig.connection.transport).toBe("websocket");
  });

  it("[FP1] ends when the server refuses", async () => {
    const world = new NetworkedRig({ ...OPEN, sockets: "refuse" });
    world.rig.answer.probe = { type: "refused", code: "not-found", reason: "no such family" };
    await world.wait(10_000);
    expect(world.rig.connection.state).toMatchObject({ type: "refused", code: "not-found" });
    expect(world.rig.feeds).toHaveLength(1);
  });

  it("[AT7] steps down after two short losses while the server answers, and not for restarts", async () => {
    const world = new NetworkedRig(OPEN);
    for (const type of ["restart", "restart", "restart"] as const) {
      await timeToLive(world);
      world.rig.feeds.at(-1)!.end({ type, reason: "restart" });
    }
    await timeToLive(world);
    expect(world.rig.connection.transport).toBe("websocket");
    for (let loss = 0; loss < 2; loss += 1) {
      await timeToLive(world);
      world.rig.feeds.at(-1)!.end(LOST);
    }
    await timeToLive(world);
    expect(world.rig.connection.transport).toBe("sse");
    expect(world.rig.connection.auto?.blocked).toEqual([{ transport: "websocket", obstacle: "dropped" }]);
    expect(world.rig.reports.every(({ resumed, missed }) => resumed && missed === 0)).toBe(true);
  });

  it("[AT7] does not blame the transport for a server that is away, or for losses far apart", async () => {
    const world = new NetworkedRig(OPEN);
    for (let loss = 0; loss < 4; loss += 1) {
      await timeToLive(world);
      await world.wait(31_000);
      world.rig.feeds.at(-1)!.end(LOST);
    }
    for (let loss = 0; loss < 4; loss += 1) {
      await timeToLive(world);
      world.change({ ...OPEN, isUp: false });
      await world.wait(1_000);
      world.change(OPEN);
    }
    await timeToLive(world);
    expect(world.rig.connection.transport).toBe("websocket");
  });

  it("[AT8] tries again soon when silence alone made it step down", async () => {
    const world = new NetworkedRig({ ...OPEN, sockets: "hang" });
    await timeToLive(world);
    world.change(OPEN);
    await world.wait(15_100);
    expect(world.rig.connection.transport).toBe("websocket");
    expect(world.open).toEqual(["websocket"]);
    expect(world.rig.connection.auto).toEqual({ blocked: [] });
    expect(world.rig.reports).toMatchObject([
      { type: "switch", from: "sse", to: "websocket", resumed: true, missed: 0, repeated: 0 },
    ]);
  });

  it("[AT9] tries again when the network is back, in sight only, and not all the time", async () => {
    const world = new NetworkedRig({ ...OPEN, sockets: "refuse" });
    const { connection, feeds } = world.rig;
    await timeToLive(world);
    const attempts = (): number => feeds.filter(({ name }) => name === "websocket").length;
    connection.setInSight(false);
    connection.hurry();
    await world.wait(1_000);
    expect(attempts()).toBe(1);
    connection.setInSight(true);
    await world.wait(4_000);
    expect(attempts()).toBe(2);
    for (let times = 0; times < 20; times += 1) {
      connection.hurry();
      await world.wait(100);
    }
    expect(attempts()).toBeLessThanOrEqual(3);
    world.change(OPEN);
    await world.wait(5_000);
    connection.hurry();
    await world.wait(5_100);
    expect(connection.transport).toBe("websocket");
  });

  it("[AT9] goes up as far as it can: sockets stay blocked, streams pass again", async () => {
    const world = new NetworkedRig({ ...OPEN, sockets: "hang", streams: "hold-body" });
    await timeToLive(world);
    expect(world.rig.connection.transport).toBe("long-polling");
    world.change({ ...OPEN, sockets: "hang" });
    world.rig.connection.hurry();
    await world.wait(4_000);
    expect(world.rig.connection.transport).toBe("sse");
    expect(world.rig.connection.auto?.blocked).toEqual([{ transport: "websocket", obstacle: "silent" }]);
  });

  it("[AT10] remembers for ten minutes, an hour, a day, and forgets when the best gets through", async () => {
    const memory = createMemory();
    const agesMs: number[] = [];
    const world = new NetworkedRig({ ...OPEN, sockets: "refuse" }, { autoMemory: memory });
    await timeToLive(world);
    for (let turn = 0; turn < 4; turn += 1) {
      const ageMs = world.rig.connection.auto!.retryAt! - Date.now();
      agesMs.push(Math.round(ageMs / 60_000));
      await world.rest(ageMs - 1_000);
      await world.wait(2_500);
    }
    expect(agesMs).toEqual([10, 60, 1_440, 1_440]);
    const next = new NetworkedRig({ ...OPEN, sockets: "refuse" }, { autoMemory: memory });
    await timeToLive(next);
    expect(next.rig.feeds.map(({ name }) => name)).toEqual(["sse"]);
    expect(next.rig.connection.auto?.blocked).toEqual([{ transport: "websocket", obstacle: "refused" }]);
    next.change(OPEN);
    next.rig.connection.hurry();
    await next.wait(500);
    expect(next.rig.connection.transport).toBe("websocket");
    expect(memory.text).toBeNull();
  });

  it("[AT10] remembers two obstacles of a first visit as long as one", async () => {
    const memory = createMemory();
    const world = new NetworkedRig({ ...OPEN, sockets: "refuse" }, { autoMemory: memory });
    await timeToLive(world);
    for (let loss = 0; loss < 2; loss += 1) {
      await timeToLive(world);
      world.rig.feeds.at(-1)!.end(LOST);
    }
    await timeToLive(world);
    expect(world.rig.connection.transport).toBe("long-polling");
    expect(JSON.parse(memory.text!)).toMatchObject({ age: 0, transport: "long-polling" });
  });

  it("[AT10] keeps nothing of a network that was away", async () => {
    const memory = createMemory();
    const world = new NetworkedRig(
      { ...OPEN, sockets: "hang", requests: "hang", streams: "hold-all" },
      { autoMemory: memory },
    );
    await world.wait(12_000);
    world.change(OPEN);
    await timeToLive(world);
    expect(memory.text).toBeNull();
    await world.wait(16_000);
    expect([world.rig.connection.transport, memory.text]).toEqual(["websocket", null]);
  });

  it.each([
    "{",
    "null",
    '{"transport":"carrier pigeon","blocked":[],"until":9e15,"age":0}',
    `{"transport":"polling","blocked":[],"until":${1_795_000_000_000 + 100 * 86_400_000},"age":0}`,
    `{"transport":"polling","blocked":[],"until":${1_795_000_000_000 - 1},"age":0}`,
    '{"transport":"polling","blocked":[{"transport":"sse","obstacle":"magic"}],"until":9e15,"age":0}',
  ])("[AT10] takes %s for nothing", async (text) => {
    const world = new NetworkedRig(OPEN, { autoMemory: createMemory(text) });
    await timeToLive(world);
    expect(world.rig.connection.transport).toBe("websocket");
  });
});
