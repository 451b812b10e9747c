// The thread of sqlite-peer-worker.ts that stores. The file's settings are those of the server under test: WAL, and on disk
// before a commit returns.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { parentPort } from "node:worker_threads";
import { readDataDir } from "./peer-frames.ts";

const database = new DatabaseSync(join(readDataDir(process.argv.slice(2)), "attacks.db"));
database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
database.exec(
  "CREATE TABLE attack (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, event TEXT NOT NULL) STRICT",
);
const insert = database.prepare("INSERT INTO attack (at, event) VALUES (?, ?)");

parentPort?.on("message", (text: string) => {
  const { lastInsertRowid } = insert.run(Date.now(), text);
  parentPort?.postMessage(Number(lastInsertRowid));
});
