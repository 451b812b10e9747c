// The tool for a log's operator: `npm run hydra-log -- copy --from LOG --to LOG` and others, see USAGE.
// Refuses in one line; may be broken off and begun again.
import { parseArgs } from "node:util";
import { ConfigError } from "./environment.ts";
import type { LogAddress } from "./log/backend.ts";
import {
  ADDRESS_SYNTAX,
  ADDRESS_VARIABLES,
  folderSyntax,
  parseAddress,
  parseBackedUp,
  parseFolder,
} from "./log/backends.ts";
import type { Progress } from "./log/copy.ts";
import { LogImportError, LogOpenError, LogUnavailableError } from "./log/event-log.ts";
import { backup, restore } from "./tool/backup.ts";
import { copy } from "./tool/copy.ts";
import { importArchives, parseArchive } from "./tool/import.ts";
import { repair } from "./tool/repair.ts";
import { compare } from "./tool/verify.ts";

const USAGE = `hydra-log copy   --from LOG --to LOG   copies every entry that is not there yet, and verifies all
hydra-log verify --from LOG            reads all that it holds, while a server writes it or not
hydra-log verify --from LOG --to LOG   compares the entries and the battles they lead to
hydra-log repair --from LOG --to ${folderSyntax("NEW_FOLDER")}
                                       saves a damaged log up to its last good entry, and lists what is lost
hydra-log backup --from ${folderSyntax("FOLDER")} --to ${folderSyntax("NEW_FOLDER")}
                                       copies a log while a server writes it or not, and verifies the copy
hydra-log restore --from ${folderSyntax("BACKUP")} --to ${folderSyntax("FOLDER")}
                                       puts a backup where there is no log, or none any more
hydra-log import --from archive:FILE_OR_FOLDER --to ${folderSyntax("FOLDER")}
hydra-log import --from LOG --to ${folderSyntax("NEW_FOLDER")}
                                       a whole log of archives, and of what a log still holds after them: of a folder
                                       its own archives, too; those of a stream first, from the nodes' folders

LOG is ${ADDRESS_SYNTAX}; ${ADDRESS_VARIABLES}
mean what they mean to the server. Unless it says so, no server may write to either meanwhile.`;

/** A line of progress at most this often. */
const PROGRESS_INTERVAL_MS = 1_000;

interface Options {
  readonly from: string | undefined;
  readonly to: string | undefined;
}

const parse = (option: string, text: string): LogAddress => parseAddress(option, text, process.env);

/** Each gives lines for the operator. @throws ConfigError without what it needs. */
const COMMANDS: Readonly<Record<string, (options: Options) => Promise<readonly string[]>>> = {
  copy: ({ from, to }) => copy(parse("--from", required(from)), parse("--to", other(to, from)), onProgress),
  async verify({ from, to }) {
    const one = parse("--from", required(from));
    if (to === undefined) return [await one.verify(onProgress)];
    return [await compare(one, parse("--to", other(to, from)), onProgress)];
  },
  backup: ({ from, to }) =>
    backup(parseBackedUp("--from", required(from)), parseBackedUp("--to", other(to, from))),
  restore: ({ from, to }) =>
    restore(parseBackedUp("--from", required(from)), parseBackedUp("--to", other(to, from))),
  import({ from, to }) {
    const source = parseArchive("--from", required(from)) ?? parse("--from", required(from));
    return importArchives(source, parseFolder("--to", other(to, from)));
  },
  repair: ({ from, to }) => repair(parse("--from", required(from)), parseFolder("--to", other(to, from))),
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

let printedAt = -Infinity;

function onProgress({ step, done }: Progress): void {
  if (performance.now() - printedAt < PROGRESS_INTERVAL_MS) return;
  printedAt = performance.now();
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
