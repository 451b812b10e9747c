// The kinds of event logs there are, and how one is found by its address. The only place that names them: the rest of the server and
// `hydra-log` have a row's interface (backend.ts). To add one: a folder with its row, and a line here.
import { ConfigError, type Environment } from "../environment.ts";
import type { LogAddress, LogBackend, LogFolder, LogSetting } from "./backend.ts";
import { jetStreamBackend } from "./jetstream/jetstream-backend.ts";
import { sqliteBackend } from "./sqlite/sqlite-backend.ts";

const LOG_BACKENDS: readonly LogBackend[] = [sqliteBackend, jetStreamBackend];

/** Addresses that `hydra-log` takes, for a message. */
export const ADDRESS_SYNTAX = oneOf(LOG_BACKENDS.map(({ addressSyntax }) => addressSyntax));
/** Variables that go with them, for a message. */
export const ADDRESS_VARIABLES = LOG_BACKENDS.flatMap(({ variables }) => variables ?? []).join(", ");

/** What EVENT_LOG names. @throws ConfigError, which repeats nothing of an address: it may hold a password. */
export function readEventLog(env: Environment): LogSetting {
  const text = env["EVENT_LOG"] ?? "";
  return firstOf(({ parseSetting }) => parseSetting(text, env)) ?? refuse();
}

/** @throws ConfigError that names the option, or a variable. */
export function parseAddress(option: string, text: string, env: Environment): LogAddress {
  return firstOf((backend) => backend.parseAddress(option, text, env)) ?? refuse();
}

/** @throws ConfigError when it is no folder. */
export function parseFolder(option: string, text: string): LogFolder {
  const folder = firstOf(({ folders }) => folders?.parse(option, text));
  if (folder !== undefined) return folder;
  throw new ConfigError(`${option} must name a folder: ${folderSyntax("FOLDER")}`);
}

/** What the tool itself can back up, and restore. @throws ConfigError when it is no folder. */
export function parseBackedUp(option: string, text: string): LogFolder {
  const folder = firstOf(({ folders }) => folders?.parse(option, text));
  if (folder !== undefined) return folder;
  const advice = LOG_BACKENDS.flatMap(({ backupAdvice }) => backupAdvice ?? []).join("; ");
  throw new ConfigError(`${option} must name a folder: ${advice}`);
}

/** The address of a log that is a folder, for a message. */
export function folderSyntax(name: string): string {
  return oneOf(LOG_BACKENDS.flatMap(({ folders }) => folders?.syntax(name) ?? []));
}

function firstOf<T>(find: (backend: LogBackend) => T | undefined): T | undefined {
  for (const backend of LOG_BACKENDS) {
    const found = find(backend);
    if (found !== undefined) return found;
  }
  return undefined;
}

function refuse(): never {
  throw new ConfigError(`EVENT_LOG must be ${oneOf(LOG_BACKENDS.map((row) => row.settingSyntax))}`);
}

function oneOf(texts: readonly string[]): string {
  return texts.join(" or ");
}
