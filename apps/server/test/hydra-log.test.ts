// The tool as it is run, with real SQLite and a real NATS server.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { JetStreamLog } from "../src/log/jetstream/jetstream-log.ts";
import { SqliteLog } from "../src/log/sqlite/sqlite-log.ts";
import { fight } from "./log/a-battle.ts";
import { readAll, testEvent } from "./log/contract/log-home.ts";
import { NatsServer } from "../src/nats/nats-servers.ts";
import { nodeEnv } from "./node-env.ts";

const TOOL = join(import.meta.dirname, "../src/hydra-log.ts");

let server: NatsServer;
let folder: string;
let streams = 0;
beforeAll(async () => {
  server = await NatsServer.start();
  folder = await mkdtemp(join(tmpdir(), "hydra-tool-"));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the tool to its end, or until it has printed what is to end it. */
async function run(stream: string, args: readonly string[], killAt?: RegExp): Promise<Ran> {
  const child = spawn(process.execPath, [TOOL, ...args], {
    env: { ...nodeEnv(), LOG_STREAM: stream },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stderr.on("data", (output: Buffer) => {
    if (killAt?.test(String(output)) === true) child.kill("SIGKILL");
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: child.exitCode, stdout, stderr };
}

/** A place of its own for each test: a stream's name and its address, and folders. */
function places(): { stream: string; nats: string; sqlite: string; back: string } {
  streams += 1;
  const [sqlite, back] = ["from", "back"].map((name) => `sqlite:${join(folder, `${name}-${streams}`)}`);
  return { stream: `TOOL${streams}`, nats: `nats://${server.address}`, sqlite: sqlite!, back: back! };
}

const openSqlite = (address: string): Promise<SqliteLog> => SqliteLog.open({ dataDir: address.slice(7) });

async function fill(address: string, attacks: number): Promise<void> {
  const log = await openSqlite(address);
  await fight(log, attacks);
  await log.close();
}

describe("hydra-log", () => {
  it("moves a history to JetStream and back, the battle unchanged, and goes on there", async () => {
    const { stream, nats, sqlite, back } = places();
    await fill(sqlite, 3_000);
    const there = await run(stream, ["copy", "--from", sqlite, "--to", nats]);
    expect(there).toMatchObject({ code: 0 });
    expect(there.stdout).toMatch(/^Copied 3042 entries/);
    expect(await run(stream, ["verify", "--from", nats, "--to", sqlite])).toMatchObject({ code: 0 });

    const log = await JetStreamLog.open({ nats: { servers: [server.address] }, stream });
    await log.append({ ...testEvent(1), familyId: "fam-a" });
    const entries = await readAll(log);
    await log.close();
    expect(entries).toHaveLength(3_043);

    expect((await run(stream, ["copy", "--from", nats, "--to", back])).stdout).toMatch(
      /^Copied 3043 entries/,
    );
    const moved = await openSqlite(back);
    expect(await readAll(moved)).toEqual(entries);
    await moved.close();
    // The first house has fallen behind.
    const differs = await run(stream, ["verify", "--from", sqlite, "--to", nats]);
    expect(differs).toMatchObject({ code: 1, stdout: "" });
    expect(differs.stderr).toMatch(/^The logs differ: /m);
  });

  it("goes on where it was killed", async () => {
    const { stream, nats, sqlite } = places();
    await fill(sqlite, 45_000);
    const killed = await run(stream, ["copy", "--from", sqlite, "--to", nats], /copying/);
    expect(killed.code).toBe(null);
    const rest = await run(stream, ["copy", "--from", sqlite, "--to", nats]);
    expect(rest).toMatchObject({ code: 0 });
    expect(Number(/^Copied (\d+) entries/.exec(rest.stdout)?.[1])).toBeLessThan(45_042);
    expect((await run(stream, ["copy", "--from", sqlite, "--to", nats])).stdout).toMatch(/^Copied 0 entries/);
  });

  async function expectRefusal(stream: string, args: readonly string[], words: RegExp): Promise<void> {
    const { code, stdout, stderr } = await run(stream, args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/\n {4}at |node_modules/);
  }

  it("refuses in one line what cannot be a source or a target", async () => {
    const { stream, nats, sqlite, back } = places();
    const nowhere = "nats://127.0.0.1:1";
    await expectRefusal(stream, ["copy", "--from", sqlite, "--to", nats], /^There is no log in [^\n]+\n$/);
    await fill(sqlite, 10);
    await fill(back, 20);
    await expectRefusal(stream, ["copy", "--from", sqlite, "--to", back], /^[^\n]*The target has [^\n]+\n$/m);
    await expectRefusal(stream, ["copy", "--from", sqlite, "--to", "postgres://x"], /^EVENT_LOG [^\n]+\n$/);
    await expectRefusal(stream, ["copy", "--from", sqlite, "--to", nowhere], /^[^\n]+\n$/);
    await expectRefusal(stream, ["copy", "--from", sqlite], /^hydra-log copy/);
    await expectRefusal(stream, ["move", "--from", sqlite, "--to", nats], /^hydra-log copy/);
    await expectRefusal(stream, ["verify", "--from", nats], /^There is no stream [^\n]+\n$/);
    await expectRefusal(stream, ["copy", "--from", nats, "--to", back], /^There is no stream [^\n]+\n$/);
    await expectRefusal(stream, ["repair", "--from", nats, "--to", `${sqlite}-new`], /^There is no stream/);
    await expectRefusal(stream, ["copy", "--form", sqlite], /--form/);
  });

  it("refuses a source that a server is writing", async () => {
    const { stream, nats, sqlite } = places();
    const log = await openSqlite(sqlite);
    await log.append(testEvent(1));
    await expectRefusal(stream, ["copy", "--from", sqlite, "--to", nats], /in use by another server/);
    await log.close();
  });
});
