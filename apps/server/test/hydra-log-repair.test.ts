// `hydra-log verify` and `hydra-log repair` as they are run, on logs that were damaged.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Entry } from "@hydra/engine";
import { connect } from "@nats-io/transport-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { JetStreamLog } from "../src/log/jetstream/jetstream-log.ts";
import { parseEntries } from "../src/log/parse-entries.ts";
import { SqliteLog } from "../src/log/sqlite/sqlite-log.ts";
import { NatsServer } from "../src/nats/nats-servers.ts";
import { keepSecret } from "../src/plugins/session-secret.ts";
import { appendAll, readAll, testEvents } from "./log/contract/log-home.ts";
import {
  fingerprintOf,
  leaveFolder,
  putFolder,
  withAltered,
  type Folder,
  type LeftLog,
} from "./log/sqlite/damaged-folder.ts";
import { nodeEnv } from "./node-env.ts";

const TOOL = join(import.meta.dirname, "../src/hydra-log.ts");

let closed: LeftLog;
let killed: LeftLog;
let targets: string;
beforeAll(async () => {
  closed = await leaveFolder("closed");
  killed = await leaveFolder("killed");
  targets = mkdtempSync(join(tmpdir(), "hydra-targets-"));
});
afterAll(() => rmSync(targets, { recursive: true }));

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], env: Record<string, string> = {}): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [TOOL, ...args], {
    encoding: "utf8",
    env: { ...nodeEnv(), ...env },
  });
  return { status, stdout, stderr };
}

/** Expects one line on stderr, and nothing else. */
function expectRefusal({ status, stdout, stderr }: Ran, line: RegExp): void {
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(line);
  expect(stderr.trimEnd()).not.toContain("\n");
}

const verify = (path: string): Ran => run(["verify", "--from", `sqlite:${path}`]);

/** Repairs into a new folder; the original must be left as it is. */
function repair(folder: Folder, name: string): Ran & { readonly target: string } {
  const before = fingerprintOf(folder.path);
  const target = join(targets, name);
  const ran = run(["repair", "--from", `sqlite:${folder.path}`, "--to", `sqlite:${target}`]);
  expect(fingerprintOf(folder.path)).toEqual(before);
  return { ...ran, target };
}

async function entriesIn(dataDir: string): Promise<Entry[]> {
  const log = await SqliteLog.open({ dataDir });
  const entries = await readAll(log);
  await log.close();
  return entries;
}

describe("hydra-log verify", () => {
  it("[EL28] finds a whole log good and leaves its folder as it is, whichever way its server ended", () => {
    for (const left of [closed, killed]) {
      using folder = putFolder(left);
      const before = fingerprintOf(folder.path);
      expect(verify(folder.path)).toEqual({
        status: 0,
        stdout: "All is good: 600 entries up to 600.\n",
        stderr: "",
      });
      expect(fingerprintOf(folder.path)).toEqual(before);
    }
  });

  it("[EL28] reads a log that is being written", async () => {
    using folder = putFolder(closed);
    const log = await SqliteLog.open({ dataDir: folder.path });
    let isDone = false;
    const appending = (async () => {
      for (let n = 1_000; !isDone; n += 10) await appendAll(log, testEvents(10, n));
    })();
    const { promise, resolve } = Promise.withResolvers<Ran>();
    // Not spawnSync: the log is this process's.
    const child = spawn(process.execPath, [TOOL, "verify", "--from", `sqlite:${folder.path}`]);
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (text: Buffer) => (stdout += String(text)));
    child.stderr.on("data", (text: Buffer) => (stderr += String(text)));
    child.on("close", (status) => resolve({ status, stdout, stderr }));
    const ran = await promise;
    isDone = true;
    await appending;
    await log.close();
    expect(ran).toMatchObject({ status: 0, stderr: "" });
    expect(ran.stdout).toMatch(/^All is good: \d+ entries up to \d+\.\n$/);
  });

  it("[EL28] names what is damaged, also what a start does not look at", () => {
    const changed = (sql: string): Ran => {
      using folder = putFolder(closed);
      const client = new DatabaseSync(join(folder.path, "hydra.db"));
      client.exec(sql);
      client.close();
      return verify(folder.path);
    };
    expectRefusal(
      changed("UPDATE entry SET at = at - 1 WHERE seq = 77"),
      /^The event log \S+ is damaged: entry 77 is damaged: /,
    );
    expectRefusal(
      changed("UPDATE entry SET family = 'mine' WHERE seq = 78"),
      /entry 78 has another family or type beside its text; the text is good\.\n$/,
    );
    expect(changed("UPDATE snapshot SET seq = 299")).toMatchObject({
      status: 0,
      stdout: "All is good: 600 entries up to 600. 1 parts of snapshots are damaged: they are not used.\n",
    });
    expect(changed("UPDATE entry SET crc = NULL WHERE seq = 600")).toMatchObject({
      status: 0,
      stdout: "All is good: 600 entries up to 600, 1 of them without a checksum.\n",
    });
  });

  it("refuses a folder without a log", () => {
    expectRefusal(verify(join(targets, "nowhere")), /^There is no log in /);
  });
});

