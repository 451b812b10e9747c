// Snapshots made on the side, by whichever node: EL27 and EL37 of src/log/SPEC.md.
import { apply, createWorld, encodeWorld, STATE_FORMAT, type BattleEvent, type Entry } from "@hydra/engine";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { JetStreamLog } from "../../../src/log/jetstream/jetstream-log.ts";
import { jetStreamSnapshots } from "../../../src/log/jetstream/jetstream-snapshots.ts";
import { SnapshotMaker } from "../../../src/log/snapshot-maker.ts";
import { NatsServer } from "../../../src/nats/nats-servers.ts";
import { appendAll, readAll } from "../contract/log-home.ts";
import { createJetStreamHome } from "./jetstream-home.ts";

let server: NatsServer;
beforeAll(async () => {
  server = await NatsServer.start();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const EVERY = 500;
const BEHIND = 120;

function battleEvents(count: number): BattleEvent[] {
  const rules = { cooldownScale: 0, maxHp: 5_000 };
  return Array.from({ length: count }, (_, n): BattleEvent => {
    if (n === 0) return { type: "family-created", familyId: "fam", name: "Lerna", seed: 7, rules };
    if (n === 1) return { type: "player-joined", familyId: "fam", playerId: "p", name: "Iolaus" };
    return { type: "attack", familyId: "fam", playerId: "p", commandId: `c${n}`, skill: "slash" };
  });
}

function stateOf(entries: readonly Entry[]): string {
  const world = createWorld();
  for (const entry of entries) apply(world, entry);
  return encodeWorld(world);
}

/** A maker, and the seqs it reports. */
function startMaker(log: JetStreamLog) {
  const first = Promise.withResolvers<number>();
  const maker = new SnapshotMaker({
    log: jetStreamSnapshots(log),
    everyEntries: EVERY,
    behindEntries: BEHIND,
    onSnapshot: first.resolve,
    onFailure: first.reject,
  });
  return { first: first.promise, close: () => maker.close() };
}

it("[EL27] [EL37] one node stores what a replay gives, behind the head, and another finds it new enough", async () => {
  await using home = await createJetStreamHome(server);
  const log = await home.open();
  const entries = await appendAll(log, battleEvents(700));
  const maker = startMaker(log);
  const seq = await maker.first;
  await maker.close();
  const kept = entries.length - BEHIND;
  expect(seq).toBe(entries[kept - 1]!.seq);
  expect(await log.loadSnapshot(STATE_FORMAT)).toEqual({ seq, state: stateOf(entries.slice(0, kept)) });

  const other = await home.open();
  const second = startMaker(other);
  expect(await second.first).toBe(other.head);
  await second.close();
  expect((await other.loadSnapshot(STATE_FORMAT))?.seq).toBe(seq);
  expect(await readAll(other, seq)).toEqual(entries.slice(kept));
});

it("[EL37] one that was spoilt counts as none, and the one before it is given", async () => {
  await using home = await createJetStreamHome(server);
  const log = await home.open();
  const [first, second] = await appendAll(log, battleEvents(2));
  await log.saveSnapshot("f", { seq: first!.seq, state: "the older one" });
  const name = `${home.stream}_SNAPSHOTS`;
  const { state } = await home.manager.streams.info(name);
  await log.saveSnapshot("f", { seq: second!.seq, state: "the newer one" });
  expect((await log.loadSnapshot("f"))?.state).toBe("the newer one");
  await home.manager.streams.deleteMessage(name, state.last_seq + 1);
  expect(await log.loadSnapshot("f")).toEqual({ seq: first!.seq, state: "the older one" });
});

it("[EL37] one that was spoilt pushes out none that is whole, nor is one removed that is still being written", async () => {
  await using home = await createJetStreamHome(server);
  const log = await home.open();
  const seqs = (await appendAll(log, battleEvents(4))).map(({ seq }) => seq);
  const name = `${home.stream}_SNAPSHOTS`;
  const spoilNewest = async (): Promise<void> => {
    const { state } = await home.manager.streams.info(name);
    await home.manager.streams.deleteMessage(name, state.last_seq - 1);
  };
  for (const index of [0, 1]) await log.saveSnapshot("f", { seq: seqs[index]!, state: `s${index}` });
  await spoilNewest();
  const token = Buffer.from("f").toString("base64url");
  const unfinished = `hydra-snapshot.${home.stream}.${log.epoch}.${token}.${seqs[3]}.other`;
  await home.connection.request(unfinished, "a part");
  await log.saveSnapshot("f", { seq: seqs[2]!, state: "s2" });
  const { state } = await home.manager.streams.info(name, { subjects_filter: ">" });
  expect(state.subjects).toHaveProperty([unfinished]);
  await spoilNewest();
  expect(await log.loadSnapshot("f")).toEqual({ seq: seqs[0], state: "s0" });
});
