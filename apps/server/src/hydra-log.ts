// The tool for moving house: `npm run hydra-log -- copy --from sqlite:./data --to nats://host:port`, or the other way
// round, or `verify`. Refuses in one line; may be broken off and begun again.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ConfigError } from "./environment.ts";
import { readEventLog } from "./event-log-config.ts";
import { copyLog, importInto, verifyLogs, type Progress } from "./log/copy.ts";
import { LogImportError, LogOpenError, LogUnavailableError } from "./log/event-log.ts";
import type { EventLog, ImportTarget } from "./log/event-log.ts";
import { JetStreamImport } from "./log/jetstream/import-history.ts";
import { JetStreamLog, type JetStreamLogOptions } from "./log/jetstream/jetstream-log.ts";
import { SqliteLog } from "./log/sqlite/sqlite-log.ts";

const USAGE = `hydra-log copy   --from LOG --to LOG   copies every entry that is not there yet, and verifies all
hydra-log verify --from LOG --to LOG   compares the entries and the battles they lead to

LOG is sqlite:FOLDER or nats://[user:password@]host:port[,host:port…]; LOG_STREAM, LOG_REPLICAS and NATS_…
mean what they mean to the server. No server may write to either meanwhile.`;

/** A word from it at most this often. */
const PROGRESS_INTERVAL_MS = 1_000;

type Address =
  | { readonly type: "sqlite"; readonly dataDir: string }
  | { readonly type: "jetstream"; readonly options: JetStreamLogOptions };

async function main(args: string[]): Promise<void> {
  const { command, from, to } = parseCommand(args);
  await using log = disposable(await openLog(from));
  const startedAt = performance.now();
  if (command === "verify") {
    await using other = disposable(await openLog(to));
    const { entries, lastSeq, stateHash } = await verifyLogs({ from: log, to: other, onProgress });
    return console.log(`The same: ${entries} entries up to ${lastSeq}, state ${stateHash.slice(0, 16)}.`);
  }
  await using target = disposable(await openTarget(to));
  const { copied, history } = await copyLog({ from: log, to: target, onProgress });
  const { entries, lastSeq, entriesHash, stateHash } = history;
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`Copied ${copied} entries in ${seconds} s. Read again, there are ${entries} up to ${lastSeq},`);
  console.log(
    `the same as in the source: entries ${entriesHash.slice(0, 16)}, state ${stateHash.slice(0, 16)}.`,
  );
  console.log("It is a new log: whoever watched the old one gets a snapshot. Do not start servers on both.");
}

function parseCommand(args: string[]): { command: "copy" | "verify"; from: Address; to: Address } {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { from: { type: "string" }, to: { type: "string" } },
  });
  const [command, ...rest] = positionals;
  const { from, to } = values;
  if ((command !== "copy" && command !== "verify") || rest.length > 0 || !from || !to) {
    throw new ConfigError(USAGE);
  }
  if (from === to) throw new ConfigError("--from and --to are the same log.");
  return { command, from: parseAddress("--from", from), to: parseAddress("--to", to) };
}

function parseAddress(name: string, address: string): Address {
  if (address.startsWith("sqlite:")) {
    const dataDir = address.slice("sqlite:".length);
    if (dataDir === "") throw new ConfigError(`${name} names no folder: sqlite:FOLDER`);
    return { type: "sqlite", dataDir };
  }
  const choice = readEventLog({ ...process.env, EVENT_LOG: address });
  if (choice === "sqlite") throw new ConfigError(`${name} names no folder: sqlite:FOLDER`);
  const { stream, replicas, ...nats } = choice;
  return { type: "jetstream", options: { nats, stream, replicas } };
}

/** A log that is there: what is missing is not made. */
async function openLog(address: Address): Promise<EventLog> {
  if (address.type === "jetstream") return JetStreamLog.open(address.options);
  const { dataDir } = address;
  if (!existsSync(join(dataDir, "hydra.db"))) throw new LogOpenError(`There is no log in ${dataDir}.`);
  // Takes the writer's lock: a server that has it keeps us out, and we one that starts now.
  return SqliteLog.open({ dataDir });
}

async function openTarget(address: Address): Promise<ImportTarget> {
  if (address.type === "jetstream") return JetStreamImport.open(address.options);
  return importInto(await SqliteLog.open({ dataDir: address.dataDir }));
}

function disposable<T extends { close(): Promise<void> }>(owned: T): T & AsyncDisposable {
  return Object.assign(owned, { [Symbol.asyncDispose]: () => owned.close() });
}

let saidAt = -Infinity;

function onProgress({ step, done }: Progress): void {
  if (performance.now() - saidAt < PROGRESS_INTERVAL_MS) return;
  saidAt = performance.now();
  process.stderr.write(`${step}: ${done} entries\n`);
}

function isForOperator(error: unknown): error is Error {
  return [ConfigError, LogImportError, LogOpenError, LogUnavailableError].some(
    (kind) => error instanceof kind,
  );
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const isUsage =
    error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  const words = isForOperator(error) || isUsage ? error.message : error;
  console.error(words);
  process.exitCode = 1;
});
