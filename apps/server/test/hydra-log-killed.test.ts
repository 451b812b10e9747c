// `hydra-log` killed while it fills the folder of a log that takes a while: at no particular moment, so what is expected holds at every one.
// hydra-log-publish.test.ts kills it before each single step.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setImmediate as nextTick, setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { agedEntries } from "./log/aged-battle.ts";
import { putEntries, retain } from "./log/sqlite/aged-log.ts";
import { IS_LONG } from "./long.ts";
import { SqliteLog } from "../src/log/sqlite/sqlite-log.ts";

const TOOL = join(import.meta.dirname, "../src/hydra-log.ts");
const ENTRIES = 20_000;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hydra-killed-"));
  await putEntries(join(folder, "whole"), agedEntries(ENTRIES, 100));
  await putEntries(join(folder, "archived"), agedEntries(ENTRIES, 100));
  const log = await SqliteLog.open({ dataDir: join(folder, "archived") });
  await retain(log, 30);
  await log.close();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

function start(command: string, from: string, to: string) {
  const args = [TOOL, command, "--from", `sqlite:${from}`, "--to", `sqlite:${to}`];
  return spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
}

async function run(command: string, from: string, to: string) {
  const child = start(command, from, to);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: child.exitCode, stdout, stderr };
}

/** Kills the tool so long after it has begun to write. @returns whether it was before its end */
async function killIn(
  command: string,
  [from, to]: readonly [string, string],
  afterMs: number,
): Promise<boolean> {
  const child = start(command, from, to);
  const closed = once(child, "close");
  while (child.exitCode === null && !existsSync(join(to, "unfinished"))) await nextTick();
  await wait(afterMs);
  child.kill("SIGKILL");
  await closed;
  return child.signalCode === "SIGKILL";
}

describe.each([
  ["backup", "archived", 0],
  ["restore", "archived", 50],
  ["repair", "whole", 50],
  ["import", "archived", 200],
])("hydra-log %s", (command, source, momentMs) => {
  it(
    "[EL44] killed at any moment leaves no log, or a whole one, and removes at the next attempt what it left",
    { timeout: 300_000 },
    async () => {
      const from = join(folder, source);
      for (const afterMs of IS_LONG ? [0, 50, 200] : [momentMs]) {
        const to = join(folder, `${command}-${afterMs}`);
        const wasKilled = await killIn(command, [from, to], afterMs);
        const unfinished = join(to, "unfinished");
        if (existsSync(join(to, "hydra.db"))) {
          if (existsSync(unfinished)) expect(readdirSync(unfinished)).toEqual([]);
        } else {
          expect(wasKilled).toBe(true);
          const isLeft = existsSync(unfinished);
          const { code, stdout, stderr } = await run(command, from, to);
          expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
          expect(
            /^An earlier attempt was broken off: what it left in \S+unfinished was removed\.\n/.test(stdout),
          ).toBe(isLeft);
          expect(existsSync(unfinished)).toBe(false);
        }
        const verified = await verify(to);
        const kept = source === "whole" || command === "import" ? `${ENTRIES}` : "\\d+";
        expect(verified).toMatch(new RegExp(`^All is good: ${kept} entries up to ${ENTRIES}\\b`));
      }
    },
  );
});

async function verify(dataDir: string): Promise<string> {
  const args = [TOOL, "verify", "--from", `sqlite:${dataDir}`];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  return text(child.stdout);
}

describe("hydra-log backup and restore", () => {
  it("[EL44] take the archives along, from which all is there again", { timeout: 120_000 }, async () => {
    const [from, kept, anew] = ["archived", "kept", "anew"].map((name) => join(folder, name));
    const names = readdirSync(join(from!, "archive"));
    expect(names.length).toBeGreaterThan(1);
    for (const [command, source, target] of [
      ["backup", from!, kept!],
      ["restore", kept!, anew!],
    ] as const) {
      const { code, stdout, stderr } = await run(command, source, target);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toContain(`\nIts archives too: ${names.length}, read again.\n`);
      for (const name of names)
        expect(readFileSync(join(target, "archive", name))).toEqual(
          readFileSync(join(from!, "archive", name)),
        );
    }
    const { stdout } = await run("import", anew!, join(folder, "all"));
    expect(stdout).toMatch(new RegExp(`^Imported ${ENTRIES} entries `));

    // The log is lost, its archives are not; one of them is another's.
    rmSync(join(anew!, "hydra.db"));
    expect(await run("restore", kept!, anew!)).toMatchObject({ code: 0, stderr: "" });
    rmSync(join(anew!, "hydra.db"));
    writeFileSync(join(anew!, "archive", names[0]!), "another's");
    const refused = await run("restore", kept!, anew!);
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toMatch(
      /^There is another archive \S+: name another folder, or move it away\.\n$/,
    );
    expect(readdirSync(anew!).filter((name) => name.startsWith("hydra.db") || name === "unfinished")).toEqual(
      [],
    );
    // A damaged one is no reason to have no backup.
    writeFileSync(join(kept!, "archive", names[0]!), "spoilt");
    const spoilt = await run("backup", kept!, join(folder, "spoilt"));
    expect(spoilt).toMatchObject({ code: 0, stderr: "" });
    expect(spoilt.stdout).toMatch(/\nIt was copied as it is, but cannot be read: \S+\.jsonl\.gz: /);
  });
});
