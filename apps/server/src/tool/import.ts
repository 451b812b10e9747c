// `hydra-log import`: a whole log again of archives, and of the log that went on after them (SPEC EL43). Adds what follows on
// what the target holds, so it may be broken off, and given one archive after the other. A log that is not there yet is made whole or not
// at all (SPEC EL44).
import { existsSync, statSync } from "node:fs";
import { ConfigError } from "../environment.ts";
import { archivesIn, archiveSource, type ArchivedRow, type RowSource } from "../log/archive-file.ts";
import type { LogAddress, LogFolder } from "../log/backend.ts";
import { disposable } from "../log/disposable.ts";
import { damageOf, type Checksum } from "../log/entry-chain.ts";
import { LogImportError, LogOpenError, type ImportingLog } from "../log/event-log.ts";
import { reasonOf } from "../log/failure.ts";
import { parseEntries } from "../log/parse-entries.ts";

/** What rows are imported from. */
export type Rows = Pick<LogAddress, "readRows" | "folder">;

const ARCHIVE = "archive:";
/** Entries of one transaction. */
const BATCH_ENTRIES = 2_000;

/** A file, or a folder of them. Undefined for an address of another kind. @throws ConfigError when there is nothing */
export function parseArchive(option: string, address: string): Rows | undefined {
  if (!address.startsWith(ARCHIVE)) return undefined;
  const path = address.slice(ARCHIVE.length);
  if (!existsSync(path)) {
    throw new ConfigError(`${option} must name a file or a folder that is there: archive:PATH`);
  }
  return {
    readRows: (take) => take((statSync(path).isDirectory() ? archivesIn(path) : [path]).map(archiveSource)),
  };
}

/** From archives, from a data folder: its archives and its log, or from a stream. @returns lines for the operator */
export async function importArchives(from: Rows, to: LogFolder): Promise<string[]> {
  from.folder?.requireLog();
  // What is there already is a whole log, and stays one as it grows.
  if (to.hasLog()) {
    const open = async (): Promise<ImportingLog> => (await to.open()).log;
    return [await importInto(from, to.path, { open, last: () => to.newestRow() })];
  }
  let failure: Error | undefined;
  const lines = await to.make(async (anew) => {
    try {
      return [await importInto(from, to.path, { open: anew.open, last: () => undefined })];
    } catch (error) {
      if (!(error instanceof LogImportError || error instanceof LogOpenError)) throw error;
      // What came before is good.
      failure = error;
      return [];
    }
  });
  if (failure !== undefined) throw failure;
  return lines;
}

interface Target {
  open(): Promise<ImportingLog>;
  /** Its newest row once it is open; undefined when it has none. */
  last(): ArchivedRow | undefined;
}

/** @returns a line for the operator */
async function importInto(from: Rows, path: string, { open, last }: Target): Promise<string> {
  await using target = disposable(await open());
  const importer = new Importer(target, last());
  await from.readRows((sources) => importer.takeAll(sources));
  return `Imported ${importer.count} entries into ${path}, each following on the one before. It holds all up to ${target.head}.`;
}

class Importer {
  count = 0;
  readonly #target: ImportingLog;
  /** What the target ends with; once it was met in a source, as it stands there. */
  #last: ArchivedRow | undefined;
  #batch: ArchivedRow[] = [];

  constructor(target: ImportingLog, last: ArchivedRow | undefined) {
    this.#target = target;
    this.#last = last;
  }

  /** @throws LogImportError with one line that names the source and the entry; what came before it is stored. */
  async takeAll(sources: readonly RowSource[]): Promise<void> {
    try {
      for (const source of sources) await this.#takeFrom(source);
    } finally {
      await this.#flush();
    }
  }

  async #takeFrom({ path, rows }: RowSource): Promise<void> {
    try {
      for await (const row of rows()) {
        this.#take(path, row);
        if (this.#batch.length >= BATCH_ENTRIES) await this.#flush();
      }
    } catch (error) {
      if (error instanceof LogOpenError || error instanceof LogImportError) throw error;
      throw new LogImportError(`The rest of ${path} was not imported: ${reasonOf(error)}.`, { cause: error });
    }
  }

  #take(path: string, row: ArchivedRow): void {
    const last = this.#last;
    if (last !== undefined && row.seq < last.seq) return;
    if (row.seq === last?.seq) {
      if (row.at !== last.at || row.event !== last.event)
        throw new LogImportError(`The target has another entry ${row.seq} than ${path}.`);
    } else {
      const before: Checksum = last?.checksum ?? null;
      if (damageOf(row, row.checksum, before) !== undefined) {
        const after =
          last === undefined ? "it is not the first of all" : `it does not follow on entry ${last.seq}`;
        throw new LogImportError(
          `Entry ${row.seq} of ${path} was not imported: ${after}. Import what is before it first.`,
        );
      }
      this.#batch.push(row);
    }
    this.#last = row;
  }

  async #flush(): Promise<void> {
    const text = this.#batch.map(({ seq, at, event }) => `{"seq":${seq},"at":${at},"event":${event}}`);
    this.count += text.length;
    this.#batch = [];
    await this.#target.importEntries(parseEntries(`[${text.join(",")}]`));
  }
}
