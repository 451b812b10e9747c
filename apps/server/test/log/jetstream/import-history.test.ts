import type { Entry } from "@hydra/engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LogImportError } from "../../../src/log/event-log.ts";
import { JetStreamImport } from "../../../src/log/jetstream/import-history.ts";
import { appendAll, readAll, testEvent, testEvents } from "../contract/log-home.ts";
import { createJetStreamHome } from "./jetstream-home.ts";
import { NatsServer } from "../../../src/nats/nats-servers.ts";

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
    const target = await openImport(home.stream);
    for (const page of [entries.slice(0, 1_700), [], entries.slice(1_700)]) await target.importEntries(page);
    await target.finish();
    await target.close();
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

  it("[EL38] is taken by no stream that is a log already", async () => {
    await using home = await createJetStreamHome(server);
    const log = await home.open();
    await log.append(testEvent(0));
    const target = await openImport(home.stream);
    expect((await pagesOf(target)).length).toBe(1);
    await expect(target.importEntries(history(2))).rejects.toThrow(LogImportError);
    await target.close();
    expect(await readAll(log)).toHaveLength(1);
  });

  it("[EL38] that was broken off keeps the log from opening, and can be gone on with", async () => {
    await using home = await createJetStreamHome(server);
    const entries = history(30_000);
    const first = await openImport(home.stream);
    await first.importEntries(entries.slice(0, 20_000));
    await first.close();
    await expect(home.open()).rejects.toThrow(/An import into the stream .* was broken off/);
    const second = await openImport(home.stream);
    expect(await pagesOf(second)).toEqual(entries.slice(0, 20_000));
    await expect(second.importEntries(history(2))).rejects.toThrow(LogImportError);
    await second.importEntries(entries.slice(20_000));
    await second.finish();
    await second.close();
    expect(await readAll(await home.open())).toEqual(entries);
  });

  it("[EL38] refuses a second writer", async () => {
    await using home = await createJetStreamHome(server);
    const [one, other] = [await openImport(home.stream), await openImport(home.stream)];
    await one.importEntries(history(10));
    await expect(other.importEntries(history(10))).rejects.toThrow();
    await one.finish();
    await Promise.all([one.close(), other.close()]);
    expect(await readAll(await home.open())).toEqual(history(10));
  });
});

function openImport(stream: string): Promise<JetStreamImport> {
  return JetStreamImport.open({ nats: { servers: [server.address] }, stream });
}

async function pagesOf(target: JetStreamImport): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const page of target.held()) entries.push(...page);
  return entries;
}
