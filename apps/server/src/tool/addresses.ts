// Where a log of the tool's is, and how it is opened there.
import { existsSync, statSync } from "node:fs";
import { ConfigError } from "../environment.ts";
import { readEventLog } from "../stream-settings.ts";
import { importInto } from "../log/copy.ts";
import { LogOpenError, type EventLog, type ImportTarget } from "../log/event-log.ts";
import { JetStreamImport } from "../log/jetstream/import-history.ts";
import { JetStreamLog, type JetStreamLogOptions } from "../log/jetstream/jetstream-log.ts";
import { databasePath, walPath } from "../log/sqlite/data-files.ts";
import { SqliteLog } from "../log/sqlite/sqlite-log.ts";

export interface SqliteAddress {
  readonly type: "sqlite";
  readonly dataDir: string;
}

export type Address = SqliteAddress | { readonly type: "jetstream"; readonly options: JetStreamLogOptions };

const SQLITE = "sqlite:";

/** @throws ConfigError that names the option. */
export function parseAddress(option: string, address: string): Address {
  if (address.startsWith(SQLITE)) return parseFolder(option, address);
  const choice = readEventLog({ ...process.env, EVENT_LOG: address });
  if (choice === "sqlite") throw new ConfigError(`${option} names no folder: sqlite:FOLDER`);
  const { stream, replicas, ...nats } = choice;
  return { type: "jetstream", options: { nats, stream, replicas } };
}

/** @throws ConfigError when it is no folder. */
export function parseFolder(option: string, address: string): SqliteAddress {
  const dataDir = address.slice(SQLITE.length);
  if (!address.startsWith(SQLITE) || dataDir === "") {
    throw new ConfigError(`${option} must name a folder: sqlite:FOLDER`);
  }
  return { type: "sqlite", dataDir };
}

/** What the tool itself can back up, and restore. @throws ConfigError when it is no folder. */
export function parseBackedUp(option: string, address: string): SqliteAddress {
  if (address.startsWith(SQLITE)) return parseFolder(option, address);
  throw new ConfigError(
    `${option} must name a folder: a stream is backed up and restored by NATS itself, with nats stream backup and nats stream restore, together with its snapshots in NAME_SNAPSHOTS`,
  );
}

/** A log that is there: what is missing is not made. */
export async function openLog(address: Address): Promise<EventLog> {
  if (address.type === "jetstream") return JetStreamLog.open({ ...address.options, mustExist: true });
  requireLog(address);
  // Takes the writer's lock: a server that has it keeps us out, and we one that starts now.
  return SqliteLog.open({ dataDir: address.dataDir });
}

export async function openTarget(address: Address): Promise<ImportTarget> {
  if (address.type === "jetstream") return JetStreamImport.open(address.options);
  return importInto(await SqliteLog.open({ dataDir: address.dataDir }));
}

/** @throws LogOpenError when there is none. */
export function requireLog({ dataDir }: SqliteAddress): void {
  if (!existsSync(databasePath(dataDir))) throw new LogOpenError(`There is no log in ${dataDir}.`);
}

/** @throws LogOpenError when there is one, or what is left of one: it is not to be written over. */
export function requireNoLog({ dataDir }: SqliteAddress): void {
  for (const path of [databasePath(dataDir), walPath(dataDir)]) {
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0) continue;
    throw new LogOpenError(
      `There is a log in ${dataDir} already: name another folder, or move ${path} away.`,
    );
  }
}

export function disposable<T extends { close(): Promise<void> }>(owned: T): T & AsyncDisposable {
  return Object.assign(owned, { [Symbol.asyncDispose]: () => owned.close() });
}
