// `hydra-log backup` and `restore` as they are run, beside a server that goes on.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { once } from "node:events";
import { decodePlayerAnswer, routes, type JoinAnswer } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attack, createFamily, join as joinFamily, type Listening } from "./http-player.ts";
import { fingerprintOf, leaveFolder, putFolder, withAltered } from "./log/sqlite/damaged-folder.ts";
import { ServerProcess } from "./server-process.ts";

const TOOL = join(import.meta.dirname, "../src/hydra-log.ts");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hydra-backup-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [TOOL, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: child.exitCode, stdout, stderr };
}

const between = (command: string, from: string, to: string): ReturnType<typeof run> =>
  run(command, "--from", `sqlite:${from}`, "--to", `sqlite:${to}`);

async function hitsOf({ url }: Listening, { familyId, token }: JoinAnswer): Promise<number> {
  const answer = await fetch(`${url}${routes.me(familyId)}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return decodePlayerAnswer(await answer.text()).hits;
}

describe("hydra-log backup", () => {
  it("copies the log of a server that goes on, from which another is made that has its players", async () => {
    const [dataDir, copy, anew] = ["data", "copy", "anew"].map((name) => join(folder, name));
    await using server = await ServerProcess.listening({ DATA_DIR: dataDir! });
    const player = await joinFamily(server, await createFamily(server));
    let acknowledged = 0;
    const strike = async (): Promise<void> => {
      acknowledged += 1;
      expect((await attack(server, player, { commandId: `c${acknowledged}` })).status).toBe(200);
    };
    for (let n = 0; n < 50; n += 1) await strike();
    const before = acknowledged;
    let isDone = false;
    const striking = (async () => {
      while (!isDone) await strike();
    })();
    const backedUp = await between("backup", dataDir!, copy!);
    isDone = true;
    await striking;
    expect(backedUp).toMatchObject({ code: 0, stderr: "" });
    expect(backedUp.stdout).toMatch(
      /^Backed up \d+ entries up to \d+ to \S+, and read them again\.\nThe session secret was taken/,
    );
    expect(statSync(join(copy!, "session-secret")).mode & 0o777).toBe(0o600);

    const kept = fingerprintOf(copy!);
    const restored = await between("restore", copy!, anew!);
    expect(restored).toMatchObject({ code: 0, stderr: "" });
    expect(fingerprintOf(copy!)).toEqual(kept);
    await using other = await ServerProcess.listening({ DATA_DIR: anew! });
    const hits = await hitsOf(other, player);
    expect(hits).toBeGreaterThanOrEqual(before);
    expect(hits).toBeLessThanOrEqual(acknowledged);
    // A command that the backup holds counts once there, too.
    expect(await (await attack(other, player, { commandId: "c1" })).json()).toMatchObject({
      duplicate: true,
    });
  });

  it("puts a backup where a log was lost, under a new epoch, and over no log", async () => {
    const [dataDir, copy] = ["lost", "kept"].map((name) => join(folder, name));
    const first = await ServerProcess.listening({ DATA_DIR: dataDir! });
    const player = await joinFamily(first, await createFamily(first));
    await attack(first, player, { commandId: "c1" });
    await between("backup", dataDir!, copy!);
    await attack(first, player, { commandId: "c2" });
    first.kill("SIGKILL");
    await first.exited;

    const over = await between("restore", copy!, dataDir!);
    expect(over).toMatchObject({ code: 1, stdout: "" });
    expect(over.stderr).toMatch(/^There is a log in \S+ already: [^\n]*\n$/);
    rmSync(join(dataDir!, "hydra.db"));
    // An operator may need what it holds.
    const overWal = await between("restore", copy!, dataDir!);
    expect(overWal.stderr).toMatch(/^There is a log in \S+ already: [^\n]*hydra\.db-wal away\.\n$/);
    rmSync(join(dataDir!, "hydra.db-wal"));
    expect(existsSync(join(dataDir!, "hydra.db-shm"))).toBe(true);
    expect(await between("restore", copy!, dataDir!)).toMatchObject({ code: 0, stderr: "" });
    await using again = await ServerProcess.listening({ DATA_DIR: dataDir! });
    expect(await hitsOf(again, player)).toBe(1);
  });

  it("takes what a killed server left in its WAL along, both ways, and leaves the source as it is", async () => {
    using killed = putFolder(await leaveFolder("killed"));
    const before = fingerprintOf(killed.path);
    for (const command of ["backup", "restore"]) {
      const target = join(folder, `${command}-of-killed`);
      expect(await between(command, killed.path, target)).toMatchObject({ code: 0, stderr: "" });
      expect(fingerprintOf(killed.path)).toEqual(before);
      expect((await run("verify", "--from", `sqlite:${target}`)).stdout).toMatch(/^All is good: 600 entries/);
    }
  });

  it("makes nothing of a source that is damaged, and names which entry of which log it is", async () => {
    const closed = await leaveFolder("closed");
    using damaged = putFolder(closed, { "hydra.db": withAltered(closed, "hydra.db", 'c250"') });
    for (const command of ["backup", "restore"]) {
      const target = join(folder, `${command}-of-damaged`);
      const { code, stderr } = await between(command, damaged.path, target);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringMatching(
          /^The event log \S+ is damaged: entry 251 is damaged: [^\n]*\n$/,
        ) as string,
      });
      expect(stderr).toContain(`${damaged.path}/hydra.db`);
      expect(readdirSync(target).filter((name) => name !== "hydra.lock")).toEqual([]);
    }
  });

  it("refuses a backup that is damaged, a folder that a server writes, and one without a log", async () => {
    const [dataDir, copy, none] = ["busy", "spoilt", "none"].map((name) => join(folder, name));
    await using server = await ServerProcess.listening({ DATA_DIR: dataDir! });
    await createFamily(server);
    await between("backup", dataDir!, copy!);
    const refused = await between("restore", copy!, dataDir!);
    expect(refused.stderr).toMatch(/^The data directory \S+ is in use by another server\.\n$/);
    writeFileSync(join(copy!, "hydra.db"), "x".repeat(5_000));
    expect((await between("restore", copy!, none!)).stderr).toMatch(/hydra\.db cannot be used: [^\n]*\n$/);
    expect((await between("backup", none!, copy!)).stderr).toMatch(/^There is no log in \S+\n$/);
  });
});
