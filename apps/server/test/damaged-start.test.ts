// The server as it is started in earnest, on a data folder that was damaged.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { attack, createFamily, join as joinFamily } from "./http-player.ts";
import {
  fingerprintOf,
  putFolder,
  readFolder,
  withAltered,
  type LeftFolder,
} from "./log/sqlite/damaged-folder.ts";
import { ServerProcess } from "./server-process.ts";

const ATTACKS = 30;

/** The folder of a server that was stopped, or killed, after some attacks. */
async function leave(signal: NodeJS.Signals): Promise<LeftFolder> {
  const dataDir = mkdtempSync(join(tmpdir(), "hydra-left-"));
  await using server = await ServerProcess.listening({ DATA_DIR: dataDir });
  const player = await joinFamily(server, await createFamily(server), "Iolaus");
  for (let n = 0; n < ATTACKS; n += 1) await attack(server, player, { commandId: `c${n}` });
  server.kill(signal);
  await server.exited;
  const left = readFolder(dataDir);
  rmSync(dataDir, { recursive: true });
  return left;
}

let stopped: LeftFolder;
let killed: LeftFolder;
beforeAll(async () => {
  [stopped, killed] = await Promise.all([leave("SIGTERM"), leave("SIGKILL")]);
});

/** Expects one line, an exit code, and a folder as it was. */
async function expectRefusal(path: string, line: RegExp): Promise<void> {
  const before = fingerprintOf(path);
  const server = new ServerProcess({ PORT: "0", DEMO: "0", DATA_DIR: path });
  const { code, stdout, stderr } = await server.exited;
  expect(stderr).toMatch(line);
  expect(stderr.trimEnd()).not.toContain("\n");
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(fingerprintOf(path)).toEqual(before);
}

describe("a server on a damaged data folder", () => {
  it("[EL28] refuses a changed text of an entry in one line that names the entry", async () => {
    const bytes = withAltered(stopped, "hydra.db", '"commandId":"c20"');
    using folder = putFolder(stopped, { "hydra.db": bytes });
    // A family, a player, twenty attacks before it.
    await expectRefusal(folder.path, /^DATA_DIR: The event log \S+hydra\.db is damaged: entry 23 .*\n$/);
  });

  it("[EL28] refuses a changed WAL", async () => {
    const bytes = withAltered(killed, "hydra.db-wal", '"commandId":"c20"');
    using folder = putFolder(killed, { "hydra.db-wal": bytes });
    await expectRefusal(folder.path, /^DATA_DIR: The event log .*had reached entry 32.*\n$/);
  });

  it.each([
    ["removed", undefined],
    ["emptied", Buffer.alloc(0)],
  ] as const)("[EL26] refuses a database that was %s", async (_how, bytes) => {
    using folder = putFolder(stopped, { "hydra.db": bytes });
    await expectRefusal(
      folder.path,
      /^DATA_DIR: The event log \S+hydra\.db is (missing|empty), although .*\n$/,
    );
  });

  it.each([
    ["emptied", () => Buffer.alloc(0)],
    ["cut short", () => stopped.files.get("session-secret")?.subarray(0, 20)],
    ["changed", () => flippedSecret()],
  ] as const)("refuses a session secret that was %s", async (_how, bytes) => {
    using folder = putFolder(stopped, { "session-secret": bytes() });
    await expectRefusal(folder.path, /^\S+session-secret is damaged: [^\n]+\n$/);
  });

  it("takes a secret from before there were checksums", async () => {
    const [secret = ""] = String(stopped.files.get("session-secret")).split("\n");
    using folder = putFolder(stopped, { "session-secret": Buffer.from(secret) });
    await using server = await ServerProcess.listening({ DATA_DIR: folder.path });
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  });
});

function flippedSecret(): Buffer {
  const bytes = Buffer.from(stopped.files.get("session-secret") ?? "");
  bytes[5] = (bytes[5] ?? 0) ^ 1;
  return bytes;
}
