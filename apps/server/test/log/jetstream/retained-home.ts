// A stream for one test, as jetstream-home.ts has it, and a folder for its archives.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { JetStreamImport } from "../../../src/log/jetstream/import-history.ts";
import type { JetStreamLog } from "../../../src/log/jetstream/jetstream-log.ts";
import { jetStreamRetention } from "../../../src/log/jetstream/jetstream-retention.ts";
import type { NatsServer } from "../../../src/nats/nats-servers.ts";
import { runRetention } from "../aged-battle.ts";
import type { RetainingHome } from "../contract/retaining.ts";
import { createJetStreamHome, type JetStreamHome } from "./jetstream-home.ts";

export interface RetainedStreamHome extends Omit<JetStreamHome, "open">, RetainingHome<JetStreamLog> {
  readonly dataDir: string;
  open: JetStreamHome["open"];
}

export async function createRetainedHome(server: NatsServer): Promise<RetainedStreamHome> {
  const home = await createJetStreamHome(server);
  const dataDir = await mkdtemp(join(tmpdir(), "hydra-archive-"));
  return {
    ...home,
    dataDir,
    archiveFolder: join(dataDir, "archive"),
    async put(entries) {
      const options = { nats: { servers: [server.address] }, stream: home.stream };
      await using target = disposable(await JetStreamImport.open(options));
      await target.importEntries(entries);
      await target.finish();
    },
    retain: (log, days) => runRetention(jetStreamRetention(log, dataDir), days),
    async [Symbol.asyncDispose]() {
      await home[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true });
    },
  };
}

function disposable<T extends { close(): Promise<void> }>(owned: T): T & AsyncDisposable {
  return Object.assign(owned, { [Symbol.asyncDispose]: () => owned.close() });
}
