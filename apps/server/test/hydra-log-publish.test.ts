// `hydra-log` killed before the steps by which it makes a log and gives it its place, with LONG=1 before every single one: what is left is
// one of the two states that SPEC EL44 has, in both of which the next attempt and a server do what it promises.
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { restore } from "../src/tool/backup.ts";
import { repair } from "../src/tool/repair.ts";
import type { LogFolder } from "../src/log/backend.ts";
import { parseAddress, parseFolder } from "../src/log/backends.ts";
import { SqliteLog } from "../src/log/sqlite/sqlite-log.ts";
import { verifyLog } from "../src/log/sqlite/verify-log.ts";
import { keepSecret } from "../src/plugins/session-secret.ts";
import { agedEntries } from "./log/aged-battle.ts";
import { readAll } from "./log/contract/log-home.ts";
import { putEntries, retain } from "./log/sqlite/aged-log.ts";
import { leaveFolder, putFolder, withAltered, type Folder } from "./log/sqlite/damaged-folder.ts";
import { IS_LONG } from "./long.ts";

const TOOL = join(import.meta.dirname, "../src/hydra-log.ts");
const PRELOADED = new URL("./kill-before-call.ts", import.meta.url).href;
const ENTRIES = 400;
/** From one step that is killed before to the next. */
const STRIDE = IS_LONG ? 1 : 2;

let folder: string;
/** With archives and a session secret. */
let archived: string;
/** With a session secret, and entries after the damage that can be read. */
let damaged: Folder;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hydra-publish-"));
  archived = join(folder, "archived");
  await putEntries(archived, agedEntries(ENTRIES, 100));
  const log = await SqliteLog.open({ dataDir: archived });
  await retain(log, 30);
  await log.close();
  await keepSecret(archived);
  const whole = await leaveFolder("closed");
  damaged = putFolder(whole, { "hydra.db": withAltered(whole, "hydra.db", 'c250"') });
  await keepSecret(damaged.path);
});
afterAll(() => {
  damaged[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

const folderAt = (path: string): LogFolder => parseFolder("--to", `sqlite:${path}`);

interface Attempts {
  readonly command: string;
  readonly from: string;
  /** What `from` is made into when the tool is not killed. */
  readonly reference: string;
  /** Makes a folder to put it into. */
  target(name: string): string;
  /** The next attempt, in this process. */
  again(to: string): Promise<string[]>;
  readonly isLostLog: boolean;
}

/** A folder whose database is lost: its log had got further than the backup, which is of the same epoch. */
function putLostLog(path: string): string {
  mkdirSync(path);
  const [epoch] = readFileSync(join(archived, "hydra.reached"), "latin1").split(":");
  writeFileSync(join(path, "hydra.reached"), `${`${epoch}:${ENTRIES + 5}`.padEnd(63)}\n`);
  writeFileSync(join(path, "hydra.db"), "");
  return path;
}

/** @returns whether it was killed */
async function killBefore(call: number, { command, from }: Attempts, to: string): Promise<boolean> {
  const args = ["--import", PRELOADED, TOOL, command, "--from", `sqlite:${from}`, "--to", `sqlite:${to}`];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, KILL_BEFORE_CALL: String(call) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const [stderr] = await Promise.all([text(child.stderr), once(child, "close")]);
  expect(stderr).toBe("");
  if (child.signalCode === null) expect(child.exitCode).toBe(0);
  return child.signalCode === "SIGKILL";
}

/** Relative paths of the files below a folder. */
function filesIn(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1));
}

const isEmpty = (path: string): boolean => (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0;

/** What may stand there besides the log is whole, and the same as in the end. */
function expectWholeBeside(to: string, reference: string): void {
  for (const name of filesIn(to)) {
    const path = join(to, name);
    if (name.startsWith("hydra.") || name.startsWith("unfinished")) continue;
    expect([name, readFileSync(path).equals(readFileSync(join(reference, name)))]).toEqual([name, true]);
  }
}

/** @returns which of the two states of EL44 it is, the next attempt and a server's start tried in it */
async function tryOn(attempts: Attempts, to: string): Promise<"none" | "left" | "whole"> {
  const { again, isLostLog, reference } = attempts;
  expectWholeBeside(to, reference);
  const isLeft = existsSync(join(to, "unfinished"));
  if (!isEmpty(join(to, "hydra.db"))) {
    if (isLeft) expect(filesIn(join(to, "unfinished"))).toEqual([]);
    expect(filesIn(reference).filter((name) => !existsSync(join(to, name)))).toEqual([]);
    await expect(again(to)).rejects.toThrow(/^There is a log in /);
    return "whole";
  }
  // A server does not begin another log where one was lost.
  if (isLostLog)
    await expect(SqliteLog.open({ dataDir: to })).rejects.toThrow(/hydra\.db is (missing|empty), although /);
  const [first] = await again(to);
  expect(first?.startsWith("An earlier attempt was broken off: ")).toBe(isLeft);
  return isLeft ? "left" : "none";
}

async function expectServed(to: string, reference: string): Promise<void> {
  expect(verifyLog(to)).toEqual(verifyLog(reference));
  expect(existsSync(join(to, "unfinished"))).toBe(false);
  expectWholeBeside(to, reference);
  const log = await SqliteLog.open({ dataDir: to });
  expect(await readAll(log, log.head - 100)).toHaveLength(100);
  await log.close();
}

async function killEverywhere(attempts: Attempts): Promise<void> {
  const met = { none: 0, left: 0, whole: 0 };
  for (let call = 1; ; call += STRIDE) {
    const to = attempts.target(`${attempts.command}-${call}`);
    if (!(await killBefore(call, attempts, to))) break;
    met[await tryOn(attempts, to)] += 1;
    await expectServed(to, attempts.reference);
  }
  // The last two: before what had been reached is removed, and before the folder is.
  expect(met).toMatchObject({ whole: 2 / STRIDE });
  expect(met.left).toBeGreaterThan(5 / STRIDE);
}

describe("hydra-log killed before any step", { timeout: 300_000 }, () => {
  it("[EL44] restore, where a log was lost, leaves none or a whole one, and is not in its own way", async () => {
    const reference = join(folder, "restored");
    await restore(folderAt(archived), folderAt(reference));
    await killEverywhere({
      command: "restore",
      from: archived,
      reference,
      target: (name) => putLostLog(join(folder, name)),
      again: (to) => restore(folderAt(archived), folderAt(to)),
      isLostLog: true,
    });
  });

  it("[EL44] repair leaves none or a whole one, and is not in its own way", async () => {
    const reference = join(folder, "repaired");
    await repair(parseAddress("--from", `sqlite:${damaged.path}`, {}), folderAt(reference));
    await killEverywhere({
      command: "repair",
      from: damaged.path,
      reference,
      target(name) {
        mkdirSync(join(folder, name));
        return join(folder, name);
      },
      again: (to) => repair(parseAddress("--from", `sqlite:${damaged.path}`, {}), folderAt(to)),
      isLostLog: false,
    });
  });
});
