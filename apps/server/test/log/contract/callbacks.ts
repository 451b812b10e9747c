// What onEntries may do: EL7 of src/log/SPEC.md.
import type { Entry } from "@hydra/engine";
import { expect, it } from "vitest";
import { appendAll, readAll, testEvent, testEvents, type CreateLogHome } from "./log-home.ts";

export function describeCallbacks(createHome: CreateLogHome): void {
  it("[EL7] never delivers from within append or subscribe", async () => {
    await using home = await createHome();
    const log = await home.open();
    await appendAll(log, testEvents(5));
    let isInside = true;
    const whenDelivered: boolean[] = [];
    const { caughtUp } = log.subscribe(0, () => whenDelivered.push(isInside));
    const append = log.append(testEvent(5));
    isInside = false;
    await Promise.all([caughtUp, append]);
    await readAll(log);
    expect(whenDelivered).not.toHaveLength(0);
    expect(whenDelivered).not.toContain(true);
  });

  it("[EL7] takes appends and subscriptions from within onEntries", async () => {
    await using home = await createHome();
    const log = await home.open();
    const inner: Entry[] = [];
    const outer: Entry[] = [];
    const done = Promise.withResolvers<void>();
    log.subscribe(0, (batch) => {
      outer.push(...batch);
      if (outer.length === 1) log.subscribe(0, (entries) => inner.push(...entries));
      if (outer.length < 20) void log.append(testEvent(outer.length));
      else done.resolve();
    });
    await log.append(testEvent(0));
    await done.promise;
    await readAll(log);
    expect(outer.map(({ event }) => event)).toEqual(testEvents(20));
    expect(inner).toEqual(outer);
  });

  it("[EL7] closes a subscription from within its onEntries, with more entries waiting", async () => {
    await using home = await createHome();
    const log = await home.open();
    await appendAll(log, testEvents(6_000));
    const sizes: number[] = [];
    const subscription = log.subscribe(0, (batch) => {
      sizes.push(batch.length);
      subscription.close();
    });
    await readAll(log);
    await appendAll(log, [testEvent(6_000)]);
    expect(sizes).toHaveLength(1);
  });

  it("[EL7] closes the log from within onEntries", async () => {
    await using home = await createHome();
    const log = await home.open();
    const closed = Promise.withResolvers<void>();
    const others: Entry[] = [];
    log.subscribe(0, () => void log.close().then(closed.resolve, closed.reject));
    log.subscribe(0, (batch) => others.push(...batch));
    const entries = await appendAll(log, testEvents(3));
    await closed.promise;
    expect(others).toEqual(entries);
    expect(log.status).toBe("closed");
  });
}
