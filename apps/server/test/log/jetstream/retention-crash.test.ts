// Nodes of a cluster that keep a stream on three replicas to its retention, and are killed or stopped at any step of it:
// EL42–EL45 of src/log/SPEC.md.
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { STATE_FORMAT, type Entry } from "@hydra/engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { archivesIn, lastRowOf } from "../../../src/log/archive-file.ts";
import { JetStreamImport } from "../../../src/log/jetstream/import-history.ts";
import { JetStreamLog } from "../../../src/log/jetstream/jetstream-log.ts";
import { startNatsCluster, type NatsCluster } from "../../../src/nats/nats-servers.ts";
import { agedEntries, archivedIn, stateAfterRestart, stateOf } from "../aged-battle.ts";
import { readAll } from "../contract/log-home.ts";
import { startChild, type LogChild } from "../sqlite/child-process.ts";
import { untilAvailable } from "./until-available.ts";

const LEASE_MS = 300;
const DAYS = 20;
const SCRIPT = new URL("./retained-node.ts", import.meta.url);

let cluster: NatsCluster;
let connection: NatsConnection;
let manager: JetStreamManager;
beforeAll(async () => {
  cluster = await startNatsCluster();
  connection = await connect({ servers: [...cluster.addresses] });
  manager = await jetstreamManager(connection, { checkAPI: false });
});
afterAll(async () => {
  await connection.close();
  await cluster[Symbol.asyncDispose]();
});

/** A stream of these entries, and data folders of nodes. */
class Scene implements Disposable {
  readonly folders: readonly string[];
  readonly stream: string;
  readonly entries: readonly Entry[];

  constructor(stream: string, entries: readonly Entry[]) {
    this.stream = stream;
    this.entries = entries;
    this.folders = ["a", "b"].map((name) => mkdtempSync(join(tmpdir(), `hydra-retained-${name}-`)));
  }

