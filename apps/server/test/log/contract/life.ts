// Opening again and closing: EL9 and EL12 of src/log/SPEC.md.
import type { Entry } from "@hydra/engine";
import { expect, it } from "vitest";
import { LogUnavailableError, type LogStatus } from "../../../src/log/event-log.ts";
import { appendAll, readAll, testEvent, testEvents, type CreateLogHome } from "./log-home.ts";

export function describeLife(createHome: CreateLogHome): void {
  it("[EL9] keeps its epoch across restarts, and has another one when made anew", async () => {
    await using home = await createHome();
    const epochs: string[] = [];
    for (let life = 0; life < 3; life += 1) {
      const log = await home.open();
      epochs.push(log.epoch);
      await log.append(testEvent(life));
      await log.close();
    }
    await home.wipe();
    const anew = await home.open();
    expect(anew.head).toBe(0);
    expect(new Set(epochs).size).toBe(1);
    expect(epochs[0]).toMatch(/^[a-z0-9]{4,32}$/);
    expect(epochs).not.toContain(anew.epoch);
  });

  it("[EL12] settles the appends under way when it is closed, and takes no more", async () => {
    await using home = await createHome();
    const log = await home.open();
    const read: Entry[] = [];
    log.subscribe(0, (batch) => read.push(...batch));
    const appends = appendAll(log, testEvents(5_000));
    const closing = log.close();
    await expect(log.append(testEvent(5_000))).rejects.toThrow(LogUnavailableError);
    const entries = await appends;
    await Promise.all([closing, log.close()]);
    expect(read).toEqual(entries);
    await expect(log.append(testEvent(5_001))).rejects.toThrow(LogUnavailableError);
    expect(await readAll(await home.open())).toEqual(entries);
  });

  it("[EL11][EL12] reports that it is closed", async () => {
    await using home = await createHome();
    const log = await home.open();
    const received: LogStatus[] = [];
    log.onStatus((status) => received.push(status));
    expect(log.status).toBe("ready");
    await log.close();
    await log.close();
    expect(log.status).toBe("closed");
    expect(received).toEqual(["closed"]);
  });
}
