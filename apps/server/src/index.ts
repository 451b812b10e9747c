// For tests and benchmarks: a real server on a free port in this process, or its log by itself.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createApp, type Replacements } from "./app.ts";
import { readConfig, type Config } from "./config.ts";
import { addressOf, urlOf } from "./listening-address.ts";
import type { ServedLog } from "./log/backend.ts";
import { folderSyntax, parseFolder, readEventLog } from "./log/backends.ts";
import { LogUnavailableError, type ImportingLog } from "./log/event-log.ts";
import { SnapshotMaker } from "./log/snapshot-maker.ts";
import { Retention } from "./log/retention.ts";

export { readConfig, Retention };

export interface RunningServer extends AsyncDisposable {
  /** Origin, e.g. `http://127.0.0.1:43211`. */
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  /** Stops it; a data folder that it made itself is removed. */
  close(): Promise<void>;
}

/** Starts a server without demo, limits or log output unless set otherwise, on 127.0.0.1 and a free port. */
export async function startServer(
  overrides: Partial<Config> = {},
  replacements: Replacements = {},
): Promise<RunningServer> {
  const dataDir = overrides.dataDir ?? (await mkdtemp(join(tmpdir(), "hydra-")));
  const defaults: Config = {
    ...readConfig({}),
    port: 0,
    rateLimit: 0,
    maxConnectionsPerAddress: 0,
    familiesPerAddress: 0,
    playersPerAddress: 0,
    isDemo: false,
    logLevel: "silent",
    dataDir,
  };
  const app = await createApp({ ...defaults, ...overrides }, replacements);
  await app.listen({ host: overrides.host ?? "127.0.0.1", port: overrides.port ?? 0 });
  const close = async (): Promise<void> => {
    await app.close();
    if (overrides.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
  };
  const [url, { port }] = [urlOf(app.server), addressOf(app.server)];
  return { url, port, dataDir, close, [Symbol.asyncDispose]: close };
}

/** Starts a node on the stream that these NATS servers (`host:port`) hold; nodes share it, and their sessions. */
export async function startNode(
  servers: readonly string[],
  overrides: Partial<Config> = {},
): Promise<RunningServer> {
  const { eventLog, sessionSecret } = readConfig({
    EVENT_LOG: `nats://${servers.join(",")}`,
    SESSION_SECRET: "a secret of nodes that are started for tests",
  });
  for (;;) {
    try {
      return await startServer({ eventLog, sessionSecret, ...overrides });
    } catch (error) {
      // A cluster that has just been started has no leader yet.
      if (!(error instanceof LogUnavailableError)) throw error;
      await wait(200);
    }
  }
}

/** The log alone, on the stream that these NATS servers hold; what is old is archived into `dataDir`. */
export async function openClusterLog(servers: readonly string[], dataDir = ""): Promise<ServedLog> {
  const setting = readEventLog({ EVENT_LOG: `nats://${servers.join(",")}` });
  for (;;) {
    try {
      return await setting.open({ dataDir, isRetained: false });
    } catch (error) {
      if (!(error instanceof LogUnavailableError)) throw error;
      await wait(200);
    }
  }
}

/** The embedded log alone. */
export function openFolderLog(dataDir: string): Promise<ServedLog<ImportingLog>> {
  return parseFolder("dataDir", folderSyntax(dataDir)).open();
}

export interface LogWithSnapshots {
  readonly log: ImportingLog;
  /** Resolves with the newest snapshot's seq when none is due. */
  snapshotNear(): Promise<number>;
  close(): Promise<void>;
}

/** The embedded log, with snapshots of the state made on the side as a server makes them. */
export async function openLogWithSnapshots(dataDir: string): Promise<LogWithSnapshots> {
  const { log, snapshots } = await openFolderLog(dataDir);
  const everyEntries = 150_000;
  let newest = 0;
  let onSnapshot: () => void = () => undefined;
  const maker = new SnapshotMaker({
    log: snapshots(),
    everyEntries,
    onSnapshot: (seq) => {
      newest = seq;
      onSnapshot();
    },
  });
  return {
    log,
    async snapshotNear() {
      while (log.head - newest >= everyEntries) await new Promise<void>((resolve) => (onSnapshot = resolve));
      return newest;
    },
    async close() {
      await maker.close();
      await log.close();
    },
  };
}
