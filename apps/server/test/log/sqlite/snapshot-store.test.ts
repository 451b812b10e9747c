import { describe, expect, it } from "vitest";
import { openLogReader } from "../../../src/log/sqlite/sqlite-reader.ts";
import { appendAll, testEvents } from "../contract/log-home.ts";
import { createSqliteHome } from "./sqlite-home.ts";

const LARGE = "0123456789abcdef".repeat(100_000);

describe("snapshots in SQLite", () => {
  it("[EL10] are the newest two of a format, and all of another's", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    await appendAll(log, testEvents(10));
    await log.saveSnapshot("b", { seq: 1, state: LARGE });
    for (const seq of [2, 5, 9]) await log.saveSnapshot("a", { seq, state: LARGE });
    const client = home.connect({ readOnly: true });
    const rows = client.prepare("SELECT DISTINCT format, seq FROM snapshot ORDER BY format, seq").all();
    expect(rows.map(({ format, seq }) => `${String(format)}${String(seq)}`)).toEqual(["a5", "a9", "b1"]);
    client.close();
  });

  it("[EL10] do not count until they are whole", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    await appendAll(log, testEvents(10));
    await log.saveSnapshot("a", { seq: 4, state: "four" });
    await log.saveSnapshot("a", { seq: 8, state: LARGE });
    const client = home.connect();
    client.exec("DELETE FROM snapshot WHERE seq = 8 AND part = 3");
    client.close();
    expect(await log.loadSnapshot("a")).toEqual({ seq: 4, state: "four" });
    await log.saveSnapshot("a", { seq: 8, state: "eight" });
    expect(await log.loadSnapshot("a")).toEqual({ seq: 8, state: "eight" });
  });

  it("[EL10] are refused beyond the head", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    await expect(log.saveSnapshot("a", { seq: 1, state: "" })).rejects.toThrow(/no entry 1/);
    expect(log.status).toBe("ready");
  });

  it("[EL24] and entries can be read by another connection", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    const entries = await appendAll(log, testEvents(10));
    await log.saveSnapshot("a", { seq: 4, state: "four" });
    using reader = openLogReader(home.dataDir);
    expect(reader.head()).toBe(10);
    expect(reader.readEntries(4, 3)).toEqual(entries.slice(4, 7));
    expect(reader.readEntries(10, 3)).toEqual([]);
    expect(reader.snapshotSeq("a")).toBe(4);
    expect(reader.snapshotSeq("b")).toBe(0);
    expect(reader.loadSnapshot("a")).toEqual({ seq: 4, state: "four" });
    await log.append(testEvents(1, 10)[0]!);
    expect(reader.head()).toBe(11);
  });
});
