// Appending: EL1–EL5 of src/log/SPEC.md.
import type { BattleEvent, Entry } from "@hydra/engine";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import {
  appendAll,
  readAll,
  READINGS_DIFFER_MS,
  testEvent,
  testEvents,
  type CreateLogHome,
} from "./log-home.ts";

export function describeAppending(createHome: CreateLogHome): void {
  it("[EL1] gives the events of one tick growing seqs in the order of the calls", async () => {
    await using home = await createHome();
    const log = await home.open();
    const entries = await appendAll(log, testEvents(300));
    expect(entries[0]!.seq).toBeGreaterThan(0);
    for (const [index, entry] of entries.slice(1).entries())
      expect(entry.seq).toBeGreaterThan(entries[index]!.seq);
    expect(log.head).toBe(entries.at(-1)!.seq);
    expect(await readAll(log)).toEqual(entries);
  });

  it("[EL1] keeps the order of events appended while others are being stored", async () => {
    await using home = await createHome();
    const log = await home.open();
    const appends: Promise<Entry[]>[] = [];
    for (let tick = 0; tick < 50; tick += 1) {
      appends.push(appendAll(log, testEvents(tick, tick * 100)));
      await new Promise((resolve) => setImmediate(resolve));
    }
    const entries = (await Promise.all(appends)).flat();
    expect(await readAll(log)).toEqual(entries);
  });

  it("[EL2] keeps what was acknowledged across closing and opening", async () => {
    await using home = await createHome();
    const first = await home.open();
    const entries = await appendAll(first, testEvents(100));
    await first.close();
    const second = await home.open();
    expect(second.head).toBe(entries.at(-1)!.seq);
    expect(await readAll(second)).toEqual(entries);
    const more = await appendAll(second, testEvents(10, 100));
    expect(await readAll(second)).toEqual([...entries, ...more]);
  });

  it("[EL3] rejects an event that is no JSON value and stores the others of its tick", async () => {
    await using home = await createHome();
    const log = await home.open();
    const circular: { type: "respawn-due"; familyId: string; self?: unknown } = {
      type: "respawn-due",
      familyId: "f",
    };
    circular.self = circular;
    const results = await Promise.allSettled(
      [testEvent(0), circular, testEvent(1)].map((event) => log.append(event)),
    );
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect((await readAll(log)).map(({ event }) => event)).toEqual([testEvent(0), testEvent(1)]);
    expect(log.status).toBe("ready");
  });

  it("[EL1][EL3] calls an appender once, later, with what the same append by promise would give", async () => {
    await using home = await createHome();
    const log = await home.open();
    const calls: string[] = [];
    const append = (name: string, event: BattleEvent): Promise<void> =>
      new Promise((resolve) => {
        const note = (call: string): void => {
          calls.push(`${name} ${call}`);
          resolve();
        };
        log.appendFor(
          {
            onAppended: (seq, at) => note(seq > 0 && at > 0 ? "appended" : "nowhere"),
            onNotAppended: (error) => note(error instanceof Error ? error.name : "nothing"),
          },
          event,
        );
      });
    const circular: { type: "respawn-due"; familyId: string; self?: unknown } = {
      type: "respawn-due",
      familyId: "f",
    };
    circular.self = circular;
    const appends = [append("one", testEvent(0)), append("none", circular), append("two", testEvent(1))];
    expect(calls).toEqual([]);
    await Promise.all(appends);
    expect(calls.toSorted()).toEqual(["none TypeError", "one appended", "two appended"]);
    expect((await readAll(log)).map(({ event }) => event)).toEqual([testEvent(0), testEvent(1)]);
    await log.close();
    await append("late", testEvent(2));
    expect(calls.at(-1)).toBe("late LogUnavailableError");
  });

  it("[EL4] stamps times that never decrease", async () => {
    await using home = await createHome();
    const first = await home.open();
    const before = Date.now();
    const entries = await appendAll(first, testEvents(20));
    await first.close();
    const second = await home.open();
    for (let n = 20; n < 40; n += 1) entries.push(...(await appendAll(second, [testEvent(n)])));
    const times = entries.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]!).toBeGreaterThanOrEqual(before - READINGS_DIFFER_MS);
    expect(times.at(-1)!).toBeLessThanOrEqual(Date.now() + READINGS_DIFFER_MS);
  });

  it("[EL5] gives any text back as it was appended, live and after a restart", async () => {
    await using home = await createHome();
    let log = await home.open();
    const live: BattleEvent[] = [];
    log.subscribe(0, (batch) => live.push(...batch.map(({ event }) => event)));
    const appended: BattleEvent[] = [];
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent(), { minLength: 1, maxLength: 10 }), async (events) => {
        await appendAll(log, events);
        appended.push(...events);
      }),
      { numRuns: 50 },
    );
    expect(live).toEqual(appended);
    await log.close();
    log = await home.open();
    expect((await readAll(log)).map(({ event }) => event)).toEqual(appended);
  });
}

function anyEvent(): fc.Arbitrary<BattleEvent> {
  const text = fc.string({ unit: "binary", maxLength: 40 });
  return fc.oneof(
    fc.record({ type: fc.constant("player-joined" as const), familyId: text, playerId: text, name: text }),
    fc.record({
      type: fc.constant("family-created" as const),
      familyId: text,
      name: text,
      seed: fc.nat(0xff_ff_ff_ff),
      rules: fc.record({
        cooldownScale: fc.double({ min: 0, max: 1, noNaN: true }).map((scale) => scale + 0),
        maxHp: fc.maxSafeInteger(),
      }),
    }),
  );
}
