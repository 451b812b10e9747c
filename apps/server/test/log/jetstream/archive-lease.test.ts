// One node archives at a time: EL45 of src/log/SPEC.md, against a real nats-server.
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ArchiveLease, type Candidate } from "../../../src/log/jetstream/archive-lease.ts";
import { openAccess } from "../../../src/log/jetstream/connect.ts";
import { readRecord } from "../../../src/log/jetstream/stream-start.ts";
import { NatsServer } from "../../../src/nats/nats-servers.ts";
import { appendAll, testEvents } from "../contract/log-home.ts";
import { createJetStreamHome, type JetStreamHome } from "./jetstream-home.ts";

let server: NatsServer;
beforeAll(async () => {
  server = await NatsServer.start();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const SHORT_MS = 200;
/** Renewed some times while it lasts, also by a machine that stands still for a second. */
const RENEWED_MS = 2_000;
/** It never renews it. */
const PAUSED_MS = 1_000_000_000;
const due = (): Promise<boolean> => Promise.resolve(true);

/** A node that asks to archive, as long as the test runs. */
async function node(home: JetStreamHome, holder: string, leaseMs: number): Promise<Candidate> {
  const access = await openAccess({ servers: [server.address] }, home.stream);
  return { log: await home.open(), access, holder, leaseMs };
}

const closeAll = (nodes: readonly Candidate[]): Promise<unknown> =>
  Promise.all(nodes.map(({ access }) => access.connection.close()));

describe("the lease of the node that archives", () => {
  it("[EL45] is of the first, while it renews it, and then of the next", async () => {
    await using home = await createJetStreamHome(server);
    const nodes = [await node(home, "a", RENEWED_MS), await node(home, "b", RENEWED_MS)] as const;
    const first = await ArchiveLease.take(nodes[0], due);
    let isTaken = false;
    const second = ArchiveLease.take(nodes[1], due).finally(() => (isTaken = true));
    // Time itself is the condition: that of two leases, had they not been renewed.
    await wait(2 * RENEWED_MS);
    expect(isTaken).toBe(false);
    expect((await readRecord(nodes[0].access))?.holder).toBe("a");
    await first!.release();
    await (await second)!.release();
    expect(await readRecord(nodes[0].access)).toMatchObject({ holder: "b", isHeld: false });
    await closeAll(nodes);
  });

  it("[EL45] lost to another node, lets nothing begin later any more", async () => {
    await using home = await createJetStreamHome(server);
    const nodes = [await node(home, "a", PAUSED_MS), await node(home, "b", SHORT_MS)] as const;
    const entries = await appendAll(nodes[0].log, testEvents(3));
    const paused = await ArchiveLease.take(nodes[0], due);
    const next = await ArchiveLease.take(nodes[1], due);
    const later = { ...paused!.start, place: 1, seq: entries[0]!.seq };
    await expect(paused!.advance(later)).rejects.toThrow("another node has taken the archiving over");
    await expect(paused!.release()).rejects.toThrow("another node has taken the archiving over");
    expect((await readRecord(nodes[0].access))?.start.place).toBe(0);
    await next!.advance(later);
    expect((await readRecord(nodes[0].access))?.start).toEqual(later);
    // Every node reads it.
    for (const { log } of nodes) await vi.waitFor(() => expect(log.start).toEqual(later));
    await next!.release();
    await closeAll(nodes);
  });

  it("[EL45] is taken back at once by the node that was killed with it", async () => {
    await using home = await createJetStreamHome(server);
    const killed = await node(home, "a", PAUSED_MS);
    await ArchiveLease.take(killed, due);
    const again = await ArchiveLease.take(killed, due);
    expect(again).toBeDefined();
    await again!.release();
    await closeAll([killed]);
  });

  it("[EL45] goes on after an acknowledgement that was lost", async () => {
    await using home = await createJetStreamHome(server);
    const one = await node(home, "a", PAUSED_MS);
    const lease = await ArchiveLease.take(one, due);
    // As the stream has it after a record of its own that it takes for lost.
    const newest = await home.manager.streams.getMessage(home.stream, {
      last_by_subj: `hydra.${home.stream}.retention`,
    });
    await home.connection.request(`hydra.${home.stream}.retention`, newest!.data);
    await lease!.release();
    expect((await readRecord(one.access))?.isHeld).toBe(false);
    await closeAll([one]);
  });

  it("[EL45] is not taken where nothing is due", async () => {
    await using home = await createJetStreamHome(server);
    const one = await node(home, "a", SHORT_MS);
    expect(await ArchiveLease.take(one, () => Promise.resolve(false))).toBeUndefined();
    expect(await readRecord(one.access)).toBeUndefined();
    await closeAll([one]);
  });
});
