// Entries in files of their own (SPEC EL43): gzip of JSON lines, one file a month, in the order of their seqs. A line repeats the
// entry's checksum, so whatever is missing, changed or cut short shows when it is read. A file is never changed: a longer one
// takes its place, whole and on disk.
import { constants, createReadStream, createWriteStream, existsSync, readdirSync } from "node:fs";
import { copyFile, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { LogOpenError } from "./event-log.ts";
import { reasonOf } from "./failure.ts";
import { damageOf, type Checksum, type EntryRow } from "./entry-chain.ts";

/** An entry as it stands in a log and in an archive. */
export interface ArchivedRow extends EntryRow {
  readonly checksum: Checksum;
}

/** Rows of one place, in order. */
export interface RowSource {
  /** For a message. */
  readonly path: string;
  rows(): AsyncIterable<ArchivedRow> | Iterable<ArchivedRow>;
}

const LINE = /^\{"seq":(\d{1,16}),"at":(\d{1,16}(?:\.\d+)?),"crc":(null|-?\d{1,10}),"event":(\{.*\})\}$/;
/** `2026-11.jsonl.gz`, and `2026-11-2.jsonl.gz` where another log's was in the way. */
const NAME = /^(\d{4,6}-\d\d)(?:-(\d+))?\.jsonl\.gz$/;

/** Where in a data folder the archives are. */
export function archiveFolder(dataDir: string): string {
  return join(dataDir, "archive");
}

/** The archives of a folder, oldest first. */
export function archivesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const found = readdirSync(folder).flatMap((name) => {
    const [, month, number = "1"] = NAME.exec(name) ?? [];
    return month === undefined ? [] : [{ name, month: month.padStart(9, "0"), number: Number(number) }];
  });
  found.sort((a, b) => (a.month === b.month ? a.number - b.number : a.month < b.month ? -1 : 1));
  return found.map(({ name }) => join(folder, name));
}

/** The month, `2026-11`, that a time is in (UTC). */
export function monthOf(at: number): string {
  return new Date(at).toISOString().slice(0, -"-01T00:00:00.000Z".length);
}

export function archivePath(folder: string, month: string, number: number): string {
  return join(folder, number === 1 ? `${month}.jsonl.gz` : `${month}-${number}.jsonl.gz`);
}

/**
 * The rows of an archive, in order, each following on the one before.
 * @throws LogOpenError with one line when it is cut short or was changed
 */
export async function* readArchive(path: string): AsyncGenerator<ArchivedRow> {
  let last: ArchivedRow | undefined;
  let lineNumber = 0;
  try {
    for await (const line of readLines(path)) {
      lineNumber += 1;
      const row = parseLine(line);
      if (row === undefined) throw new LogOpenError(`line ${lineNumber}: it is no entry`);
      // What the first follows on stands elsewhere.
      const damage = last === undefined ? undefined : damageOf(row, row.checksum, last.checksum);
      if (damage !== undefined) throw new LogOpenError(`line ${lineNumber}: ${damage}`);
      yield row;
      last = row;
    }
  } catch (error) {
    throw new LogOpenError(`The archive ${path} cannot be used: ${reasonOf(error)}.`, { cause: error });
  }
}

/** An archive as a source; it is opened when it is read. */
export function archiveSource(path: string): RowSource {
  return { path, rows: () => readArchive(path) };
}

/** @throws Error when the file is not whole */
async function* readLines(path: string): AsyncGenerator<string> {
  const unpacked = createGunzip().setEncoding("utf8");
  // What goes wrong with the file ends the iteration below.
  pipeline(createReadStream(path), unpacked).catch(() => undefined);
  let rest = "";
  for await (const chunk of unpacked) {
    const lines = `${rest}${String(chunk)}`.split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") throw new Error("its last line has no end");
}

/** The last row of an archive, read whole; undefined when it holds none. @throws LogOpenError as readArchive */
export async function lastRowOf(path: string): Promise<ArchivedRow | undefined> {
  let last: ArchivedRow | undefined;
  for await (const row of readArchive(path)) last = row;
  return last;
}

/** Puts what is in the file, if there is one, and these rows in its place: on disk and whole, or not at all. */
export async function extendArchive(path: string, rows: AsyncIterable<ArchivedRow>): Promise<void> {
  const unfinished = `${path}.new`;
  await rm(unfinished, { force: true });
  if (existsSync(path)) await copyFile(path, unfinished, constants.COPYFILE_FICLONE);
  // Files of gzip one after the other are one (RFC 1952 §2.2).
  const target = createWriteStream(unfinished, { flags: "a", flush: true });
  await pipeline(Readable.from(linesOf(rows)), createGzip(), target);
  await rename(unfinished, path);
  await syncFolder(dirname(path));
}

/** Makes the folder if there is none, so that it is there after a power cut. @throws when the one that it belongs in is gone */
export async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  await mkdir(folder);
  await syncFolder(dirname(folder));
}

/** A name in a folder is on disk when the folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  await folder.sync();
  await folder.close();
}

/** Some thousands of lines at a time: each piece is a call out of JavaScript. */
async function* linesOf(rows: AsyncIterable<ArchivedRow>): AsyncGenerator<string> {
  let text = "";
  for await (const { seq, at, checksum, event } of rows) {
    text += `{"seq":${seq},"at":${at},"crc":${checksum},"event":${event}}\n`;
    if (text.length < 1_000_000) continue;
    yield text;
    text = "";
  }
  if (text !== "") yield text;
}

function parseLine(line: string): ArchivedRow | undefined {
  const [, seq, at, crc, event] = LINE.exec(line) ?? [];
  if (event === undefined) return undefined;
  return { seq: Number(seq), at: Number(at), checksum: crc === "null" ? null : Number(crc), event };
}
