// What every event log must do, whatever it is made of. An implementation's own test calls describeEventLog with a
// way to open it; each test gets an empty log of its own.
import type { BattleEvent, Entry } from "@hydra/engine";
import { describe, expect, it } from "vitest";
import type { EventLog } from "../../src/log/event-log.ts";

/** A place for one log, empty at first, that survives closing the log. */
export interface LogHome extends AsyncDisposable {
  open(): Promise<EventLog>;
}

/** The nth event of a test; no two are equal. */
export function testEvent(n: number): BattleEvent {
  return { type: "attack", familyId: "fam", playerId: `p${n % 7}`, commandId: `c${n}`, skill: "slash" };
}

export function describeEventLog(name: string, createHome: () => Promise<LogHome>): void {
  describe(name, () => {
    it("keeps the order of events appended in one tick", async () => {
      await using home = await createHome();
      const log = await home.open();
      const appended = await Promise.all(Array.from({ length: 100 }, (_, n) => log.append(testEvent(n))));
      for (const [n, { seq }] of appended.entries()) expect(seq).toBeGreaterThan(appended[n - 1]?.seq ?? 0);
      const read: Entry[] = [];
      await log.subscribe(0, (entries) => read.push(...entries)).caughtUp;
      expect(read.map((entry) => entry.event)).toEqual(Array.from({ length: 100 }, (_, n) => testEvent(n)));
      await log.close();
    });
  });
}
