import type { Entry } from "@hydra/engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LogOpenError } from "../../../src/log/event-log.ts";
import { importHistory } from "../../../src/log/jetstream/import-history.ts";
import { appendAll, readAll, testEvent, testEvents } from "../contract/log-home.ts";
import { createJetStreamHome } from "./jetstream-home.ts";
import { NatsServer } from "./nats-server.ts";

let server: NatsServer;
beforeAll(async () => {
  server = await NatsServer.start();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

/** Another log's entries: seqs with gaps, times that stand still and leap. */
function history(count: number): Entry[] {
  return Array.from({ length: count }, (_, n) => ({
    seq: 7 + n * 1_000 + (n % 3),
    at: 1_000_000 + Math.floor(n / 10) * 50,
    event: { ...testEvent(n), familyId: `f${Math.floor(n / 400)}` },
  }));
}

describe("an imported history", () => {
  it("[EL38] keeps its seqs and times, and what is appended afterwards goes on from them", async () => {
    await using home = await createJetStreamHome(server);
    const entries = history(3_000);
    const nats = { servers: [server.address] };
    const pages = [entries.slice(0, 1_700), [], entries.slice(1_700)];
    expect(await importHistory({ nats, stream: home.stream }, pages)).toBe(3_000);
    const log = await home.open();
    expect(log.head).toBe(entries.at(-1)!.seq);
    const live = await appendAll(log, testEvents(600));
    expect(live[0]!.seq).toBeGreaterThan(entries.at(-1)!.seq);
    expect(await readAll(log)).toEqual([...entries, ...live]);
    for (const after of [1_500, 800_000, entries.at(-1)!.seq, live[300]!.seq]) {
      expect(await readAll(log, after)).toEqual([...entries, ...live].filter(({ seq }) => seq > after));
    }
    await log.close();
    const reopened = await home.open();
    expect(reopened.head).toBe(live.at(-1)!.seq);
    expect(await readAll(reopened)).toEqual([...entries, ...live]);
  });

  it("[EL38] is taken by an empty stream only", async () => {
    await using home = await createJetStreamHome(server);
    const log = await home.open();
    await log.append(testEvent(0));
    const nats = { servers: [server.address] };
    await expect(importHistory({ nats, stream: home.stream }, [])).rejects.toThrow(LogOpenError);
    expect(await readAll(log)).toHaveLength(1);
  });

  it("[EL38] that was broken off keeps the log from opening, in words", async () => {
    await using home = await createJetStreamHome(server);
    const nats = { servers: [server.address] };
    const broken = async function* (): AsyncGenerator<readonly Entry[]> {
      yield history(1_000);
      yield history(20_000);
      await Promise.reject(new Error("the other log is gone"));
    };
    await expect(importHistory({ nats, stream: home.stream }, broken())).rejects.toThrow("gone");
    await expect(home.open()).rejects.toThrow(/An import into the stream .* was broken off/);
  });
});
