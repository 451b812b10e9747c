// A data folder as a place for a log: what `hydra-log` does with one.
import { existsSync } from "node:fs";
import type { LogAddress, LogFolder, ServedLog } from "../backend.ts";
import { importInto } from "../copy.ts";
import { LogOpenError } from "../event-log.ts";
import { copyDatabase } from "./copy-database.ts";
import { databasePath } from "./data-files.ts";
import { makeLog } from "./new-log.ts";
import { repairLog } from "./repair-log.ts";
import { SqliteLog } from "./sqlite-log.ts";
import { sqliteRetention } from "./sqlite-retention.ts";
import { sqliteSnapshots } from "./sqlite-snapshots.ts";
import { readFolderRows, readNewestRow } from "./stored-rows.ts";
import { verifyLog } from "./verify-log.ts";

/** Opens the folder's log, or makes it. @throws LogOpenError as SqliteLog.open */
export async function openServedLog(dataDir: string): Promise<ServedLog<SqliteLog>> {
  const log = await SqliteLog.open({ dataDir });
  return { log, snapshots: () => sqliteSnapshots(log), retention: () => sqliteRetention(log) };
}

export function dataFolder(path: string): LogFolder {
  const hasLog = (): boolean => existsSync(databasePath(path));
  return {
    path,
    hasLog,
    requireLog() {
      if (!hasLog()) throw new LogOpenError(`There is no log in ${path}.`);
    },
    open: () => openServedLog(path),
    newestRow: () => readNewestRow(path),
    copyTo: (target) => copyDatabase(path, target),
    make: (fill) => makeLog(path, fill),
  };
}

export function folderAddress(folder: LogFolder): LogAddress {
  const { path: dataDir } = folder;
  return {
    folder,
    async open() {
      folder.requireLog();
      // Takes the writer's lock: a server that has it refuses this one, and this one a server that starts now.
      return SqliteLog.open({ dataDir });
    },
    openTarget: async () => importInto(await SqliteLog.open({ dataDir })),
    async readRows(take) {
      folder.requireLog();
      await readFolderRows(dataDir, take);
    },
    async verify() {
      folder.requireLog();
      return describeVerified(dataDir);
    },
    repairInto: (anew) => repairLog(dataDir, anew),
  };
}

function describeVerified(dataDir: string): string {
  const { entries, lastSeq, unchecked, damagedParts } = verifyLog(dataDir);
  const without = unchecked === 0 ? "" : `, ${unchecked} of them without a checksum`;
  const parts =
    damagedParts === 0 ? "" : ` ${damagedParts} parts of snapshots are damaged: they are not used.`;
  return `All is good: ${entries} entries up to ${lastSeq}${without}.${parts}`;
}
