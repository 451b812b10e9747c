// The stream and its messages, as other clients of the servers see them: EL16, EL30, EL33, EL34 and EL36 of src/log/SPEC.md,
// against a real nats-server.
import type { BattleEvent } from "@hydra/engine";
import { jetstream } from "@nats-io/jetstream";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { StreamWatch } from "../../../src/log/jetstream/stream-watch.ts";
import { NatsServer } from "../../../src/nats/nats-servers.ts";
import { appendAll, readAll, testEvent, testEvents } from "../contract/log-home.ts";
import { createJetStreamHome, type JetStreamHome } from "./jetstream-home.ts";

let server: NatsServer;
beforeAll(async () => {
  server = await NatsServer.start();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

interface Stored {
  readonly place: number;
  readonly subject: string;
  readonly events: unknown;
}

/** The messages of the stream that hold events. */
async function messagesOf({ manager, stream }: JetStreamHome): Promise<Stored[]> {
  const { state } = await manager.streams.info(stream);
  const found: Stored[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
    const message = await manager.streams.getMessage(stream, { seq });
    if (message === null) continue;
    const { events } = JSON.parse(message.string()) as { events?: unknown };
    if (events !== undefined) found.push({ place: seq, subject: message.subject, events });
  }
  return found;
}

const ofFamily = (familyId: string, n: number): BattleEvent => ({ ...testEvent(n), familyId });

it("[EL30] is made when it is missing, on disk, and refuses rather than drops", async () => {
  await using home = await createJetStreamHome(server);
  await home.open();
  const { config } = await home.manager.streams.info(home.stream);
  expect(config).toMatchObject({
    subjects: [`hydra.${home.stream}.>`],
    storage: "file",
    retention: "limits",
    discard: "new",
    num_replicas: 1,
    deny_delete: true,
    allow_rollup_hdrs: false,
  });
});

it("[EL33] [EL34] a message holds consecutive events of one family, and its place gives their seqs on every node", async () => {
  await using home = await createJetStreamHome(server);
  const log = await home.open();
  const events = ["a", "a", "b", "a"].map(ofFamily);
  const entries = await appendAll(log, events);
  const messages = await messagesOf(home);
  expect(messages.map(({ subject, events: held }) => [subject, held])).toEqual([
    [`hydra.${home.stream}.family.a`, events.slice(0, 2)],
    [`hydra.${home.stream}.family.b`, events.slice(2, 3)],
    [`hydra.${home.stream}.family.a`, events.slice(3)],
  ]);
  const [first, second, third] = messages.map(({ place }) => place * 256);
  expect(entries.map(({ seq }) => seq)).toEqual([first!, first! + 1, second, third]);
  // Another node, which reads from the middle.
  expect(await readAll(await home.open(), first)).toEqual(entries.slice(1));
});

it("[EL34] what does not read as a message holds no entries, on every node alike", async () => {
  await using home = await createJetStreamHome(server);
  const [log, other] = [await home.open(), await home.open()];
  const before = await appendAll(log, [testEvent(1)]);
  for (const text of ["", "not JSON", "[]", '{"events":"none"}', '{"id":7,"events":[{}]}']) {
    await home.connection.request(`hydra.${home.stream}.family.fam`, text);
  }
  const after = await appendAll(other, [testEvent(2)]);
  for (const reader of [log, other, await home.open()]) {
    await vi.waitFor(async () => expect(await readAll(reader)).toEqual([...before, ...after]));
  }
});

describe("[EL36] appending", () => {
  it("what waits meanwhile goes out together, a message for each run of one family's events", async () => {
    await using home = await createJetStreamHome(server);
    const log = await home.open();
    await appendAll(log, testEvents(300));
    const held = (await messagesOf(home)).map(({ events }) => (events as unknown[]).length);
    expect(held.reduce((sum, count) => sum + count, 0)).toBe(300);
    expect(held.length).toBeLessThanOrEqual(4);
  });

  it("sends again what reached no server, once it is back within the append's time", async () => {
    await using home = await createJetStreamHome(server);
    const log = await home.open({ timings: { appendTimeoutMs: 20_000, checkIntervalMs: 50 } });
    await appendAll(log, [testEvent(0)]);
    const away = await home.cutOff();
    await vi.waitFor(() => expect(log.status).toBe("unreachable"), { timeout: 20_000 });
    const appended = appendAll(log, testEvents(3, 1));
    await away[Symbol.asyncDispose]();
    await appended;
    const stored = await readAll(await home.open());
    expect(stored.map(({ event }) => event)).toEqual(testEvents(4));
  });
});

it("[EL16] a node is behind while messages that were there at the check before have not been read", async () => {
  await using home = await createJetStreamHome(server);
  const log = await home.open();
  await appendAll(log, testEvents(1));
  const { connection, manager, stream: name } = home;
  let [place, stalls] = [0, 0];
  const watch = new StreamWatch({
    access: { connection, client: jetstream(connection), manager, hastyManager: manager, name },
    epoch: log.epoch,
    intervalMs: 20,
    place: () => place,
    startPlace: () => 0,
    probe: () => undefined,
    isUnreachable: () => false,
    onStuck: () => undefined,
    onSilent: () => undefined,
    onStalled: () => (stalls += 1),
    onGone: (error) => expect.unreachable(error.message),
  });
  try {
    expect([watch.isBehind, log.isBehind]).toEqual([false, false]);
    await vi.waitFor(() => expect(watch.isBehind).toBe(true), { timeout: 10_000 });
    await vi.waitFor(() => expect(stalls).toBeGreaterThan(0), { timeout: 10_000 });
    place = (await manager.streams.info(name)).state.last_seq;
    expect(watch.isBehind).toBe(false);
    // The log itself has read everything.
    expect(log.isBehind).toBe(false);
  } finally {
    watch.close();
  }
});
