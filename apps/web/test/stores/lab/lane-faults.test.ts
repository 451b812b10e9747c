// A lane with faults on purpose: the measure finds from what was shown what the client's auditor finds, and a run that is replayed
// gives it again.
import { Audit, FaultBench, type Fault } from "@hydra/client";
import { replay, type LaneEvent, type UpdateShown } from "@hydra/measure";
import { TRANSPORTS } from "@hydra/protocol";
import { describe, expect, it } from "vitest";
import { until } from "../../browser.ts";
import { openScene } from "../scene.ts";

const { familyId, striker, place } = await openScene();
const { battleLane } = await import("../../../src/stores/lab/battle-lane.ts");

/** What the client's auditor makes of the same updates. */
function audited(updates: readonly UpdateShown[]) {
  const audit = new Audit(undefined);
  for (const { frame, epoch, seq, from, isReset, digest, heldDigest } of updates) {
    const isExpected = frame === "snapshot" && isReset !== true;
    audit.note({ cursor: { epoch, seq }, from, isExpected, digest, heldDigest });
  }
  return { ...audit.counts, isVerified: audit.isVerified };
}

describe.each(TRANSPORTS)("a lane over %s", (transport) => {
  it.each<[Fault, { readonly missed: number; readonly diverged: number }]>([
    ["drop", { missed: 1, diverged: 0 }],
    ["repeat", { missed: 0, diverged: 0 }],
    ["reorder", { missed: 1, diverged: 0 }],
    ["corrupt", { missed: 1, diverged: 1 }],
  ])("[ME11, ME16] finds a %s, and is right again", async (fault, found) => {
    const events: LaneEvent[] = [];
    const faults = new FaultBench();
    const lane = battleLane({
      transport,
      place,
      familyId,
      laneId: `${place.labId}.${fault}-${transport}`,
      pollIntervalMs: 250,
      isPaused: false,
      isSlow: false,
      isOnline: true,
      isInSight: true,
      faults,
      onEvent: (event) => events.push(event),
      onState: () => {},
    });
    const strike = async (): Promise<void> => {
      const { seq } = await striker.strike();
      await until(() => expect(faults.pending === undefined || lane.view?.cursor.seq === seq).toBe(true));
    };
    await until(() => expect(lane.view).toBeDefined());
    faults.inject(fault);
    while (faults.pending !== undefined) await strike();
    const { seq } = await striker.strike();
    await until(() => expect(lane.view?.cursor.seq).toBeGreaterThanOrEqual(seq));
    const last = await striker.strike();
    await until(() => expect(lane.view?.cursor.seq).toBe(last.seq));
    lane.close();
    const shown = events.filter((event) => event.type === "shown");
    const { missed, repeated, diverged, verified } = replay(events).table(0)[0]!;
    expect({ missed, repeated, diverged }).toEqual({ ...found, repeated: 0 });
    expect(verified).toBe(shown.length);
    // What was found before it was shown, the auditor never got.
    expect(audited(shown)).toEqual({ missed, repeated, reordered: 0, diverged: 0, isVerified: true });
  });
});
