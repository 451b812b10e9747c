import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TRANSPORTS } from "../../src/wire/transports.ts";
import { LOST } from "./fake-transport.ts";
import { contentOf } from "./feed-model.ts";
import { createRig, createVersions, inNextRound, story, type Rig } from "./rig.ts";

const { snapshot, delta } = story;

/** Live at seq 5 over its first feed. */
function createLiveRig(...options: Parameters<typeof createRig>): Rig {
  const rig = createRig(...options);
  rig.feeds[0]!.send(snapshot(5));
  return rig;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a connection's view", () => {
  it("begins with a snapshot and continues by contiguous deltas", () => {
    const { connection, feeds, updates, states } = createLiveRig();
    expect(feeds[0]!.request.since).toBeUndefined();
    feeds[0]!.send(delta(5, 7), delta(7, 8));
    expect(updates.map(({ type, view }) => [type, view.cursor.seq])).toEqual([
      ["snapshot", 5],
      ["delta", 7],
      ["delta", 8],
    ]);
    expect(contentOf(connection.view!)).toEqual(contentOf(snapshot(8)));
    expect(states).toEqual([{ type: "live" }]);
  });

  it("begins from a view that was handed over", () => {
    const first = createLiveRig();
    const second = createRig({ view: first.connection.view! });
    expect(second.connection.view).toBe(first.connection.view);
    expect(second.feeds[0]!.request.since).toEqual({ epoch: "e1", seq: 5 });
    second.feeds[0]!.send(delta(5, 9));
    expect(second.shown()).toEqual([9]);
    expect(second.reports).toEqual([]);
  });

  it("[PR25] has in an update what it covers, and the frame itself", () => {
    const { feeds, updates } = createLiveRig();
    const frame = { ...delta(5, 9), versions: 4, firstPublishedAt: 5_500 };
    feeds[0]!.send(frame);
    expect(updates[1]).toMatchObject({
      frame,
      transport: "sse",
      versions: 4,
      firstPublishedAt: 5_500,
      publishedAt: 9_000,
      isOverlapping: false,
    });
  });

  it("[PR29] ignores and counts what is not newer, and shows nothing for an empty delta", () => {
    const { connection, feeds, updates } = createLiveRig();
    feeds[0]!.send(delta(5, 5), delta(3, 4), snapshot(5), snapshot(2));
    expect(updates).toHaveLength(1);
    expect(connection.counters).toMatchObject({ applied: 0, stale: 3, gaps: 0, resets: 0 });
  });

  it("[PR24] takes a snapshot in the middle of a feed as a reset", () => {
    const { connection, feeds, updates } = createLiveRig();
    feeds[0]!.send(inNextRound(snapshot(9)));
    expect(updates[1]).toMatchObject({
      type: "snapshot",
      view: { fields: { round: 2 }, cursor: { seq: 9 } },
    });
    expect(connection.counters.resets).toBe(1);
    expect(feeds[0]!.isClosed).toBe(false);
  });

  it("counts what its feeds cost", () => {
    const { connection, feeds } = createLiveRig();
    feeds[0]!.sendUnchanged();
    feeds[0]!.end(LOST);
    expect(connection.counters).toMatchObject({ requests: 3, payloadBytesIn: 10 });
  });

  it("survives a listener that throws, which is reported to the platform", () => {
    const outside = vi.spyOn(globalThis, "queueMicrotask").mockImplementation(() => {});
    const rig = createLiveRig({
      onUpdate() {
        throw new Error("the application's own");
      },
    });
    expect(rig.connection.state).toEqual({ type: "live" });
    expect(outside.mock.calls[0]![0]).toThrow("the application's own");
  });
});

