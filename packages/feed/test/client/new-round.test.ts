// A round begins while a switch is under way: both feeds bring its snapshot, each at a version of its own, and neither is a loss.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TRANSPORTS } from "../../src/wire/transports.ts";
import { LOST } from "./fake-transport.ts";
import { createRig, inNextRound, story, type Rig } from "./rig.ts";

const { snapshot, delta } = story;
const next = (seq: number): ReturnType<typeof snapshot> => inNextRound(snapshot(seq));

/** Live at seq 5, and a second feed opened from there. */
function createSwitchingRig(to: (typeof TRANSPORTS)[number]): Rig & { readonly done: Promise<unknown> } {
  const rig = createRig({ transport: to === "sse" ? "websocket" : "sse" });
  rig.feeds[0]!.send(snapshot(5));
  return { ...rig, done: rig.connection.switchTo(to) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe.each(TRANSPORTS)("[AU2] a switch to %s in the moment a round begins", (to) => {
  it("misses nothing where the new feed's snapshot is newer than the old one's", async () => {
    const { connection, feeds, updates, done } = createSwitchingRig(to);
    feeds[0]!.send(next(6));
    feeds[1]!.send(next(7));
    expect(await done).toMatchObject({ resumed: true, missed: 0, repeated: 0 });
    expect(connection.counters).toMatchObject({ missed: 0, repeated: 0 });
    expect(updates.filter(({ isReset, findings }) => isReset || findings.length > 0)).toEqual([]);
    expect(updates).toHaveLength(3);
  });

  it("misses nothing where the new feed's comes later, after a delta from before", async () => {
    const { connection, feeds, shown, done } = createSwitchingRig(to);
    feeds[0]!.send(delta(5, 8));
    feeds[1]!.send(delta(5, 7), next(9));
    expect(await done).toMatchObject({ resumed: true, missed: 0 });
    feeds[1]!.send(next(12));
    expect(shown()).toEqual([5, 8, 9, 12]);
    // Within a round that is shown none was to be expected.
    expect(connection.counters.missed).toBe(1);
  });

  it("reports each snapshot that was not due as missed, and the switch as not resumed", async () => {
    const { feeds, done } = createSwitchingRig(to);
    feeds[0]!.send(next(20));
    feeds[1]!.send(next(10), next(15), next(21));
    expect(await done).toMatchObject({ resumed: false, missed: 1 });
  });

  it("misses nothing where the new feed is lost and opened again meanwhile", async () => {
    const { connection, feeds, done } = createSwitchingRig(to);
    feeds[1]!.end(LOST);
    await vi.advanceTimersByTimeAsync(1_000);
    feeds[0]!.send(next(6));
    feeds.at(-1)!.send(next(8));
    expect(await done).toMatchObject({ resumed: true, missed: 0 });
    expect(connection.counters.missed).toBe(0);
  });
});
