// A server that has not what is shown: a node that lags, a log that was put back from a copy, a cursor that was damaged on its way.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LAG_MS } from "../../src/client/lag.ts";
import { SWITCH_TIMEOUT_MS } from "../../src/client/switch.ts";
import { digestOf } from "../../src/testing/digest-of.ts";
import type { Fields } from "../../src/wire/fields.ts";
import { frameFrom } from "../../src/wire/frames.ts";
import { keyedFrames } from "../../src/wire/keyed.ts";
import { TRAITS, TRANSPORTS, type TransportName } from "../../src/wire/transports.ts";
import { LOST } from "./fake-transport.ts";
import { createRig, story, type FakeFeed, type Frame, type Rig } from "./rig.ts";

const { snapshot, delta } = story;
const FAR = 1_000_000;
/** Longer than any back-off before a second attempt. */
const RETRY_MS = 1_500;

/** With the digest of what it leads to, and read as from the wire: a view's digest is of rows as they were sent. */
function signed(frame: Frame, seq = frame.seq): Frame {
  const { fields, rows } = snapshot(seq);
  const sent = { ...frame, digest: digestOf(fields, rows) };
  const read = frameFrom(
    keyedFrames((row) => row),
    JSON.parse(JSON.stringify(sent)) as Fields,
  );
  if (read === undefined || read.type === "heartbeat") throw new Error("not a frame of the feed");
  return read;
}

/** Live at seq 20, lost, and opened again from there. */
async function createReopenedRig(transport: TransportName): Promise<Rig & { readonly feed: FakeFeed }> {
  const rig = createRig({ transport });
  rig.feeds[0]!.send(signed(snapshot(20)));
  rig.feeds[0]!.end(LOST);
  await vi.advanceTimersByTimeAsync(RETRY_MS);
  expect(rig.feeds.at(-1)!.request.since).toEqual({ epoch: "e1", seq: 20 });
  return { ...rig, feed: rig.feeds.at(-1)! };
}

