// Data folders to damage: a real log's, closed or broken off, and what shows whether anything in one was written.
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Entry } from "@hydra/engine";
import { appendAll, testEvents } from "../contract/log-home.ts";
import { createSqliteHome, type SqliteHome } from "./sqlite-home.ts";

/** A data folder as it was left, held in memory. */
export interface LeftFolder {
  readonly files: ReadonlyMap<string, Buffer>;
}

/** And what was stored in it. */
export interface LeftLog extends LeftFolder {
  /** What was acknowledged. */
  readonly entries: readonly Entry[];
  /** Of the format "a". */
  readonly snapshot: { readonly seq: number; readonly state: string };
}

const COMMITS = 40;
const EVENTS_PER_COMMIT = 15;

/** The folder of a log with entries and a snapshot: after it was closed, or as it is when the process is killed. */
export async function leaveFolder(how: "closed" | "killed"): Promise<LeftLog> {
  await using home = await createSqliteHome();
  const log = await home.open();
  const entries: Entry[] = [];
  for (let commit = 0; commit < COMMITS; commit += 1) {
    entries.push(...(await appendAll(log, testEvents(EVENTS_PER_COMMIT, commit * EVENTS_PER_COMMIT))));
    if (commit === COMMITS / 2) checkpoint(home);
  }
  const snapshot = { seq: 300, state: "0123456789".repeat(2_000) };
  await log.saveSnapshot("a", snapshot);
  if (how === "closed") await log.close();
  // Nothing is under way, so the files are what a kill would leave.
  return { ...readFolder(home.dataDir), entries, snapshot };
}

/** The files of a folder, but for the shared memory, which goes with the last process. */
export function readFolder(folder: string): LeftFolder {
  const files = filesOf(folder);
  files.delete("hydra.db-shm");
  return { files };
}

/** So that the database is not empty, and the WAL begins anew over what it held. */
function checkpoint(home: SqliteHome): void {
  const client = home.connect();
  client.exec("PRAGMA wal_checkpoint(FULL)");
  client.close();
}

/** Name and bytes of every file. */
function filesOf(folder: string): Map<string, Buffer> {
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
}

export interface Folder extends Disposable {
  readonly path: string;
}

/** The folder again, on disk, with other files in place of some; undefined leaves one out. */
export function putFolder({ files }: LeftFolder, instead: Record<string, Buffer | undefined> = {}): Folder {
  const path = mkdtempSync(join(tmpdir(), "hydra-damage-"));
  for (const [name, bytes] of Object.entries({ ...Object.fromEntries(files), ...instead })) {
    if (bytes !== undefined) writeFileSync(join(path, name), bytes);
  }
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

/** Name, size and hash of every file: the same when nothing was written. */
export function fingerprintOf(folder: string): Record<string, string> {
  const entries = [...filesOf(folder)].map(([name, bytes]) => {
    return [name, `${bytes.length} ${createHash("sha256").update(bytes).digest("hex")}`] as const;
  });
  return Object.fromEntries(entries);
}

/** A file of the folder with a bit changed in every place where the text stands: a page may hold what it held before, too. */
export function withAltered({ files }: LeftFolder, file: string, text: string): Buffer {
  const bytes = Buffer.from(files.get(file) ?? "");
  let count = 0;
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) {
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    count += 1;
  }
  if (count === 0) throw new Error(`${file} does not hold ${text}`);
  return bytes;
}
