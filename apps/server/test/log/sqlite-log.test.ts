import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteLog } from "../../src/log/sqlite/sqlite-log.ts";
import { describeEventLog } from "./event-log.contract.ts";

describeEventLog("SQLite event log", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "hydra-log-"));
  return {
    open: () => openSqliteLog({ dataDir }),
    [Symbol.asyncDispose]: () => rm(dataDir, { recursive: true }),
  };
});
