// What is old of a stream: archived and purged, and what else is purged: EL42, EL43 and EL46 of src/log/SPEC.md.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { LogOpenError } from "../../../src/log/event-log.ts";
import { logStreamConfig } from "../../../src/log/jetstream/stream-layout.ts";
import { lockDataDir } from "../../../src/log/writer-lock.ts";
import { NatsServer } from "../../../src/nats/nats-servers.ts";
import type { LogAddress } from "../../../src/log/backend.ts";
import { parseAddress } from "../../../src/log/backends.ts";
import { copy } from "../../../src/tool/copy.ts";
import { agedEntries, archivedIn, stateAfterRestart, stateOf } from "../aged-battle.ts";
import { readAll, testEvent } from "../contract/log-home.ts";
import { describeRetaining } from "../contract/retaining.ts";
import { startChild, type LogChild } from "../sqlite/child-process.ts";
import { startRelay } from "./cuttable-relay.ts";
import { createRetainedHome, type RetainedStreamHome } from "./retained-home.ts";

let server: NatsServer;
beforeAll(async () => {
  server = await NatsServer.start();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const DAY_MS = 86_400_000;

/** Puts messages of one entry each into the stream, as nodes would that wrote them so many days ago. */
async function putAged(home: RetainedStreamHome, from: number, daysAgo: readonly number[]): Promise<void> {
  const now = Date.now();
  const times = daysAgo.map((days) => Math.floor(now - days * DAY_MS));
  for (const [index, writtenAt] of times.entries()) {
    const n = from + index;
    // Its writer had not read the two messages before it.
    const known = { place: Math.max(0, n - 2), at: Math.max(0, ...times.slice(0, Math.max(0, index - 2))) };
    const text = { id: `w.${n}`, known, writtenAt, events: [testEvent(n)] };
    await home.connection.request(`hydra.${home.stream}.family.fam`, JSON.stringify(text));
  }
}

const daysDown = (from: number, count: number): number[] => Array.from({ length: count }, (_, n) => from - n);

/** A node in a process of its own. */
async function startNode(address: string, stream: string): Promise<LogChild> {
  const node = startChild(new URL("./log-process.ts", import.meta.url), [address, stream, "50"]);
  expect(await node.line()).toBe("open");
  return node;
}

describe("the retention of a stream", () => {
  describeRetaining(() => createRetainedHome(server));

  it("[EL46] purges what was archived, and a reader comes to the times that there were before", async () => {
    await using home = await createRetainedHome(server);
    const log = await home.open();
    // The last but one was written by a clock far ahead of the others': the last, which has not read it, has its time.
    await putAged(home, 0, [...daysDown(100, 40), 45, 60]);
    await vi.waitFor(() => expect(log.known.place).toBe(42));
    const entries = await readAll(log);
    expect(entries.at(-1)!.at).toBe(entries.at(-2)!.at);
    await home.retain(log, 30);
    const { state } = await home.manager.streams.info(home.stream);
    expect(state.first_seq).toBe(42);
    expect(await readAll(log, entries.at(-2)!.seq)).toEqual(entries.slice(-1));
    expect(archivedIn(home.archiveFolder)).toEqual(entries.slice(0, -1));
    const again = await home.open();
    expect(await readAll(again, entries.at(-2)!.seq)).toEqual(entries.slice(-1));
    expect(again.head).toBe(entries.at(-1)!.seq);
  });

  it("[EL46] a node that was away for longer ends, and logs that it has to start from a snapshot", async () => {
    await using home = await createRetainedHome(server);
    await using relay = await startRelay(server.port);
    const log = await home.open();
    await putAged(home, 0, daysDown(100, 5));
    await using away = await startNode(relay.address, home.stream);
    relay.cut();
    await putAged(home, 5, daysDown(90, 50));
    await home.retain(log, 30);
    relay.mend();
    const { code, stderr } = await away.ended();
    expect(stderr).toContain(
      `The stream ${home.stream} was archived up to its message 54 before this node had read so far: it has to start again, from a snapshot.`,
    );
    expect(code).not.toBe(0);
    await using again = await startNode(server.address, home.stream);
    again.kill();
  });

  it("[EL46] a stream that was purged by hand ends the nodes and is refused, with one line", async () => {
    await using home = await createRetainedHome(server);
    await home.put(agedEntries(3_000, 10));
    await using node = await startNode(server.address, home.stream);
    await home.manager.streams.purge(home.stream, { seq: 5 });
    const line = `The stream ${home.stream} lacks its messages 1 to 4.`;
    const { code, stderr } = await node.ended();
    expect(stderr).toContain(line);
    expect(code).not.toBe(0);
    await expect(home.open()).rejects.toThrow(LogOpenError);
    await expect(home.open()).rejects.toThrow(line);
  });

  it("[EL46] purged by hand beyond what was archived, it is refused all the same", async () => {
    await using home = await createRetainedHome(server);
    await home.put(agedEntries(3_000, 100));
    const log = await home.open();
    const archives = await home.retain(log, 50);
    // It is another thread that did it: this one reads of it.
    await vi.waitFor(() => expect(log.start.seq).toBe(archives.at(-1)!.until));
    await log.close();
    const { place } = log.start;
    await home.manager.streams.purge(home.stream, { seq: place + 3 });
    await expect(home.open()).rejects.toThrow(`lacks its messages ${place + 1} to ${place + 2}.`);
  });

  it("[EL46] of an older server's, which cannot be purged, is refused with what to do, and moved by that", async () => {
    await using home = await createRetainedHome(server);
    await home.manager.streams.add({ ...logStreamConfig(home.stream, 1), deny_purge: true });
    const entries = agedEntries(1_000, 100);
    await home.put(entries);
    const retained = { isRetained: true };
    await expect(home.open(retained)).rejects.toThrow(LogOpenError);
    await expect(home.open(retained)).rejects.toThrow(
      new RegExp(`^RETENTION_DAYS cannot be kept by the stream ${home.stream}: [^\\n]*hydra-log -- copy$`),
    );
    const without = await home.open();
    expect(await readAll(without)).toEqual(entries);

    await using moved = await createRetainedHome(server);
    const at = (stream: string): LogAddress =>
      parseAddress("--from", `nats://${server.address}`, { LOG_STREAM: stream });
    const between = parseAddress("--to", `sqlite:${join(home.dataDir, "between")}`, {});
    await copy(at(home.stream), between, () => undefined);
    await copy(between, at(moved.stream), () => undefined);
    const log = await moved.open(retained);
    await moved.retain(log, 30);
    expect(archivedIn(moved.archiveFolder).length).toBeGreaterThan(600);
    expect(await stateAfterRestart(log)).toBe(stateOf(entries));
  });

  it("[EL45] does not write into a folder that another node writes to", async () => {
    await using home = await createRetainedHome(server);
    const entries = agedEntries(1_000, 100);
    await home.put(entries);
    mkdirSync(home.archiveFolder);
    const other = lockDataDir(home.archiveFolder);
    const log = await home.open();
    await expect(home.retain(log, 30)).rejects.toThrow(/in use by another server/);
    expect(await readAll(log)).toEqual(entries);
    other.release();
    expect(await home.retain(log, 30)).not.toEqual([]);
  });

  it("[EL45] leaves the archiving to the node that did it last, for a day", async () => {
    await using home = await createRetainedHome(server);
    await home.put(agedEntries(1_000, 100));
    const log = await home.open();
    await home.retain(log, 30);
    writeFileSync(join(home.archiveFolder, "holder"), "another folder");
    expect(await home.retain(log, 29.5)).toEqual([]);
    expect(await home.retain(log, 28)).not.toEqual([]);
  });

  it("[EL42] goes by the log's time, not by the machine's clock", async () => {
    await using home = await createRetainedHome(server);
    const entries = agedEntries(1_000, 100);
    await home.put(entries);
    const log = await home.open();
    const old = entries.filter(({ at }) => at < log.now() - 30 * DAY_MS);
    const real = Date.now;
    Date.now = () => real() + 50 * DAY_MS;
    const archives = await home.retain(log, 30).finally(() => (Date.now = real));
    expect(archives.at(-1)?.until).toBe(old.at(-1)!.seq);
  });

  it("[EL42] drops nothing when no snapshot can be stored", async () => {
    await using home = await createRetainedHome(server);
    const entries = agedEntries(1_000, 100);
    await home.put(entries);
    // Too small for a snapshot, with settings that it takes over.
    await home.manager.streams.add({
      name: `${home.stream}_SNAPSHOTS`,
      subjects: [`hydra-snapshot.${home.stream}.>`],
      max_bytes: 1_000,
      discard: logStreamConfig(home.stream, 1).discard!,
    });
    const log = await home.open();
    await expect(home.retain(log, 30)).rejects.toThrow(/^What is old was not archived and dropped: /);
    expect(await readAll(log)).toEqual(entries);
  });
});
