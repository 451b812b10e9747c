// The tool for a log's operator: `npm run hydra-log -- copy --from sqlite:./data --to nats://host:port` and others, see USAGE.
// Refuses in one line; may be broken off and begun again.
import { parseArgs } from "node:util";
import { ConfigError } from "./environment.ts";
import { LogImportError, LogOpenError, LogUnavailableError } from "./log/event-log.ts";
import type { Progress } from "./log/copy.ts";
import { parseAddress, parseBackedUp, parseFolder } from "./tool/addresses.ts";
import { backup, restore } from "./tool/backup.ts";
import { copy } from "./tool/copy.ts";
import { importArchives, parseArchive } from "./tool/import.ts";
import { repairFolder, repairStream } from "./tool/repair-log.ts";
import { compare, verifyOne } from "./tool/verify.ts";

const USAGE = `hydra-log copy   --from LOG --to LOG   copies every entry that is not there yet, and verifies all
hydra-log verify --from LOG            reads all that it holds, while a server writes it or not
hydra-log verify --from LOG --to LOG   compares the entries and the battles they lead to
hydra-log repair --from LOG --to sqlite:NEW_FOLDER
                                       saves a damaged log up to its last good entry, and lists what is lost
hydra-log backup --from sqlite:FOLDER --to sqlite:NEW_FOLDER
                                       copies a log while a server writes it or not, and verifies the copy
hydra-log restore --from sqlite:BACKUP --to sqlite:FOLDER
                                       puts a backup where there is no log, or none any more
hydra-log import --from archive:FILE_OR_FOLDER --to sqlite:FOLDER
hydra-log import --from LOG --to sqlite:NEW_FOLDER
                                       a whole log of archives, and of what a log still holds after them: of a folder
                                       its own archives, too; those of a stream first, from the nodes' folders

LOG is sqlite:FOLDER or nats://[user:password@]host:port[,host:port…]; LOG_STREAM, LOG_REPLICAS and NATS_…
mean what they mean to the server. Unless it says so, no server may write to either meanwhile.`;

/** A word from it at most this often. */
const PROGRESS_INTERVAL_MS = 1_000;

interface Options {
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** Each gives the lines that it has to say. @throws ConfigError without what it needs. */
const COMMANDS: Readonly<Record<string, (options: Options) => Promise<readonly string[]>>> = {
  copy: ({ from, to }) =>
    copy(parseAddress("--from", required(from)), parseAddress("--to", other(to, from)), onProgress),
  async verify({ from, to }) {
    const one = parseAddress("--from", required(from));
    if (to === undefined) return [await verifyOne(one, onProgress)];
    return [await compare(one, parseAddress("--to", other(to, from)), onProgress)];
  },
  backup: ({ from, to }) =>
    backup(parseBackedUp("--from", required(from)), parseBackedUp("--to", other(to, from))),
  restore: ({ from, to }) =>
    restore(parseBackedUp("--from", required(from)), parseBackedUp("--to", other(to, from))),
  import({ from, to }) {
    const source = parseArchive("--from", required(from)) ?? parseAddress("--from", required(from));
    return importArchives(source, parseFolder("--to", other(to, from)));
  },
  repair({ from, to }) {
    const damaged = parseAddress("--from", required(from));
    const anew = parseFolder("--to", other(to, from));
    return damaged.type === "sqlite" ? repairFolder(damaged, anew) : repairStream(damaged.options, anew);
  },
};

async function main(args: string[]): Promise<void> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { from: { type: "string" }, to: { type: "string" } },
  });
  const [name = "", ...rest] = positionals;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined || rest.length > 0) throw new ConfigError(USAGE);
  for (const line of await command({ from: values.from, to: values.to })) console.log(line);
}

function required(value: string | undefined): string {
  if (!value) throw new ConfigError(USAGE);
  return value;
}

function other(value: string | undefined, than: string | undefined): string {
  if (required(value) === than) throw new ConfigError("--from and --to are the same log.");
  return required(value);
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

function fail(error: unknown): void {
  const isUsage =
    error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  // A folder that cannot be made or written, for instance.
  const isOfSystem = error instanceof Error && "syscall" in error;
  const words = isForOperator(error) || isUsage || isOfSystem ? error.message : error;
  console.error(words);
  process.exitCode = 1;
}

main(process.argv.slice(2)).catch(fail);