  static async create(stream: string, entries: readonly Entry[]): Promise<Scene> {
    const scene = new Scene(stream, entries);
    const target = await untilAvailable(() => JetStreamImport.open(scene.#options));
    await target.importEntries(entries);
    await target.finish();
    await target.close();
    expect((await manager.streams.info(stream)).config.num_replicas).toBe(3);
    return scene;
  }

  get #options() {
    return { nats: { servers: cluster.addresses }, stream: this.stream };
  }

  async startNode(folder: number): Promise<LogChild> {
    const args = [
      cluster.addresses.join(","),
      this.stream,
      this.folders[folder]!,
      String(DAYS),
      String(LEASE_MS),
    ];
    const node = startChild(SCRIPT, args);
    expect(await node.line()).toBe("open");
    return node;
  }

  archive(folder: number): string {
    return join(this.folders[folder]!, "archive");
  }

  /** A node that starts has everything: in the archives what the stream has not, and of what the stream has nothing lacks. */
  async expectNothingLost(): Promise<number> {
    const log = await untilAvailable(() => JetStreamLog.open(this.#options));
    try {
      const first = log.beganAfter;
      expect(await stateAfterRestart(log)).toBe(stateOf(this.entries));
      expect(await readAll(log, first)).toEqual(this.entries.slice(first));
      const inFiles = new Map<number, Entry>();
      for (const index of this.folders.keys()) {
        // Read whole, which verifies each.
        await Promise.all(archivesIn(this.archive(index)).map(lastRowOf));
        for (const entry of archivedIn(this.archive(index))) inFiles.set(entry.seq, entry);
      }
      expect([...inFiles.values()].sort((a, b) => a.seq - b.seq).slice(0, first)).toEqual(
        this.entries.slice(0, first),
      );
      return first;
    } finally {
      await log.close();
    }
  }

  [Symbol.dispose](): void {
    for (const folder of this.folders) rmSync(folder, { recursive: true });
  }
}

/** Resolves when a file is being written that has not got its name yet, or when it is over. */
async function untilUnfinished(folder: string, isOver: () => boolean): Promise<void> {
  const isUnfinished = (): boolean =>
    existsSync(folder) && readdirSync(folder).some((name) => name.endsWith(".new"));
  while (!isOver() && !isUnfinished()) await turn();
}

/** Resolves when a node has written into the stream that what it archived may be purged, has purged it, or when it is over. */
async function untilMarked(stream: string, isOver: () => boolean): Promise<void> {
  const marked = async (): Promise<string> => {
    const message = await manager.streams
      .getMessage(stream, { last_by_subj: `hydra.${stream}.retention` })
      .catch(() => null);
    const { state } = await manager.streams.info(stream);
    const [start = '"place":0'] = /"start":\{[^}]*/.exec(message?.string() ?? "") ?? [];
    return `${start.includes('"place":0') ? "" : start} ${state.first_seq}`;
  };
  const before = await marked();
  while (!isOver() && (await marked()) === before);
}

describe("the retention of a cluster's stream", () => {
  it(
    "[EL46][EL45] killed at any step, loses nothing, and another node goes on",
    { timeout: 240_000 },
    async () => {
      using scene = await Scene.create("KILLED", agedEntries(9_000, 100));
      const isDone = [false, false];
      let kills = 0;
      let firstSeq = 0;
      for (; !isDone.every(Boolean); kills += 1) {
        // One in turn with the other, each at another step.
        const folder = kills % 2;
        await using node = await scene.startNode(folder);
        let isOver = false;
        const line = node.line().finally(() => (isOver = true));
        const step = Math.floor(kills / 2) % 3;
        if (step === 0) await untilUnfinished(scene.archive(folder), () => isOver);
        else if (step === 1) await untilMarked(scene.stream, () => isOver);
        else await line;
        if (isOver) isDone[folder] = (await line) === "done";
        node.kill();
        await node.ended();
        const first = await scene.expectNothingLost();
        expect(first).toBeGreaterThanOrEqual(firstSeq);
        firstSeq = first;
      }
      // How many steps it takes differs with the day of the month, and with how late a file is seen here.
      expect(kills).toBeGreaterThan(2);
      const cut = Date.now() - (DAYS + 1) * 86_400_000;
      expect(firstSeq).toBeGreaterThanOrEqual(scene.entries.filter(({ at }) => at < cut).length);
      expect((await manager.streams.info(scene.stream)).state.first_seq).toBeGreaterThan(20);
    },
  );

  it(
    "[EL45] a node that stands still while it archives is replaced, and does nothing more when it goes on",
    { timeout: 120_000 },
    async () => {
      using scene = await Scene.create("STOPPED", agedEntries(30_000, 100));
      await using stopped = await scene.startNode(0);
      let isOver = false;
      const archived = stopped.line().finally(() => (isOver = true));
      await untilUnfinished(scene.archive(0), () => isOver);
      stopped.kill("SIGSTOP");
      await using next = await scene.startNode(1);
      while ((await next.line()) !== "done");
      const first = await scene.expectNothingLost();
      const files = archivedIn(scene.archive(1));
      stopped.kill("SIGCONT");
      const lines: string[] = [];
      for (let line = await archived; line !== undefined; line = await stopped.line()) {
        lines.push(line);
        if (line === "done" || line.startsWith("failed")) break;
      }
      expect(lines.at(-1)).toMatch(
        /^failed: .*(another node has taken the archiving over|was archived up to)/,
      );
      expect(await scene.expectNothingLost()).toBe(first);
      expect(archivedIn(scene.archive(1))).toEqual(files);
    },
  );

  it("[EL46] a snapshot that a node needs is on all replicas before anything is purged", async () => {
    using scene = await Scene.create("REPLICAS", agedEntries(2_000, 100));
    await using node = await scene.startNode(0);
    while ((await node.line()) !== "done");
    const { config } = await manager.streams.info("REPLICAS_SNAPSHOTS");
    expect(config.num_replicas).toBe(3);
    const options = { nats: { servers: cluster.addresses }, stream: "REPLICAS" };
    const log = await untilAvailable(() => JetStreamLog.open(options));
    expect((await log.loadSnapshot(STATE_FORMAT))?.seq).toBeGreaterThanOrEqual(log.beganAfter);
    await log.close();
  });
});
