// What only a process that ends badly can show.
import { describe, expect, it } from "vitest";
import { readAll, testEvent } from "../contract/log-home.ts";
import { startLogChild } from "./child-process.ts";
import { createSqliteHome } from "./sqlite-home.ts";

describe("kill -9", () => {
  it("[EL2][EL9][EL22] in the middle of appends, again and again, loses nothing acknowledged and keeps the epoch", async () => {
    await using home = await createSqliteHome();
    const acknowledged = new Map<number, number>();
    const epochs = new Set<string>();
    for (let life = 0; life < 10; life += 1) {
      await using child = startLogChild(home.dataDir, "append", String(life * 1_000_000));
      expect(await child.line()).toBe("open");
      for (let count = 0; count < 1 + life * 40; count += 1) note(await child.line());
      child.kill();
      for (let line = await child.line(); line !== undefined; line = await child.line()) note(line);
      const log = await home.open();
      epochs.add(log.epoch);
      const stored = await readAll(log);
      await log.close();
      expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1));
      const commands = new Map(
        stored.map(({ seq, event }) => [event.type === "attack" && event.commandId, seq]),
      );
      expect(commands.size).toBe(stored.length);
      for (const [n, seq] of acknowledged) expect(commands.get(`c${n}`)).toBe(seq);
    }
    expect(epochs.size).toBe(1);
    const client = home.connect();
    expect({ ...client.prepare("PRAGMA integrity_check").get() }).toEqual({ integrity_check: "ok" });
    client.close();

    function note(line: string | undefined): void {
      const [n, seq] = (line ?? "").split(" ").map(Number);
      // The last line may have been cut off by the kill.
      if (n !== undefined && seq !== undefined && seq > 0) acknowledged.set(n, seq);
    }
  });
});

describe("one writer", () => {
  it("[EL22] refuses a second log at once, in this process and in another", async () => {
    await using home = await createSqliteHome();
    const log = await home.open();
    await expect(home.open()).rejects.toThrow(/in use by another server/);
    await using child = startLogChild(home.dataDir, "append");
    expect(await child.line()).toBe(
      `LogOpenError: The data directory ${home.dataDir} is in use by another server.`,
    );
    await log.append(testEvent(0));
    expect(log.head).toBe(1);
  });

  it("[EL22] refuses the log of a running process until that is killed", async () => {
    await using home = await createSqliteHome();
    await using child = startLogChild(home.dataDir, "append-on-demand");
    expect(await child.line()).toBe("open");
    await expect(home.open()).rejects.toThrow(/in use by another server/);
    child.kill();
    await child.ended();
    expect((await home.open()).status).toBe("ready");
  });
});

describe("an exception in onEntries", () => {
  it("[EL13] ends the process after the others got theirs, and the entry is stored", async () => {
    await using home = await createSqliteHome();
    await using child = startLogChild(home.dataDir, "throw");
    const lines: (string | undefined)[] = [await child.line(), await child.line()];
    const { code, stderr } = await child.ended();
    expect(lines).toEqual(["open", "delivered 1"]);
    expect(code).not.toBe(0);
    expect(stderr).toContain("the subscriber's own fault");
    expect((await home.open()).head).toBe(1);
  });
});
