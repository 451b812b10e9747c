import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMemory, timeToLive } from "./auto-rig.ts";
import { NetworkedRig, OPEN } from "./network.ts";

beforeEach(() => void vi.useFakeTimers({ now: 1_795_000_000_000 }));
afterEach(() => void vi.useRealTimers());

describe("a page that makes room for others", () => {
  it("[TB6] closes first, stays automatic, and remembers nothing of it", async () => {
    const memory = createMemory();
    const world = new NetworkedRig({ ...OPEN, sockets: "refuse" }, { autoMemory: memory });
    await timeToLive(world);
    const { text } = memory;
    world.rig.connection.stepAside("polling");
    expect(world.open).toEqual(["polling"]);
    await timeToLive(world);
    world.publish();
    await world.wait(100);
    expect(world.rig.connection.auto?.blocked).toEqual([{ transport: "websocket", obstacle: "refused" }]);
    expect(memory.text).toBe(text);
    expect(world.rig.reports).toMatchObject([{ from: "sse", to: "polling", resumed: true, missed: 0 }]);
  });
});

describe("an application's own choice", () => {
  it.each([
    [{ sockets: "hang" }, "websocket", "silent"],
    [{ streams: "hold-body" }, "sse", "held-back"],
  ] as const)("of what is not answered has its obstacle: %j", async (part, transport, obstacle) => {
    const world = new NetworkedRig({ ...OPEN, ...part }, { transport });
    await world.wait(3_100);
    expect(world.rig.connection.state).toMatchObject({ type: "connecting", obstacle });
    expect(world.open).toEqual([transport]);
  });

  it("blames nothing while the server cannot be reached", async () => {
    const world = new NetworkedRig(
      { ...OPEN, sockets: "hang", requests: "hang" },
      { transport: "websocket" },
    );
    await world.wait(5_000);
    expect(world.rig.connection.state).toEqual({ type: "connecting" });
  });

  it("is left alone, and its state has the obstacle", async () => {
    const world = new NetworkedRig({ ...OPEN, sockets: "refuse" }, { transport: "websocket" });
    await world.wait(20_000);
    const { connection, feeds } = world.rig;
    expect(new Set(feeds.map(({ name }) => name))).toEqual(new Set(["websocket"]));
    expect(connection.state).toMatchObject({ type: "reconnecting", obstacle: "refused" });
    expect(connection.auto).toBeUndefined();
    connection.chooseAutomatically();
    expect(await timeToLive(world)).toBeLessThan(4_000);
    expect(connection.transport).toBe("sse");
  });

  it.each(["hang", "refuse"] as const)(
    "[AT1] of the hand-written socket, lost after automatic was chosen while sockets %s: begins as if nothing had been open",
    async (sockets) => {
      const world = new NetworkedRig(OPEN, { transport: "websocket-raw" });
      await timeToLive(world);
      world.rig.connection.chooseAutomatically();
      world.change({ ...OPEN, sockets });
      expect(await timeToLive(world)).toBeLessThan(8_000);
      expect(world.rig.connection.transport).toBe("sse");
    },
  );

  it("[AT10] of a transport off the ladder is not what a next page begins with", async () => {
    const memory = createMemory(
      JSON.stringify({ transport: "websocket-raw", blocked: [], until: Date.now() + 500_000, age: 0 }),
    );
    const world = new NetworkedRig({ ...OPEN, sockets: "refuse" }, { autoMemory: memory });
    expect(await timeToLive(world)).toBeLessThan(4_000);
    expect(world.rig.connection.transport).toBe("sse");
  });

  it("ends the automatic choice, unless it cannot be opened", async () => {
    const world = new NetworkedRig({ ...OPEN, streams: "refuse" });
    const { connection } = world.rig;
    await timeToLive(world);
    const failed = connection.switchTo("sse").catch((error: unknown) => error);
    await world.wait(11_000);
    expect(await failed).toMatchObject({ code: "unavailable" });
    expect([connection.auto, connection.transport]).toEqual([{ blocked: [] }, "websocket"]);
    const done = connection.switchTo("polling");
    await world.wait(100);
    await done;
    expect([connection.auto, connection.transport]).toEqual([undefined, "polling"]);
    await world.wait(700_000);
    expect(connection.transport).toBe("polling");
    connection.chooseAutomatically();
    await world.wait(100);
    expect(connection.transport).toBe("websocket");
  });

  it("opens the transport in use anew without ending the automatic choice", async () => {
    const world = new NetworkedRig(OPEN);
    await timeToLive(world);
    const done = world.rig.connection.reopen();
    await world.wait(100);
    expect(await done).toMatchObject({ from: "websocket", to: "websocket", missed: 0, repeated: 0 });
    expect(world.rig.connection.auto).toEqual({ blocked: [] });
  });
});
