// `hydra-log import`: a whole log again of archives, and of the log that went on after them (SPEC EL43). Adds what follows on
// what the target holds, so it may be broken off, and given one archive after the other. A log that is not there yet is made whole or not
// at all (new-log.ts).
import { existsSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { ConfigError } from "../environment.ts";
import { LogImportError, LogOpenError, type ImportingLog } from "../log/event-log.ts";
import { reasonOf } from "../log/failure.ts";
import { archiveFolder, archivesIn, readArchive, type ArchivedRow } from "../log/archive-file.ts";
import { JetStreamLog } from "../log/jetstream/jetstream-log.ts";
import { rowsAfter } from "../log/jetstream/old-entries.ts";
import { rowsOf } from "../log/sqlite/archive-plan.ts";
import { databasePath } from "../log/sqlite/data-files.ts";
import { damageOf, type Checksum } from "../log/entry-chain.ts";
import { parseEntries } from "../log/sqlite/entry-store.ts";
import { readBeginning } from "../log/sqlite/log-beginning.ts";
import { readHead } from "../log/sqlite/log-database.ts";
import { SqliteLog } from "../log/sqlite/sqlite-log.ts";
import { BUSY_TIMEOUT_MS, leaveNoTrace } from "../log/sqlite/verify-log.ts";
import { disposable, requireLog, type Address, type SqliteAddress } from "./addresses.ts";
import { makeLog } from "./new-log.ts";

export interface ArchiveAddress {
  readonly type: "archive";
  /** A file, or a folder of them. */
  readonly path: string;
}

const ARCHIVE = "archive:";
/** Entries of one transaction. */
const BATCH_ENTRIES = 2_000;

/** Undefined for an address of another kind. @throws ConfigError when there is nothing */
export function parseArchive(option: string, address: string): ArchiveAddress | undefined {
  if (!address.startsWith(ARCHIVE)) return undefined;
  const path = address.slice(ARCHIVE.length);
  if (existsSync(path)) return { type: "archive", path };
  throw new ConfigError(`${option} must name a file or a folder that is there: archive:PATH`);
}

/** Rows of one place, in order. */
interface Source {
  readonly path: string;
  rows(): AsyncIterable<ArchivedRow> | Iterable<ArchivedRow>;
}

/** From archives, from a data folder: its archives and its log, or from a stream. @returns what there is to say, a line each */
export async function importArchives(from: ArchiveAddress | Address, to: SqliteAddress): Promise<string[]> {
  if (from.type === "sqlite") requireLog(from);
  // What is there already is a whole log, and stays one as it grows.
  if (existsSync(databasePath(to.dataDir))) return [await importInto(from, to.dataDir, to.dataDir)];
  let failure: Error | undefined;
  const lines = await makeLog(to, async (unfinished) => {
    try {
      return [await importInto(from, unfinished, to.dataDir)];
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

/** @returns what there is to say */
async function importInto(from: ArchiveAddress | Address, dataDir: string, named: string): Promise<string> {
  await using target = disposable(await SqliteLog.open({ dataDir }));
  const importer = new Importer(target, readNewest(dataDir));
  if (from.type === "archive") {
    const isFolder = statSync(from.path).isDirectory();
    await importer.takeAll((isFolder ? archivesIn(from.path) : [from.path]).map(asSource));
  } else if (from.type === "jetstream") {
    await using log = disposable(await JetStreamLog.open({ ...from.options, mustExist: true }));
    await importer.takeAll([
      { path: `the stream ${from.options.stream}`, rows: () => rowsAfter(log, log.start) },
    ]);
  } else {
    await importFolder(importer, from.dataDir);
  }
  return `Imported ${importer.count} entries into ${named}, each following on the one before. It holds all up to ${target.head}.`;
}

/** Its archives first: what the log holds is looked at before, so that nothing falls in between while a server archives. */
async function importFolder(importer: Importer, dataDir: string): Promise<void> {
  using _ = leaveNoTrace(dataDir);
  const path = databasePath(dataDir);
  using database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  database.exec("BEGIN");
  const portion = { after: readBeginning(database), until: readHead(database) };
  const log: Source = { path, rows: () => rowsOf(database, portion) };
  await importer.takeAll([...archivesIn(archiveFolder(dataDir)).map(asSource), log]);
}

function asSource(path: string): Source {
  return { path, rows: () => readArchive(path) };
}

/** The newest row of the target; undefined when it has none. */
function readNewest(dataDir: string): ArchivedRow | undefined {
  using database = new DatabaseSync(databasePath(dataDir), { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  const row = database.prepare("SELECT seq, at, event, crc FROM entry ORDER BY seq DESC LIMIT 1").get();
  if (row === undefined) return undefined;
  const checksum = typeof row["crc"] === "number" ? row["crc"] : null;
  return { seq: Number(row["seq"]), at: Number(row["at"]), event: String(row["event"]), checksum };
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
  async takeAll(sources: readonly Source[]): Promise<void> {
    try {
      for (const source of sources) await this.#takeFrom(source);
    } finally {
      await this.#flush();
    }
  }

  async #takeFrom({ path, rows }: Source): Promise<void> {
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
