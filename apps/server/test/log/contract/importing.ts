// Importing: EL14 of src/log/SPEC.md.
import type { Entry } from "@hydra/engine";
import { expect, it } from "vitest";
import { LogImportError } from "../../../src/log/event-log.ts";
import { appendAll, readAll, testEvent, testEvents, type CreateImportingHome } from "./log-home.ts";

/** Entries of another log, an hour ago. */
function history(count: number, from = 1): Entry[] {
  const begin = Math.floor(Date.now()) - 3_600_000;
  return testEvents(count, from).map((event, index) => ({ seq: from + index, at: begin + index, event }));
}

export function describeImporting(createHome: CreateImportingHome): void {
  it("[EL14] keeps entries as they were, and goes on after them", async () => {
    await using home = await createHome();
    const log = await home.open();
    const entries = history(5_000);
    await log.importEntries(entries.slice(0, 3_000));
    await log.importEntries([]);
    await log.importEntries(entries.slice(3_000));
    expect(log.head).toBe(5_000);
    const [more] = await appendAll(log, [testEvent(0)]);
    expect(more!.seq).toBeGreaterThan(5_000);
    expect(await readAll(log)).toEqual([...entries, more]);
    await log.close();
    const again = await home.open();
    expect(await readAll(again)).toEqual([...entries, more]);
  });

  it("[EL14] delivers imported entries to subscribers", async () => {
    await using home = await createHome();
    const log = await home.open();
    const { promise, resolve } = Promise.withResolvers<void>();
    const seen: Entry[] = [];
    log.subscribe(0, (batch) => {
      if (seen.push(...batch) === 100) resolve();
    });
    const entries = history(100);
    await log.importEntries(entries);
    await promise;
    expect(seen).toEqual(entries);
  });

  it("[EL14] refuses what does not follow on the head, and stores none of it", async () => {
    await using home = await createHome();
    const log = await home.open();
    const entries = history(10);
    await log.importEntries(entries);
    await expect(log.importEntries(history(3, 10))).rejects.toThrow(LogImportError);
    const early = history(2, 11).map((entry) => ({ ...entry, at: entries[0]!.at - 1 }));
    await expect(log.importEntries(early)).rejects.toThrow(LogImportError);
    expect(await readAll(log)).toEqual(entries);
  });
}
