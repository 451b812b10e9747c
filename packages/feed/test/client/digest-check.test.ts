import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { digestOf } from "../../src/testing/digest-of.ts";
import type { KeyedSnapshot } from "../../src/wire/keyed.ts";
import { TRANSPORTS } from "../../src/wire/transports.ts";
import { LOST } from "./fake-transport.ts";
import { contentOf } from "./feed-model.ts";
import { createRig, story, type FakeFeed, type Frame, type Rig } from "./rig.ts";

const { snapshot, delta } = story;

const digestAt = ({ fields, rows }: KeyedSnapshot): string => digestOf(fields, rows);

/** Sends frames as a server does, each with the digest of the version that it leads to. */
function send(feed: FakeFeed, ...frames: Frame[]): void {
  sendUnsigned(feed, ...frames.map((frame) => ({ ...frame, digest: digestAt(snapshot(frame.seq)) })));
}

/** As a server of an earlier version does. */
function sendUnsigned(feed: FakeFeed, ...frames: Frame[]): void {
  for (const frame of frames) {
    const read = feed.request.readFrame(JSON.parse(JSON.stringify(frame)) as never);
    if (read === undefined || read.type === "heartbeat") throw new Error("no frame");
    feed.send(read);
  }
}

/** The same with another value in its first row. */
function corrupt<Kind extends Frame>(frame: Kind): Kind {
  const [first, ...rest] = frame.rows ?? [];
  return { ...frame, rows: [{ ...first, value: 0.5 }, ...rest] };
}

