// A data folder's history as rows of archives: what it has archived, and what its log still holds.
import { DatabaseSync } from "node:sqlite";
import {
  archiveFolder,
  archivesIn,
  archiveSource,
  type ArchivedRow,
  type RowSource,
} from "../archive-file.ts";
import { rowsOf } from "./archive-plan.ts";
import { databasePath } from "./data-files.ts";
import { readBeginning } from "./log-beginning.ts";
import { readHead } from "./log-database.ts";
import { BUSY_TIMEOUT_MS, leaveNoTrace } from "./verify-log.ts";

/** Its archives first: what the log holds is looked at before, so that nothing falls in between while a server archives. */
export async function readFolderRows(
  dataDir: string,
  take: (sources: readonly RowSource[]) => Promise<void>,
): Promise<void> {
  using _ = leaveNoTrace(dataDir);
  const path = databasePath(dataDir);
  using database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  database.exec("BEGIN");
  const portion = { after: readBeginning(database), until: readHead(database) };
  const log: RowSource = { path, rows: () => rowsOf(database, portion) };
  await take([...archivesIn(archiveFolder(dataDir)).map(archiveSource), log]);
}

/** The newest row of a log; undefined when it has none. */
export function readNewestRow(dataDir: string): ArchivedRow | undefined {
  using database = new DatabaseSync(databasePath(dataDir), { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  const row = database.prepare("SELECT seq, at, event, crc FROM entry ORDER BY seq DESC LIMIT 1").get();
  if (row === undefined) return undefined;
  const checksum = typeof row["crc"] === "number" ? row["crc"] : null;
  return { seq: Number(row["seq"]), at: Number(row["at"]), event: String(row["event"]), checksum };
}
