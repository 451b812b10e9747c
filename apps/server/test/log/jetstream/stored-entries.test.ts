// Reading what is stored while another node archives it, before this one has read that it did: EL46 of src/log/SPEC.md.
import type { Entry } from "@hydra/engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openAccess } from "../../../src/log/jetstream/connect.ts";
import { WHOLE_STREAM } from "../../../src/log/jetstream/retention-record.ts";
import { StoredEntries } from "../../../src/log/jetstream/stored-entries.ts";
import type { StreamAccess } from "../../../src/log/jetstream/stream-access.ts";
import { NatsServer } from "../../../src/nats/nats-servers.ts";
import { agedEntries } from "../aged-battle.ts";
import { createRetainedHome } from "./retained-home.ts";

let server: NatsServer;
beforeAll(async () => {
  server = await NatsServer.start();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const ENTRIES = agedEntries(1_000, 100);

/** What a node reads whose tail has not read that anything was archived, up to the newest entry. */
async function readUnaware(access: StreamAccess, after: number): Promise<Entry[]> {
  const { promise, resolve, reject } = Promise.withResolvers<Entry[]>();
  const read: Entry[] = [];
  const source = { access, beganAfter: 0, retryMs: 20, start: () => WHOLE_STREAM };
  const stored = new StoredEntries(source, after, {
    onEntries(entries) {
      read.push(...entries.filter(({ seq }) => seq > after));
      if (read.at(-1)?.seq === ENTRIES.length) resolve(read);
    },
    onGone: reject,
  });
  return promise.finally(() => stored.close());
}

describe("reading what is stored", () => {
  it("[EL46] goes on behind what was archived, where it asks for nothing of that", async () => {
    await using home = await createRetainedHome(server);
    await home.put(ENTRIES);
    const log = await home.open();
    const archives = await home.retain(log, 30);
    const last = archives.at(-1)!.until;
    const access = await openAccess({ servers: [server.address] }, home.stream);
    try {
      for (const after of [last, last + 1, 990])
        expect(await readUnaware(access, after)).toEqual(ENTRIES.slice(after));
      await expect(readUnaware(access, last - 1)).rejects.toThrow("has to start again, from a snapshot.");
      await expect(readUnaware(access, 0)).rejects.toThrow("has to start again, from a snapshot.");
    } finally {
      await access.connection.close();
    }
  });

  it("[EL46] does so too when it is archived while it begins", async () => {
    await using home = await createRetainedHome(server);
    await home.put(ENTRIES);
    const log = await home.open();
    const old = ENTRIES.filter(({ at }) => at < log.now() - 30 * 86_400_000).length;
    const access = await openAccess({ servers: [server.address] }, home.stream);
    try {
      const archived = home.retain(log, 30);
      let isDone = false;
      void archived.finally(() => (isDone = true)).catch(() => undefined);
      let reads = 0;
      while (!isDone) {
        expect(await readUnaware(access, old)).toEqual(ENTRIES.slice(old));
        reads += 1;
      }
      await archived;
      expect(reads).toBeGreaterThan(0);
    } finally {
      await access.connection.close();
    }
  });
});
