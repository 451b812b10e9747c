// The time of entries: EL35 of src/log/SPEC.md, against a real nats-server.
import type { Entry } from "@hydra/engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { JetStreamImport } from "../../../src/log/jetstream/import-history.ts";
import { NatsServer } from "../../../src/nats/nats-servers.ts";
import { appendAll, readAll, READINGS_DIFFER_MS, testEvent, testEvents } from "../contract/log-home.ts";
import { createJetStreamHome, type JetStreamHome } from "./jetstream-home.ts";

let server: NatsServer;
beforeAll(async () => {
  server = await NatsServer.start();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const HOUR = 3_600_000;

/** Puts a message into the stream as a writer with this head would. */
async function put({ connection, stream }: JetStreamHome, head: object, n: number): Promise<void> {
  const text = JSON.stringify({ ...head, events: [testEvent(n)] });
  await connection.request(`hydra.${stream}.family.fam`, text);
}

const timesOf = (entries: readonly Entry[]): number[] => entries.map(({ at }) => at);

describe("time in JetStream", () => {
  it("[EL35] is the writer's, whatever the server's clock shows", async () => {
    await using home = await createJetStreamHome(server);
    await (await home.open()).close();
    const begin = Date.now() - HOUR;
    for (let n = 0; n < 5; n += 1) {
      await put(home, { id: `w.${n}`, known: { place: n, at: 0 }, writtenAt: begin + n * 1_000 }, n);
    }
    const log = await home.open();
    const entries = await readAll(log);
    expect(timesOf(entries)).toEqual([0, 1, 2, 3, 4].map((n) => begin + n * 1_000));
    // It goes on from there by the time that has passed, not by an hour more.
    const [next] = await appendAll(log, [testEvent(5)]);
    expect(next!.at - entries.at(-1)!.at).toBeLessThan(HOUR / 2);
    expect(log.now()).toBeGreaterThanOrEqual(next!.at);
  });

  it("[EL35] never runs backwards, and is what the server's was in messages of older writers", async () => {
    await using home = await createJetStreamHome(server);
    await (await home.open()).close();
    const before = Date.now();
    await put(home, { id: "old.1", known: { place: 0, at: 0 } }, 0);
    const ahead = Date.now() + HOUR;
    await put(home, { id: "new.1", known: { place: 1, at: 0 }, writtenAt: ahead }, 1);
    await put(home, { id: "new.2", known: { place: 1, at: 0 }, writtenAt: before }, 2);
    await put(home, { id: "old.2", known: { place: 1, at: 0 } }, 3);
    const log = await home.open();
    const entries = await readAll(log);
    const [first, ...rest] = timesOf(entries);
    expect(first).toBeGreaterThanOrEqual(before - READINGS_DIFFER_MS);
    expect(first).toBeLessThanOrEqual(Date.now() + READINGS_DIFFER_MS);
    expect(rest).toEqual([ahead, ahead, ahead]);
    // A reader that begins in the middle comes to the same times.
    for (const { seq } of entries) {
      expect(await readAll(log, seq)).toEqual(entries.filter((entry) => entry.seq > seq));
    }
    const added = await appendAll(log, testEvents(2, 4));
    expect(Math.min(...timesOf(added))).toBeGreaterThanOrEqual(ahead);
  });

  it("[EL35] of what follows an imported history is later than that, and of now", async () => {
    await using home = await createJetStreamHome(server);
    const target = await JetStreamImport.open({ nats: { servers: [server.address] }, stream: home.stream });
    const history = testEvents(3).map((event, n) => ({ seq: n + 1, at: 1_000 + n, event }));
    await target.importEntries(history);
    const before = Date.now();
    await target.finish();
    await target.close();
    const log = await home.open();
    const [next] = await appendAll(log, [testEvent(3)]);
    expect(timesOf(await readAll(log))).toEqual([1_000, 1_001, 1_002, next!.at]);
    expect(next!.at).toBeGreaterThanOrEqual(before - READINGS_DIFFER_MS);
  });
});