/** Until another feed is opened. */
async function reopened({ feeds }: Rig, after: FakeFeed): Promise<FakeFeed> {
  for (let waits = 0; feeds.at(-1) === after && waits < 20; waits += 1)
    await vi.advanceTimersByTimeAsync(500);
  expect(feeds.at(-1)).not.toBe(after);
  return feeds.at(-1)!;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe.each(TRANSPORTS)("a server that has not what is shown, over %s", (transport) => {
  it("[BH3, AU2] is gone back to once it has had its time, which is counted, shown, and reported", async () => {
    const rig = await createReopenedRig(transport);
    const { connection, feeds, reports, updates, shown, feed } = rig;
    feed.send(signed(snapshot(5)));
    expect(connection.state).toMatchObject({
      type: "reconnecting",
      reason: expect.stringMatching("not come to") as string,
    });
    await vi.advanceTimersByTimeAsync(LAG_MS - 1);
    expect([shown(), reports, feeds.at(-1)]).toEqual([[20], [], feed]);
    // Asked once more, since a client that polls once an hour has had one answer.
    const again = await reopened(rig, feed);
    expect(again.request.since).toEqual({ epoch: "e1", seq: 20 });
    again.send(signed(snapshot(6)));
    const last = await reopened(rig, again);
    expect(last.request.since).toBeUndefined();
    last.send(signed(snapshot(7)));
    expect(connection.state).toEqual({ type: "live" });
    expect(updates.at(-1)).toMatchObject({
      isReset: true,
      findings: ["missed"],
      view: { cursor: { seq: 7 } },
    });
    expect(reports).toEqual([
      expect.objectContaining({ resumed: false, missed: 1, repeated: 0, verified: true }),
    ]);
    last.send(signed(delta(7, 8)), signed(delta(8, 9)));
    expect(shown()).toEqual([20, 7, 8, 9]);
    expect(connection.counters).toMatchObject({ resets: 1, missed: 1, repeated: 0, gaps: 0 });
  });

  it("[BH2] is waited for where it only lags, without a loss", async () => {
    const { connection, reports, shown, feed } = await createReopenedRig(transport);
    feed.send(signed(snapshot(18)));
    // A feed that is asked is asked from what is held.
    const isPushed = TRAITS[transport].mode === "streaming";
    feed.send(...(isPushed ? [delta(18, 19), delta(19, 22)] : [delta(20, 22)]).map((frame) => signed(frame)));
    expect(connection.state).toEqual({ type: "live" });
    await vi.advanceTimersByTimeAsync(2 * LAG_MS);
    feed.send(signed(delta(22, 23)));
    expect(shown()).toEqual([20, 22, 23]);
    expect(reports).toEqual([
      expect.objectContaining({ resumed: true, missed: 0, repeated: 0, verified: true }),
    ]);
    expect(connection.counters).toMatchObject({ resets: 0, gaps: 0, missed: 0, repeated: 0 });
  });

  it("[BH2] has answered when it is where the client is, by whatever it sends then", async () => {
    const { connection, reports, feed } = await createReopenedRig(transport);
    feed.send(signed(snapshot(18)));
    if (TRAITS[transport].mode === "streaming") feed.send(signed(delta(18, 20)));
    else feed.sendUnchanged();
    expect(connection.state).toEqual({ type: "live" });
    expect(reports).toMatchObject([{ resumed: true, missed: 0 }]);
    if (TRAITS[transport].mode === "streaming") expect(reports[0]!.verified).toBe(true);
  });

  it("[BH4] is found where one seq was damaged, and what follows seems old", async () => {
    const rig = createRig({ transport });
    const { connection, feeds, shown } = rig;
    feeds[0]!.send(signed(snapshot(5)), signed({ ...delta(5, 6), seq: 6 + FAR }, 6));
    expect(shown()).toEqual([5, 6 + FAR]);
    feeds[0]!.send(signed(delta(6, 7)), signed(delta(7, 8)));
    const again = await reopened(rig, feeds[0]!);
    expect(again.request.since?.seq).toBe(6 + FAR);
    again.send(signed(snapshot(9)));
    const last = await reopened(rig, again);
    last.send(signed(snapshot(10)), signed(delta(10, 11)));
    expect(shown()).toEqual([5, 6 + FAR, 10, 11]);
    expect(connection.counters).toMatchObject({ missed: 1, repeated: 0, resets: 1 });
    expect(rig.reports.at(-1)).toMatchObject({ resumed: false, missed: 1, verified: true });
  });

  it("[BH2] is not switched to while what is open is live", async () => {
    const rig = createRig({ transport: transport === "sse" ? "websocket" : "sse" });
    rig.feeds[0]!.send(snapshot(20));
    const outcome = rig.connection.switchTo(transport).catch((error: unknown) => error);
    for (let waits = 0; waits < SWITCH_TIMEOUT_MS / 500; waits += 1) {
      if (rig.feeds.at(-1) !== rig.feeds[0] && !rig.feeds.at(-1)!.isClosed)
        rig.feeds.at(-1)!.send(snapshot(15));
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(await outcome).toMatchObject({
      code: "unavailable",
      message: expect.stringMatching("not come to") as string,
    });
    rig.feeds[0]!.send(delta(20, 21));
    expect(rig.shown()).toEqual([20, 21]);
    expect(rig.connection.counters).toMatchObject({ missed: 0, resets: 0 });
  });
});

describe("a server that has not what is shown", () => {
  it("[BH1] proves its transport all the same", async () => {
    const rig = createRig({ transport: "auto" });
    rig.feeds[0]!.send(snapshot(20));
    rig.feeds[0]!.end(LOST);
    const again = await reopened(rig, rig.feeds[0]!);
    again.send(snapshot(15));
    await vi.advanceTimersByTimeAsync(LAG_MS - 1);
    expect(rig.feeds.at(-1)).toBe(again);
    expect(rig.connection.auto?.blocked).toEqual([]);
  });

  it("[BH3] is switched to where what is open is lost, and then gone back to", async () => {
    const rig = createRig();
    rig.feeds[0]!.send(signed(snapshot(20)));
    rig.feeds[0]!.end(LOST);
    const report = rig.connection.switchTo("websocket", { timeoutMs: 4 * LAG_MS });
    for (let waits = 0; rig.connection.transport !== "websocket" && waits < 60; waits += 1) {
      const last = rig.feeds.findLast(({ name }) => name === "websocket")!;
      if (!last.isClosed) last.send(signed(snapshot(15)));
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(await report).toMatchObject({ resumed: false, missed: 1, verified: true });
    expect(rig.shown()).toEqual([20, 15]);
  });

  it("[BH2] is not taken for one that is behind for the time that a page was out of sight", async () => {
    const rig = await createReopenedRig("sse");
    rig.feed.send(snapshot(15));
    rig.connection.pause();
    await vi.advanceTimersByTimeAsync(10 * LAG_MS);
    rig.connection.resume();
    const again = rig.feeds.at(-1)!;
    again.send(snapshot(19), delta(19, 21));
    expect(rig.shown()).toEqual([20, 21]);
    expect(rig.connection.counters).toMatchObject({ missed: 0 });
  });
});
