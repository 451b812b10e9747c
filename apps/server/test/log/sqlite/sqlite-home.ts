// A data directory for one test, and a look at its file through a connection of the test's own.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SqliteLog, type SqliteLogOptions } from "../../../src/log/sqlite/sqlite-log.ts";
import type { LogHome } from "../contract/log-home.ts";

export interface SqliteHome extends LogHome {
  readonly dataDir: string;
  readonly databasePath: string;
  open(options?: Partial<SqliteLogOptions> & { readonly workerUrl?: URL }): Promise<SqliteLog>;
  /** Another SQLite client. */
  connect(options?: { readonly readOnly?: boolean }): DatabaseSync;
}

export async function createSqliteHome(): Promise<SqliteHome> {
  const dataDir = await mkdtemp(join(tmpdir(), "hydra-log-"));
  const databasePath = join(dataDir, "hydra.db");
  const opened: SqliteLog[] = [];
  const connect: SqliteHome["connect"] = (options) =>
    new DatabaseSync(databasePath, { timeout: 5_000, ...options });
  const closeAll = async (): Promise<void> => {
    await Promise.all(opened.map((log) => log.close()));
  };
  return {
    dataDir,
    databasePath,
    connect,
    async open({ workerUrl, ...options } = {}) {
      // Not for ever while another client holds the lock, as a test may do.
      const log = await SqliteLog.open({ dataDir, busyTimeoutMs: 50, ...options }, workerUrl);
      opened.push(log);
      return log;
    },
    async wipe() {
      await closeAll();
      for (const name of await readdir(dataDir)) await rm(join(dataDir, name));
    },
    async cutOff() {
      const client = connect();
      client.exec("BEGIN IMMEDIATE");
      return {
        [Symbol.asyncDispose]: () => {
          client.close();
          return Promise.resolve();
        },
      };
    },
    async [Symbol.asyncDispose]() {
      await closeAll();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