describe("hydra-log repair", () => {
  it("[EL28] saves up to the last good entry, and writes down what follows and can be read", async () => {
    using folder = putFolder(closed, { "hydra.db": withAltered(closed, "hydra.db", 'c250"') });
    const { target, ...ran } = repair(folder, "altered");
    expect(ran).toEqual({
      status: 0,
      stdout: `Saved the entries up to 250 of ${folder.path} as a new log in ${target}.
Lost: entries 251 to 600, which cannot follow on what was damaged.
349 of them can be read: ${join(target, "lost-entries.jsonl")}
Cannot be read: entry 251
There is no session secret to take along: players have to join anew.
`,
      stderr: "",
    });
    expect(await entriesIn(target)).toEqual(closed.entries.slice(0, 250));
    const lost = readFileSync(join(target, "lost-entries.jsonl"), "utf8").trimEnd().split("\n");
    expect(lost.map((line): unknown => JSON.parse(line))).toEqual(closed.entries.slice(251));
  });

  it("[EL28] goes past pages that cannot be read", async () => {
    const bytes = Buffer.from(closed.files.get("hydra.db") ?? "");
    const page = Math.floor(bytes.indexOf('"c300"') / 4_096) * 4_096;
    bytes.fill(0xff, page, page + 4_096);
    using folder = putFolder(closed, { "hydra.db": bytes });
    const { target, status, stdout } = repair(folder, "pages");
    expect(status).toBe(0);
    const [, good = ""] = /^Saved the entries up to (\d+) /.exec(stdout) ?? [];
    expect(Number(good)).toBeGreaterThan(200);
    expect(await entriesIn(target)).toEqual(closed.entries.slice(0, Number(good)));
    const lost = readFileSync(join(target, "lost-entries.jsonl"), "utf8").trimEnd().split("\n");
    const readable = parseEntries(`[${lost.join(",")}]`);
    expect(readable.length).toBeGreaterThan(200);
    expect(readable).toEqual(closed.entries.filter(({ seq }) => readable.some((entry) => entry.seq === seq)));
    expect(stdout).toMatch(/^Cannot be read: entries \d+ to \d+$/m);
  });

  it("[EL28] reports what a WAL that was changed has lost", async () => {
    const bytes = Buffer.from(killed.files.get("hydra.db-wal") ?? "");
    bytes[20_000] = (bytes[20_000] ?? 0) ^ 1;
    using folder = putFolder(killed, { "hydra.db-wal": bytes });
    const { target, status, stdout } = repair(folder, "wal");
    expect(status).toBe(0);
    const [, good = ""] = /^Saved the entries up to (\d+) /.exec(stdout) ?? [];
    expect(Number(good)).toBeLessThan(600);
    expect(stdout).toContain(`\nLost: entries ${Number(good) + 1} to 600, `);
    expect(await entriesIn(target)).toEqual(killed.entries.slice(0, Number(good)));
  });

  it("loses nothing of a log that is whole, and takes the session secret along", async () => {
    using folder = putFolder(closed);
    const secret = await keepSecret(folder.path);
    const { target, stdout } = repair(folder, "whole");
    expect(stdout).toMatch(
      /\nNothing is lost\.\nThe session secret was taken along: players stay who they are\.\n$/,
    );
    expect(await entriesIn(target)).toEqual(closed.entries);
    expect(await keepSecret(target)).toBe(secret);
  });

  it("refuses what cannot be repaired, and a target that has a log", () => {
    using unreadable = putFolder(closed, { "hydra.db": Buffer.from("no database at all".repeat(500)) });
    expectRefusal(repair(unreadable, "unreadable"), /^Nothing can be read of \S+hydra\.db: /);
    using folder = putFolder(closed);
    using taken = putFolder(killed);
    const before = fingerprintOf(taken.path);
    const ran = run(["repair", "--from", `sqlite:${folder.path}`, "--to", `sqlite:${taken.path}`]);
    expectRefusal(ran, /^There is a log in /);
    expect(fingerprintOf(taken.path)).toEqual(before);
  });
});

describe("hydra-log for a stream", () => {
  let server: NatsServer;
  beforeAll(async () => {
    server = await NatsServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it("[EL41] verifies, and saves up to the last good message", async () => {
    const log = await JetStreamLog.open({ nats: { servers: [server.address] }, stream: "TOOL" });
    const entries = await appendAll(log, testEvents(1_000));
    await log.close();
    const stream = { LOG_STREAM: "TOOL" };
    const address = `nats://${server.address}`;
    const good = run(["verify", "--from", address], stream);
    expect(good.status).toBe(0);
    expect(good.stdout).toMatch(/^All is good: 1000 entries up to \d+, state [0-9a-f]{16}\.\n$/);

    const connection = await connect({ servers: server.address });
    await connection.request("hydra.TOOL.family.fam", '{"id":"w.1","events":[],"check":"00000000"}');
    await connection.close();
    expectRefusal(
      run(["verify", "--from", address], stream),
      /The stream TOOL is damaged: its message \d+ is not what was written\. /,
    );

    const target = join(targets, "stream");
    const ran = run(["repair", "--from", address, "--to", `sqlite:${target}`], stream);
    expect(ran.stdout).toMatch(
      /^Saved the entries up to \d+ of the stream TOOL .*\nLost: messages (\d+) to \1 /,
    );
    expect(ran.status).toBe(0);
    expect(await entriesIn(target)).toEqual(entries);
  });
});
