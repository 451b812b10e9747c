// Tasks that one process does at a time: EL17 of src/log/SPEC.md.
import { expect, it, vi } from "vitest";
import type { CreateLogHome } from "./log-home.ts";

/** For what hangs. */
const PATIENCE = { timeout: 30_000, interval: 5 };

export function describeLeasing(createHome: CreateLogHome): void {
  it("[EL17] gives a task, and reports it later, not from within the call", async () => {
    await using home = await createHome();
    const log = await home.open();
    const changes: boolean[] = [];
    const lease = log.lease("test", (isHeld) => changes.push(isHeld));
    expect(changes).toEqual([]);
    await vi.waitFor(() => expect(changes).toEqual([true]), PATIENCE);
    expect(lease.isHeld).toBe(true);
  });

  it("[EL17] gives a task that was given up to the next, and reports no more to the one that had it", async () => {
    await using home = await createHome();
    const log = await home.open();
    const changes: boolean[] = [];
    const first = log.lease("test", (isHeld) => changes.push(isHeld));
    await vi.waitFor(() => expect(first.isHeld).toBe(true), PATIENCE);
    await Promise.all([first.release(), first.release()]);
    expect(first.isHeld).toBe(false);
    const second = log.lease("test", () => undefined);
    await vi.waitFor(() => expect(second.isHeld).toBe(true), PATIENCE);
    expect([changes, first.isHeld]).toEqual([[true], false]);
  });

  it("[EL17] given up before it was had, is never had", async () => {
    await using home = await createHome();
    const log = await home.open();
    const changes: boolean[] = [];
    const lease = log.lease("test", (isHeld) => changes.push(isHeld));
    await lease.release();
    const next = log.lease("test", () => undefined);
    await vi.waitFor(() => expect(next.isHeld).toBe(true), PATIENCE);
    expect([changes, lease.isHeld]).toEqual([[], false]);
  });

  it("[EL17] has other tasks apart, and all of them end with the log", async () => {
    await using home = await createHome();
    const log = await home.open();
    const leases = ["one", "two"].map((task) => log.lease(task, () => undefined));
    await vi.waitFor(() => expect(leases.map(({ isHeld }) => isHeld)).toEqual([true, true]), PATIENCE);
    await log.close();
    expect(leases.map(({ isHeld }) => isHeld)).toEqual([false, false]);
  });
}
