// The secret that signs sessions, kept in the data folder where the environment gives none.
import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

const SECRET_BYTES = 32;
/** Of SECRET_BYTES as base64url there are 43. */
const MIN_SECRET_LENGTH = 32;

/**
 * The secret kept in a data folder, made on first use and readable by its owner only. Not for two servers at
 * once on one folder.
 * @throws Error when what is there was cut short or emptied: with a guessable secret anybody could be anybody.
 */
export async function keepSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, "session-secret");
  const kept = await readFile(path, "utf8").catch(unlessMissing);
  if (kept === undefined) return makeSecret(path);
  if (kept.trim().length < MIN_SECRET_LENGTH)
    throw new Error(`${path} is damaged: remove it to make a new one.`);
  return kept.trim();
}

/** Under another name until it is whole and on disk, so that a crash leaves no half of it behind. */
async function makeSecret(path: string): Promise<string> {
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  await writeFile(`${path}.new`, secret, { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
  return secret;
}

function unlessMissing(error: unknown): undefined {
  if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
}