describe("a connection that is lost", () => {
  it("resumes from the cursor it holds and proves that nothing was missed", () => {
    const { connection, feeds, states, reports, shown } = createLiveRig();
    feeds[0]!.send(delta(5, 6));
    feeds[0]!.end(LOST);
    expect(states.at(-1)).toEqual({
      type: "reconnecting",
      retryAt: Date.now() + 250,
      reason: "lost in a test",
    });
    expect(connection.view?.cursor.seq).toBe(6);
    vi.advanceTimersByTime(249);
    expect(feeds).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(feeds[1]!.request.since).toEqual({ epoch: "e1", seq: 6 });
    vi.advanceTimersByTime(40);
    feeds[1]!.send(delta(6, 9));
    expect(reports).toEqual([
      {
        type: "reconnect",
        from: "sse",
        to: "sse",
        resumedAt: { epoch: "e1", seq: 6 },
        resumed: true,
        missed: 0,
        repeated: 0,
        diverged: 0,
        verified: false,
        overlapped: 0,
        tookMs: 40,
      },
    ]);
    expect(shown()).toEqual([5, 6, 9]);
    expect(states.at(-1)).toEqual({ type: "live" });
    expect(connection.counters.reconnects).toBe(1);
  });

  it.each([
    ["an empty delta", (rig: Rig) => rig.feeds[1]!.send(delta(5, 5))],
    ["204", (rig: Rig) => rig.feeds[1]!.sendUnchanged()],
  ])("[PR26] takes %s as the answer that nothing was missed", (_answer, answer) => {
    const rig = createLiveRig();
    rig.feeds[0]!.end(LOST);
    vi.advanceTimersByTime(250);
    answer(rig);
    expect(rig.reports).toMatchObject([{ resumed: true, missed: 0, repeated: 0 }]);
    expect(rig.updates).toHaveLength(1);
    expect(rig.connection.state.type).toBe("live");
  });

  it("[PR12] reports that it missed something when the server had to begin with a snapshot", () => {
    const { connection, feeds, reports, updates } = createLiveRig();
    feeds[0]!.end(LOST);
    vi.advanceTimersByTime(250);
    const [fresh] = createVersions(1, "e2");
    feeds[1]!.send(fresh!);
    expect(reports).toMatchObject([{ resumed: false, missed: 1, resumedAt: { epoch: "e1", seq: 5 } }]);
    expect(updates[1]).toMatchObject({ type: "snapshot", view: { cursor: { epoch: "e2", seq: 1 } } });
    expect(connection.counters.resets).toBe(1);
  });

  it.each(TRANSPORTS)("[PR12] reports a start-over that %s did not notice as a loss", (transport) => {
    const { connection, feeds, reports } = createLiveRig({ transport });
    feeds[0]!.send(createVersions(1, "e2")[0]!);
    expect(reports).toMatchObject([
      { type: "reconnect", from: transport, to: transport, resumed: false, missed: 1, resumedAt: { seq: 5 } },
    ]);
    feeds[0]!.send(createVersions(2, "e2")[1]!);
    expect(reports).toHaveLength(1);
    expect(connection.counters).toMatchObject({ resets: 2, reconnects: 1 });
  });

  it("[PR29] meets a gap by asking for a snapshot, and shows what it has until then", () => {
    const { connection, feeds, reports, shown } = createLiveRig();
    feeds[0]!.send(delta(7, 8));
    expect(feeds[0]!.isClosed).toBe(true);
    expect(connection.view?.cursor.seq).toBe(5);
    vi.advanceTimersByTime(250);
    expect(feeds[1]!.request.since).toBeUndefined();
    feeds[1]!.send(snapshot(9), delta(9, 10));
    expect(shown()).toEqual([5, 9, 10]);
    expect(reports).toMatchObject([{ type: "reconnect", resumed: false, missed: 1 }]);
    expect(connection.counters).toMatchObject({ gaps: 1, resets: 1 });
    feeds[1]!.end(LOST);
    vi.advanceTimersByTime(5_000);
    expect(feeds[2]!.request.since).toEqual({ epoch: "e1", seq: 10 });
  });

  it("does not go back to an older snapshot after a gap", () => {
    const { feeds, shown } = createLiveRig();
    feeds[0]!.send(delta(7, 8));
    vi.advanceTimersByTime(250);
    feeds[1]!.send(snapshot(4), delta(4, 5), delta(5, 7));
    expect(shown()).toEqual([5, 7]);
  });

  it("[PR64] stays away for as long as the server asked", () => {
    const { feeds } = createLiveRig();
    feeds[0]!.end({ type: "restart", reason: "restart", retryAfterMs: 2_000 });
    vi.advanceTimersByTime(2_249);
    expect(feeds).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(feeds).toHaveLength(2);
  });

  it("waits longer each time while it flaps, and begins anew once a feed has proved itself", () => {
    const { connection, feeds } = createLiveRig();
    const waitOf = (): number => {
      feeds.at(-1)!.end(LOST);
      const { state } = connection;
      const waitMs = state.type === "reconnecting" ? state.retryAt - Date.now() : Number.NaN;
      vi.advanceTimersByTime(waitMs);
      feeds.at(-1)!.sendUnchanged();
      return waitMs;
    };
    expect([waitOf(), waitOf(), waitOf()]).toEqual([250, 500, 1_000]);
    vi.advanceTimersByTime(5_000);
    expect(waitOf()).toBe(250);
  });

  it("stops when it is refused, whatever happens then", () => {
    const { connection, feeds, states } = createRig();
    feeds[0]!.end({ type: "refused", code: "not-found", reason: "no such family" });
    expect(states).toEqual([{ type: "refused", code: "not-found", reason: "no such family" }]);
    connection.nudge();
    connection.setOnline(false);
    connection.setOnline(true);
    vi.advanceTimersByTime(60_000);
    expect(feeds).toHaveLength(1);
    expect(connection.state.type).toBe("refused");
  });

  it("[PR7] comes back from a server that sent what cannot be read, and counts it", () => {
    const { connection, feeds } = createLiveRig();
    feeds[0]!.end({ type: "malformed", reason: "not JSON" });
    vi.advanceTimersByTime(250);
    feeds[1]!.sendUnchanged();
    expect(connection.counters.malformed).toBe(1);
    expect(connection.state.type).toBe("live");
  });

  it("[PR7] asks for a snapshot after a delta that does not fit, and shows what it has until then", () => {
    const { connection, feeds, shown } = createLiveRig();
    feeds[0]!.send({ ...delta(5, 6), rows: [{ value: 1 }] });
    expect(feeds[0]!.isClosed).toBe(true);
    expect(connection.counters.malformed).toBe(1);
    expect(connection.view?.cursor.seq).toBe(5);
    vi.advanceTimersByTime(4_000);
    expect(feeds[1]!.request.since).toBeUndefined();
    feeds[1]!.send(snapshot(9));
    expect(shown()).toEqual([5, 9]);
  });

  it("has in its state what is odd while it waits for a first answer", () => {
    const { connection, feeds } = createRig();
    feeds[0]!.events.onNotice?.("a proxy may be buffering");
    expect(connection.state).toEqual({ type: "connecting", reason: "a proxy may be buffering" });
    feeds[0]!.send(snapshot(5));
    feeds[0]!.events.onNotice?.("late");
    expect(connection.state).toEqual({ type: "live" });
  });
});

