import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { reportStatus } from "../../src/log/status-reports.ts";
import { MemoryLog } from "../memory-log.ts";

/** A log that can be made to change, and the lines that come of it. */
function scene(): { change(isReachable: boolean): void; log: MemoryLog; lines: string[] } {
  const log = new MemoryLog();
  const lines: string[] = [];
  const note =
    (level: string) =>
    (fields: object, message: string): void => {
      lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
    };
  reportStatus(log, { info: note("info"), warn: note("warn") });
  const change = (isReachable: boolean): void => {
    log.trouble = isReachable ? undefined : { reason: "the disk is full", detail: "no room in /data" };
    log.become(isReachable ? "ready" : "unreachable");
  };
  return { change, log, lines };
}

describe("reports of a log's status", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("[EL11] are a line a change, with the reason", () => {
    const { change, lines } = scene();
    change(false);
    change(true);
    expect(lines).toEqual([
      'warn no room in /data {"reason":"the disk is full"}',
      "info the event log can be reached again {}",
    ]);
  });

  it("[EL11] are few when the status goes to and fro, end with how it is, and count what they left out", () => {
    const { change, lines } = scene();
    for (let n = 0; n < 999; n += 1) change(n % 2 === 1);
    expect(lines).toHaveLength(6);
    vi.advanceTimersByTime(10_000);
    expect(lines).toHaveLength(7);
    expect(lines.at(-1)).toBe('warn no room in /data {"omittedChanges":993,"reason":"the disk is full"}');
    vi.advanceTimersByTime(100_000);
    expect(lines).toHaveLength(7);
    change(true);
    expect(lines).toHaveLength(8);
  });

  it("[MS13] are of something else by its name, which is there again only after it was there", () => {
    const log = new MemoryLog();
    log.trouble = { reason: "not reached yet", detail: "no broker at the address" };
    const lines: string[] = [];
    const note = (_fields: object, message: string): void => void lines.push(message);
    reportStatus(log, { info: note, warn: note }, "message broker");
    for (const isReachable of [true, false, true]) {
      log.trouble = isReachable ? undefined : { reason: "lost", detail: "the connection has ended" };
      log.become(isReachable ? "ready" : "unreachable");
    }
    expect(lines).toEqual([
      "the message broker can be reached",
      "the connection has ended",
      "the message broker can be reached again",
    ]);
  });

  it("[EL11] leave nothing behind when the log is closed", () => {
    const { change, log, lines } = scene();
    for (let n = 0; n < 20; n += 1) change(n % 2 === 1);
    log.become("closed");
    expect(vi.getTimerCount()).toBe(0);
    expect(lines).toHaveLength(6);
  });
});
