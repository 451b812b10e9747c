import type { Entry } from "@hydra/engine";
import { describe, expect, it } from "vitest";
import { BattleLoop } from "../../src/battle/battle-loop.ts";
import {
  copyLog,
  importInto,
  verifyLogs,
  type CopyOptions,
  type Progress,
  type VerifyOptions,
} from "../../src/log/copy.ts";
import { LogImportError, LogUnavailableError } from "../../src/log/event-log.ts";
import type { EventLog, ImportingLog } from "../../src/log/event-log.ts";
import { fight } from "./a-battle.ts";
import { readAll, testEvent } from "./contract/log-home.ts";
import { createSqliteHome } from "./sqlite/sqlite-home.ts";

const quietly = (from: EventLog, to: ImportingLog): CopyOptions => {
  return { from, to: importInto(to), onProgress: () => undefined };
};
const comparing = (from: EventLog, to: EventLog): VerifyOptions => {
  return { from, to, onProgress: () => undefined };
};

/** The same log, but for what is put in the place of one member. */
function altered<T extends EventLog>(log: T, member: keyof ImportingLog, instead: () => unknown): T {
  return new Proxy(log, {
    get(target, name) {
      const value: unknown = name === member ? instead() : Reflect.get(target, name, target);
      const bound: unknown = typeof value === "function" ? value.bind(target) : value;
      return bound;
    },
  });
}

/** The same log, which fails after so many calls of `importEntries`. */
function failingAfter(log: ImportingLog, imports: number): ImportingLog {
  let left = imports;
  return altered(log, "importEntries", () => (entries: readonly Entry[]) => {
    left -= 1;
    return left < 0 ? Promise.reject(new LogUnavailableError("gone")) : log.importEntries(entries);
  });
}

describe("copying a log", () => {
  it("moves every entry and the battle as they were", async () => {
    await using logs = await twoLogs();
    const { source, target } = logs;
    await fight(source, 5_000);
    const { copied, history } = await copyLog(quietly(source, target));
    expect(copied).toBe(5_042);
    expect(await readAll(target)).toEqual(await readAll(source));
    expect(target.epoch).not.toBe(source.epoch);
    expect(history).toMatchObject({ entries: 5_042, lastSeq: source.head });
    expect(await verifyLogs(comparing(source, target))).toEqual(history);
  });

  it("leaves the state beside it, so that the first start replays nothing", async () => {
    await using logs = await twoLogs();
    const { source, target } = logs;
    await fight(source, 500);
    const { history } = await copyLog(quietly(source, target));
    const read: number[] = [];
    const log = altered(target, "subscribe", () => (after: number, onEntries: () => void) => {
      read.push(after);
      return target.subscribe(after, onEntries);
    });
    const loop = new BattleLoop({ log, feed: { rankingSize: 10, now: () => 0, isWatched: () => false } });
    await loop.start(() => undefined);
    expect(read).toEqual([history.lastSeq]);
    loop.close();
  });

  it("goes on where it was broken off, and has nothing to do a third time", async () => {
    await using logs = await twoLogs();
    const { source, target } = logs;
    await fight(source, 7_000);
    await expect(copyLog(quietly(source, failingAfter(target, 2)))).rejects.toThrow(LogUnavailableError);
    expect(target.head).toBe(4_000);
    expect((await copyLog(quietly(source, target))).copied).toBe(3_042);
    expect((await copyLog(quietly(source, target))).copied).toBe(0);
    expect(await readAll(target)).toEqual(await readAll(source));
  });

  it("follows a source that has gone on since", async () => {
    await using logs = await twoLogs();
    const { source, target } = logs;
    await fight(source, 100);
    await copyLog(quietly(source, target));
    await source.append(testEvent(1));
    expect((await copyLog(quietly(source, target))).copied).toBe(1);
  });

  it("refuses a target with entries of its own, and leaves them alone", async () => {
    await using logs = await twoLogs();
    const { source, target } = logs;
    await fight(source, 100);
    await target.append(testEvent(1));
    const before = await readAll(target);
    await expect(copyLog(quietly(source, target))).rejects.toThrow(LogImportError);
    expect(await readAll(target)).toEqual(before);
    await expect(verifyLogs(comparing(source, target))).rejects.toThrow(/differ/);
  });

  it("refuses a target that has gone on without the source", async () => {
    await using logs = await twoLogs();
    const { source, target } = logs;
    await fight(source, 100);
    await copyLog(quietly(source, target));
    await target.append(testEvent(1));
    await expect(copyLog(quietly(source, target))).rejects.toThrow(/The target has 143 entries/);
  });

  it("is not done when the source has grown meanwhile", async () => {
    await using logs = await twoLogs();
    const { source, target } = logs;
    await fight(source, 100);
    let growth = 0;
    const growing = altered(source, "head", () => source.head + growth);
    const onProgress = ({ step }: Progress): void => {
      if (step === "verifying") growth = 1;
    };
    await expect(copyLog({ from: growing, to: importInto(target), onProgress })).rejects.toThrow(/has grown/);
  });

  it("copies an empty log", async () => {
    await using logs = await twoLogs();
    const { source, target } = logs;
    expect(await copyLog(quietly(source, target))).toMatchObject({ copied: 0, history: { entries: 0 } });
  });
});

interface TwoLogs extends AsyncDisposable {
  readonly source: ImportingLog;
  readonly target: ImportingLog;
}

async function twoLogs(): Promise<TwoLogs> {
  const [one, other] = [await createSqliteHome(), await createSqliteHome()];
  return {
    source: await one.open(),
    target: await other.open(),
    [Symbol.asyncDispose]: async () => {
      await one[Symbol.asyncDispose]();
      await other[Symbol.asyncDispose]();
    },
  };
}
