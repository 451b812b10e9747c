// `hydra-log import` as it is run: what was archived and dropped is a whole log again, or what is missing is reported.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Entry } from "@hydra/engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SqliteLog } from "../src/log/sqlite/sqlite-log.ts";
import { appendAll, readAll, testEvents } from "./log/contract/log-home.ts";
import { agedEntries } from "./log/aged-battle.ts";
import { putEntries, retain } from "./log/sqlite/aged-log.ts";

const TOOL = join(import.meta.dirname, "../src/hydra-log.ts");

let folder: string;
/** A log that has archived and goes on. */
let dataDir: string;
let log: SqliteLog;
let entries: Entry[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hydra-import-"));
  dataDir = join(folder, "data");
  entries = agedEntries(6_000, 100);
  await putEntries(dataDir, entries);
  log = await SqliteLog.open({ dataDir });
  await retain(log, 30);
  entries.push(...(await appendAll(log, testEvents(10, 50_000))));
});
afterAll(async () => {
  await log.close();
  rmSync(folder, { recursive: true });
});

async function run(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [TOOL, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: child.exitCode, stdout, stderr };
}

const importFrom = (from: string, target: string): ReturnType<typeof run> =>
  run("import", "--from", from, "--to", `sqlite:${join(folder, target)}`);

async function entriesIn(target: string): Promise<Entry[]> {
  const imported = await SqliteLog.open({ dataDir: join(folder, target) });
  const all = await readAll(imported);
  await imported.close();
  return all;
}

/** The archives, with another content in place of one. */
function copyArchives(name: string, change: (months: string[], copy: string) => void): string {
  const copy = join(folder, name);
  cpSync(join(dataDir, "archive"), copy, { recursive: true });
  change(readdirSync(copy).sort(), copy);
  return `archive:${copy}`;
}

describe("hydra-log import", { timeout: 120_000 }, () => {
  it("[EL43] makes the whole log again of a folder whose server goes on, and leaves that as it is", async () => {
    const before = readdirSync(dataDir).sort();
    const { code, stdout, stderr } = await importFrom(`sqlite:${dataDir}`, "whole");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^Imported 6010 entries into .* It holds all up to 6010\.\n$/);
    expect(await entriesIn("whole")).toEqual(entries);
    expect(readdirSync(dataDir).sort()).toEqual(before);
    expect((await run("verify", "--from", `sqlite:${join(folder, "whole")}`)).stdout).toMatch(
      /^All is good: 6010 entries up to 6010\.\n$/,
    );
  });

  it("[EL43] takes one archive after the other, then the log, and nothing twice", async () => {
    const archives = readdirSync(join(dataDir, "archive")).sort();
    for (const name of [...archives, archives.at(-1)!]) {
      const { code } = await importFrom(`archive:${join(dataDir, "archive", name)}`, "step-by-step");
      expect(code).toBe(0);
    }
    expect((await importFrom(`sqlite:${dataDir}`, "step-by-step")).stdout).toMatch(/^Imported \d+ entries/);
    expect((await importFrom(`sqlite:${dataDir}`, "step-by-step")).stdout).toMatch(/^Imported 0 entries/);
    expect(await entriesIn("step-by-step")).toEqual(entries);
  });

  async function expectRefusal(from: string, target: string, line: RegExp): Promise<Entry[]> {
    const { code, stdout, stderr } = await importFrom(from, target);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(line);
    return entriesIn(target);
  }

  it("[EL43] refuses an archive that is missing, cut short or changed, and stores what came before", async () => {
    const withoutFirst = copyArchives("without-first", ([first], copy) => rmSync(join(copy, first!)));
    const notFirst = /^Entry \d+ of \S+ was not imported: it is not the first of all\. [^\n]+\n$/;
    expect(await expectRefusal(withoutFirst, "to-without-first", notFirst)).toEqual([]);

    const withoutSecond = copyArchives("without-second", ([, second], copy) => rmSync(join(copy, second!)));
    const gap = /^Entry \d+ of \S+ was not imported: it does not follow on entry \d+\. [^\n]+\n$/;
    const first = await expectRefusal(withoutSecond, "to-without-second", gap);
    expect(first.length).toBeGreaterThan(0);
    expect(first).toEqual(entries.slice(0, first.length));

    const cutShort = copyArchives("cut-short", ([, second], copy) => {
      const bytes = readFileSync(join(copy, second!));
      writeFileSync(join(copy, second!), bytes.subarray(0, bytes.length - 5));
    });
    const half = await expectRefusal(cutShort, "to-cut-short", /^The archive \S+ cannot be used: [^\n]+\n$/);
    expect(half).toEqual(entries.slice(0, half.length));

    const changed = copyArchives("changed", ([name], copy) => {
      const lines = gunzipSync(readFileSync(join(copy, name!)))
        .toString()
        .replace('"Player 8"', '"Player 9"');
      writeFileSync(join(copy, name!), gzipSync(lines));
    });
    const wrong = /^The archive \S+ cannot be used: line 9: its checksum is wrong[^\n]+\n$/;
    expect(await expectRefusal(changed, "to-changed", wrong)).toEqual(entries.slice(0, 8));
  });

  it("[EL42] is what the other commands name where a log begins in the middle", async () => {
    const copy = join(folder, "closed-copy");
    expect((await run("backup", "--from", `sqlite:${dataDir}`, "--to", `sqlite:${copy}`)).code).toBe(0);
    for (const command of ["copy", "repair"]) {
      const { code, stderr } = await run(
        command,
        "--from",
        `sqlite:${copy}`,
        "--to",
        `sqlite:${join(folder, `${command}-target`)}`,
      );
      expect(code).toBe(1);
      expect(stderr).toMatch(/^The (event )?log [^\n]*hydra-log -- import\b[^\n]*$/m);
    }
    await putEntries(join(folder, "other"), agedEntries(5, 1));
    const differs = /^The target has another entry 5 than \S+\n$/;
    await expectRefusal(`archive:${join(dataDir, "archive")}`, "other", differs);
    expect((await importFrom("archive:nowhere", "none")).stderr).toMatch(
      /^--from must name a file or [^\n]+\n$/,
    );
  });
});
