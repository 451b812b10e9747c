// The folder that a node of a cluster archives into: its own, and no other node's while it archives (SPEC EL45).
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { archiveFolder, makeFolder } from "../archive-file.ts";
import { lockDataDir } from "../writer-lock.ts";

export interface ArchiveFolder extends Disposable {
  readonly path: string;
  /** Names this folder among those of all nodes. */
  readonly holder: string;
}

/** Locks it until it is disposed, or the process ends. @throws LogOpenError when another process has it */
export async function openArchiveFolder(dataDir: string): Promise<ArchiveFolder> {
  const path = archiveFolder(dataDir);
  await makeFolder(path);
  const lock = lockDataDir(path);
  return { path, holder: keepName(join(path, "holder")), [Symbol.dispose]: () => lock.release() };
}

function keepName(path: string): string {
  if (!existsSync(path)) writeFileSync(path, randomBytes(9).toString("base64url"), { flush: true });
  return readFileSync(path, "utf8");
}