describe("a connection that is closed", () => {
  it("releases everything and reports nothing more", () => {
    const { connection, feeds, states, updates } = createLiveRig();
    connection.close();
    connection.close();
    feeds[0]!.events.onEnd(LOST);
    connection.nudge();
    connection.setOnline(false);
    connection.setOnline(true);
    expect(states.map(({ type }) => type)).toEqual(["live", "closed"]);
    expect(updates).toHaveLength(1);
    expect(feeds).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("may be closed from within its own listener", () => {
    const rig: Rig = createLiveRig({
      onUpdate: ({ view }) => {
        if (view.cursor.seq === 6) rig.connection.close();
      },
    });
    rig.feeds[0]!.end(LOST);
    vi.advanceTimersByTime(250);
    rig.feeds[1]!.send(delta(5, 6), delta(6, 7));
    expect(rig.shown()).toEqual([5, 6]);
    expect(rig.states.map(({ type }) => type)).toEqual(["live", "reconnecting", "closed"]);
    expect(rig.reports).toEqual([]);
  });

  it("makes no more attempts when closed while it waited", () => {
    const { connection, feeds } = createLiveRig();
    feeds[0]!.end(LOST);
    connection.close();
    vi.advanceTimersByTime(60_000);
    expect(feeds).toHaveLength(1);
  });
});