function createLiveRig(...options: Parameters<typeof createRig>): Rig {
  const rig = createRig(...options);
  send(rig.feeds[0]!, snapshot(5));
  return rig;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a state that is not the server's", () => {
  it("[DG1] is none where every digest holds, of a snapshot, a delta, and an empty delta", () => {
    const { connection, feeds, shown } = createLiveRig();
    send(feeds[0]!, delta(5, 7), delta(7, 7), delta(7, 8));
    expect(shown()).toEqual([5, 7, 8]);
    expect(connection.counters.diverged).toBe(0);
    expect(feeds).toHaveLength(1);
  });

  it("[DG2, PR112] is not shown when a delta leads to it, is counted and reported, and healed by a snapshot", () => {
    const { connection, feeds, shown, reports } = createLiveRig();
    send(feeds[0]!, corrupt(delta(5, 6)));
    expect(feeds[0]!.isClosed).toBe(true);
    expect(connection.state).toMatchObject({
      type: "reconnecting",
      reason: "what is held is not what the server has",
    });
    vi.advanceTimersByTime(250);
    expect(feeds[1]!.request.since).toBeUndefined();
    send(feeds[1]!, snapshot(6), delta(6, 7));
    expect(shown()).toEqual([5, 6, 7]);
    expect(contentOf(connection.view!)).toEqual(contentOf(snapshot(7)));
    expect(connection.counters).toMatchObject({ diverged: 1, gaps: 0, resets: 1, repeated: 0 });
    expect(reports).toMatchObject([{ type: "reconnect", resumed: false, missed: 1, diverged: 1 }]);
    feeds[1]!.end(LOST);
    vi.advanceTimersByTime(5_000);
    send(feeds[2]!, delta(7, 8));
    expect(reports[1]).toMatchObject({ resumed: true, missed: 0, diverged: 0 });
  });

  it("[DG2] is found by an empty delta where it was shown, and replaced by a snapshot of the same seq", () => {
    const { view } = createLiveRig().connection;
    // It claims to be at 6 and has the rows of 5.
    const rig = createRig({ view: { ...view!, cursor: { epoch: "e1", seq: 6 } } });
    send(rig.feeds[0]!, delta(6, 6));
    expect(rig.connection.counters.diverged).toBe(1);
    vi.advanceTimersByTime(250);
    send(rig.feeds[1]!, snapshot(6));
    expect(rig.shown()).toEqual([6]);
    expect(contentOf(rig.connection.view!)).toEqual(contentOf(snapshot(6)));
    expect(rig.connection.counters).toMatchObject({ diverged: 1, repeated: 0, resets: 1 });
    // Only once: what is shown now is the server's.
    send(rig.feeds[1]!, snapshot(6));
    expect(rig.shown()).toEqual([6]);
  });

  it("[DG2] is counted in a switch whose new feed leads to it", async () => {
    const { connection, feeds, shown } = createLiveRig();
    const done = connection.switchTo("polling");
    send(feeds[1]!, corrupt(delta(5, 6)));
    vi.advanceTimersByTime(250);
    expect(feeds[0]!.isClosed).toBe(false);
    send(feeds[2]!, snapshot(6));
    expect(await done).toMatchObject({ resumed: false, diverged: 1 });
    expect(shown()).toEqual([5, 6]);
    const again = connection.switchTo("sse");
    send(feeds[3]!, delta(6, 6));
    expect(await again).toMatchObject({ resumed: true, missed: 0, diverged: 0 });
  });

  it("[DG3] is shown when two snapshots in a row lead to it, since nothing better can be had", () => {
    const { connection, feeds, shown } = createRig();
    send(feeds[0]!, corrupt(snapshot(5)));
    expect(shown()).toEqual([]);
    vi.advanceTimersByTime(250);
    send(feeds[1]!, corrupt(snapshot(5)), delta(5, 6));
    expect(shown()).toEqual([5, 6]);
    expect(connection.state).toEqual({ type: "live" });
    expect(connection.counters.diverged).toBe(3);
    feeds[1]!.end(LOST);
    vi.advanceTimersByTime(5_000);
    send(feeds[2]!, snapshot(7), corrupt(delta(7, 8)));
    // A snapshot has held: from then on a difference is healed again.
    expect(feeds[2]!.isClosed).toBe(true);
    expect(shown()).toEqual([5, 6, 7]);
  });

  it("[DG1] is not looked for where frames have no digest, or a codec none", () => {
    const { connection, feeds, shown } = createRig();
    feeds[0]!.send(snapshot(5), corrupt(delta(5, 6)));
    expect(shown()).toEqual([5, 6]);
    expect(connection.counters.diverged).toBe(0);
  });

  it("[DG4] is found by the next digest after frames without one, over whichever rows", () => {
    const { connection, feeds, shown } = createRig();
    sendUnsigned(feeds[0]!, snapshot(5), delta(5, 6));
    send(feeds[0]!, delta(6, 7));
    expect(connection.counters.diverged).toBe(0);
    sendUnsigned(feeds[0]!, corrupt(delta(7, 8)));
    expect(shown()).toEqual([5, 6, 7, 8]);
    send(feeds[0]!, delta(8, 8));
    expect(connection.counters.diverged).toBe(1);
    expect(feeds[0]!.isClosed).toBe(true);
  });

  it("[DG4, DG3] is not begun with for ever where only deltas have digests", () => {
    const { connection, feeds, shown } = createRig();
    for (let turn = 0; turn < 2; turn += 1) {
      sendUnsigned(feeds[turn]!, corrupt(snapshot(5)));
      send(feeds[turn]!, delta(5, 6));
      if (turn === 0) vi.advanceTimersByTime(250);
    }
    expect(feeds).toHaveLength(2);
    expect(shown()).toEqual([5, 6]);
    expect(connection.counters.diverged).toBe(2);
    sendUnsigned(feeds[1]!, snapshot(7));
    send(feeds[1]!, delta(7, 8), corrupt(delta(8, 9)));
    // A digest has held of what a snapshot led to: from then on a difference is healed again.
    expect(feeds[1]!.isClosed).toBe(true);
  });
});

describe.each(TRANSPORTS)("what is shown, over %s", (transport) => {
  const other = transport === "sse" ? "websocket" : "sse";

  it("[AU3] stays verified where an older server has nothing newer, and is not by what that has newer", async () => {
    const { connection, feeds, shown } = createLiveRig({ transport: other });
    const resumed = connection.switchTo(transport);
    sendUnsigned(feeds[1]!, delta(5, 5));
    expect(await resumed).toMatchObject({ resumed: true, verified: true });
    sendUnsigned(feeds[1]!, delta(5, 6));
    const back = connection.switchTo(other);
    sendUnsigned(feeds[2]!, delta(6, 6));
    expect(await back).toMatchObject({ resumed: true, verified: false });
    const again = connection.switchTo(transport);
    send(feeds[3]!, delta(6, 6));
    expect(await again).toMatchObject({ resumed: true, verified: true, diverged: 0 });
    sendUnsigned(feeds[3]!, delta(6, 7));
    send(feeds[3]!, delta(7, 8));
    const last = connection.switchTo(other);
    feeds[4]!.sendUnchanged();
    expect(await last).toMatchObject({ verified: true, diverged: 0 });
    expect(shown()).toEqual([5, 6, 7, 8]);
  });
});
