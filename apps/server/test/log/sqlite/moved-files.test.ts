// The data folder renamed, removed or replaced while the log is open.
import { copyFileSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LogUnavailableError } from "../../../src/log/event-log.ts";
import type { SqliteLog } from "../../../src/log/sqlite/sqlite-log.ts";
import { appendAll, readAll, testEvents, untilStatus } from "../contract/log-home.ts";
import { fingerprintOf, leaveFolder, putFolder } from "./damaged-folder.ts";
import { createSqliteHome, type SqliteHome } from "./sqlite-home.ts";

const REASON = "the data folder is not the one that was opened";

/** Expects that nothing is acknowledged, and why. */
async function expectRefused(log: SqliteLog, detail: RegExp): Promise<void> {
  const results = await Promise.allSettled(testEvents(5, 1_000).map((event) => log.append(event)));
  for (const result of results) {
    expect(result.status === "rejected" && result.reason).toBeInstanceOf(LogUnavailableError);
  }
  expect(log.status).toBe("unreachable");
  expect(log.trouble?.reason).toBe(REASON);
  expect(log.trouble?.detail).toMatch(detail);
}

const away = ({ dataDir }: SqliteHome): string => `${dataDir}-away`;

describe("a data folder that is not where it was", () => {
  it("[EL29] takes no more appends once it was renamed, and goes on when it is back", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    const entries = await appendAll(log, testEvents(10));
    renameSync(home.dataDir, away(home));
    await expectRefused(log, /hydra\.db is gone/);
    renameSync(away(home), home.dataDir);
    await untilStatus(log, "ready");
    expect(log.trouble).toBeUndefined();
    const more = await appendAll(log, testEvents(10, 10));
    await log.close();
    const stored = await readAll(await home.open());
    expect(stored).toEqual(expect.arrayContaining([...entries, ...more]));
    expect(new Set(stored.map(({ seq }) => seq)).size).toBe(stored.length);
  });

  it("[EL29] is missed without an append", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    renameSync(home.dataDir, away(home));
    await untilStatus(log, "unreachable");
    expect(log.trouble?.reason).toBe(REASON);
    renameSync(away(home), home.dataDir);
    await untilStatus(log, "ready");
  });

  it("[EL29] acknowledges nothing that was appended after it was removed", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    await appendAll(log, testEvents(10));
    rmSync(home.dataDir, { recursive: true });
    await expectRefused(log, /hydra\.db is gone/);
    // Neither does a folder of that name bring it back.
    mkdirSync(home.dataDir);
    await expectRefused(log, /hydra\.db is gone/);
  });

  it.each(["hydra.db", "hydra.db-wal", "hydra.db-shm"])(
    "[EL29] takes no more appends when %s is removed, or a copy stands in its place",
    async (name) => {
      await using home = await createSqliteHome();
      const log = await home.open();
      await appendAll(log, testEvents(10));
      const file = join(home.dataDir, name);
      renameSync(file, `${file}.away`);
      await expectRefused(log, /is gone/);
      copyFileSync(`${file}.away`, file);
      await expectRefused(log, /is not the file that was opened/);
      renameSync(`${file}.away`, file);
      await untilStatus(log, "ready");
    },
  );

  it("[EL29] leaves alone what has taken its place", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    await appendAll(log, testEvents(10));
    renameSync(home.dataDir, away(home));
    const other = await leaveFolder("killed");
    using folder = putFolder(other);
    renameSync(folder.path, home.dataDir);
    mkdirSync(folder.path);
    const before = fingerprintOf(home.dataDir);
    await expectRefused(log, /hydra\.db is not the file that was opened/);
    await log.close();
    expect(fingerprintOf(home.dataDir)).toEqual(before);
    // Which is a log of its own.
    expect(await readAll(await home.open())).toEqual(other.entries);
    rmSync(away(home), { recursive: true });
  });
});
