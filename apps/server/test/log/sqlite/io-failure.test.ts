// Real failures of the disk. Linux's file size limit makes writes fail like a full disk, and can be lifted again.
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import type { BattleEvent } from "@hydra/engine";
import { describe, expect, it } from "vitest";
import { createEntryReader, createEntryWriter } from "../../../src/log/sqlite/entry-store.ts";
import { openLogDatabase, readHead } from "../../../src/log/sqlite/log-database.ts";
import { readAll, testEvent, testEvents } from "../contract/log-home.ts";
import { startLogChild } from "./child-process.ts";
import { createSqliteHome } from "./sqlite-home.ts";

const LIMITER = "prlimit";
const setFileSizeLimit = (pid: number, limit: string): boolean =>
  spawnSync(LIMITER, ["--pid", String(pid), `--fsize=${limit}:`]).status === 0;
const canLimit = setFileSizeLimit(process.pid, "unlimited");

const linesOf = (events: readonly BattleEvent[]): string =>
  events.map((event) => JSON.stringify(event)).join("\n");

describe("a full disk", () => {
  it("[EL20] stores nothing of a batch that does not fit, and the next one that does", async () => {
    await using home = await createSqliteHome();
    const database = openLogDatabase(home.databasePath, 0);
    const append = createEntryWriter(database);
    append(linesOf(testEvents(100)), Date.now());
    const pages = Number(database.prepare("PRAGMA page_count").get()?.["page_count"]);
    database.exec(`PRAGMA max_page_count = ${pages + 2}`);
    expect(() => append(linesOf(testEvents(2_000, 100)), Date.now())).toThrow(/full/);
    expect(database.isTransaction).toBe(false);
    expect(readHead(database)).toBe(100);
    expect(append(linesOf(testEvents(5, 100)), Date.now())).toMatchObject({ firstSeq: 101, lastSeq: 105 });
    expect(createEntryReader(database)(0, 1_000).lastSeq).toBe(105);
    database.close();
  });

  it.skipIf(!canLimit)(
    "[EL3][EL11] rejects appends until there is room again, and stores none of them",
    async () => {
      await using home = await createSqliteHome();
      await using child = startLogChild(home.dataDir, "append-on-demand");
      expect(await child.line()).toBe("open");
      const append = async (n: number): Promise<(string | undefined)[]> => {
        child.send(String(n));
        return [await child.line(), await child.line()];
      };
      expect(await append(0)).toEqual(["stored 1", "ready"]);

      const { size } = statSync(`${home.databasePath}-wal`);
      expect(setFileSizeLimit(child.pid, String(size))).toBe(true);
      for (const n of [1, 2]) {
        const [outcome, status] = await append(n);
        expect(outcome).toMatch(/^LogUnavailableError The event log cannot be reached: /);
        expect(status).toBe("unreachable");
      }

      setFileSizeLimit(child.pid, "unlimited");
      expect(await append(3)).toEqual(["stored 2", "ready"]);
      child.kill();
      await child.ended();
      const events = (await readAll(await home.open())).map(({ event }) => event);
      expect(events).toEqual([testEvent(0), testEvent(3)]);
    },
  );
});
