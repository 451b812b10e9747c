// Subscribing: EL5, EL6 and EL8 of src/log/SPEC.md.
import type { Entry } from "@hydra/engine";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { LogUnavailableError } from "../../../src/log/event-log.ts";
import { appendAll, readAll, testEvent, testEvents, type CreateLogHome } from "./log-home.ts";

/** What a reader does at a random moment. */
type Step =
  | { readonly type: "append"; readonly count: number; readonly isAwaited: boolean }
  | { readonly type: "subscribe"; readonly share: number }
  | { readonly type: "tick" };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    type: fc.constant("append" as const),
    count: fc.integer({ min: 1, max: 60 }),
    isAwaited: fc.boolean(),
  }),
  fc.record({ type: fc.constant("subscribe" as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ type: fc.constant("tick" as const) }),
);

export function describeSubscribing(createHome: CreateLogHome): void {
  it("[EL5] delivers every entry after any seq in order and once, whatever is appended meanwhile", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 30 }), async (steps) => {
        await using home = await createHome();
        const log = await home.open();
        const appends: Promise<Entry[]>[] = [];
        const subscribers: { after: number; read: Entry[]; caughtUp: Promise<void> }[] = [];
        let count = 0;
        for (const step of steps) {
          if (step.type === "append") {
            const append = appendAll(log, testEvents(step.count, count));
            count += step.count;
            appends.push(append);
            if (step.isAwaited) await append;
          } else if (step.type === "subscribe") {
            const after = Math.floor(step.share * (log.head + 2));
            const read: Entry[] = [];
            const { caughtUp } = log.subscribe(after, (batch) => read.push(...batch));
            subscribers.push({ after, read, caughtUp });
          } else await new Promise((resolve) => setImmediate(resolve));
        }
        const entries = (await Promise.all(appends)).flat();
        await Promise.all(subscribers.map(({ caughtUp }) => caughtUp));
        // Everything is stored and delivered up to here; one more entry shows the ends of all of them.
        entries.push(...(await appendAll(log, [testEvent(count)])));
        await readAll(log);
        for (const { after, read } of subscribers)
          expect(read).toEqual(entries.filter(({ seq }) => seq > after));
      }),
      { numRuns: 25 },
    );
  });

  it("[EL5] delivers a history of many batches and joins what is appended while it is read", async () => {
    await using home = await createHome();
    const log = await home.open();
    const entries = await appendAll(log, testEvents(7_000));
    const read: Entry[] = [];
    let isAppending = false;
    let more: Promise<Entry[]> = Promise.resolve([]);
    const { caughtUp } = log.subscribe(0, (batch) => {
      read.push(...batch);
      if (isAppending) return;
      isAppending = true;
      more = appendAll(log, testEvents(3_000, 7_000));
    });
    await caughtUp;
    entries.push(...(await more));
    await readAll(log);
    expect(read).toEqual(entries);
  });

  it("[EL6] is caught up at once when nothing is stored after the seq", async () => {
    await using home = await createHome();
    const log = await home.open();
    await log.subscribe(0, () => undefined).caughtUp;
    const [entry] = await appendAll(log, [testEvent(0)]);
    await log.subscribe(entry!.seq, () => undefined).caughtUp;
    await log.subscribe(entry!.seq + 1_000, () => undefined).caughtUp;
  });

  it("[EL6] rejects caughtUp of a subscription closed before", async () => {
    await using home = await createHome();
    const log = await home.open();
    await appendAll(log, testEvents(10));
    const byHand = log.subscribe(0, () => undefined);
    byHand.close();
    await expect(byHand.caughtUp).rejects.toThrow(LogUnavailableError);
  });

  it("[EL8] delivers nothing after a subscription was closed", async () => {
    await using home = await createHome();
    const log = await home.open();
    await appendAll(log, testEvents(10));
    const live: Entry[] = [];
    const subscription = log.subscribe(log.head, (batch) => live.push(...batch));
    const stored: Entry[] = [];
    log.subscribe(0, (batch) => stored.push(...batch)).close();
    const entries = await appendAll(log, [testEvent(10)]);
    await readAll(log);
    subscription.close();
    await appendAll(log, [testEvent(11)]);
    await readAll(log);
    expect({ live, stored }).toEqual({ live: entries, stored: [] });
  });
}
