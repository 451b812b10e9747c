// A log that cannot be reached: EL3 and EL11 of src/log/SPEC.md.
import type { Entry } from "@hydra/engine";
import { expect, it, vi } from "vitest";
import { LogUnavailableError, type LogStatus } from "../../../src/log/event-log.ts";
import { appendAll, readAll, testEvent, testEvents, untilStatus, type CreateLogHome } from "./log-home.ts";

export function describeFailure(createHome: CreateLogHome): void {
  it("[EL3][EL11] rejects appends while it is cut off, and goes on afterwards", async () => {
    await using home = await createHome();
    const log = await home.open();
    const received: LogStatus[] = [];
    log.onStatus((status) => received.push(status));
    const read: Entry[] = [];
    log.subscribe(0, (batch) => read.push(...batch));
    const entries = await appendAll(log, testEvents(10));

    const cut = await home.cutOff();
    const failed = await Promise.allSettled(testEvents(10, 10).map((event) => log.append(event)));
    for (const result of failed) {
      expect(result.status === "rejected" && result.reason).toBeInstanceOf(LogUnavailableError);
    }
    expect(log.status).toBe("unreachable");
    await cut[Symbol.asyncDispose]();

    await untilStatus(log, "ready");
    const again = await appendAll(log, testEvents(10, 10));
    await readAll(log);
    const retried = new Set(again.map(({ seq }) => seq));
    expect(
      read.filter(({ seq }) => seq <= log.head && (retried.has(seq) || seq <= entries.at(-1)!.seq)),
    ).toEqual([...entries, ...again]);
    expect(received).toEqual(["unreachable", "ready"]);
  });

  it("[EL11] becomes ready by the first append that succeeds", async () => {
    await using home = await createHome();
    const log = await home.open();
    const cut = await home.cutOff();
    await expect(log.append(testEvent(0))).rejects.toThrow(LogUnavailableError);
    await cut[Symbol.asyncDispose]();
    await vi.waitFor(() => log.append(testEvent(0)));
    expect(log.status).toBe("ready");
  });
}
