// The secret that signs sessions, kept in the data folder where the environment gives none. With another one every player is a
// stranger, and with a guessable one any client could be any player: a damaged one is refused.
import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { ConfigError } from "../environment.ts";

const SECRET_BYTES = 32;
/** Of SECRET_BYTES as base64url there are 43. */
const MIN_SECRET_LENGTH = 32;
/** The secret, its checksum (CRC-32), a line each. */
const WITH_CHECKSUM = /^([\w-]{43})\n([0-9a-f]{8})\n$/;
const LENGTH_WITH_CHECKSUM = 53;

/** Where in a data folder it is. */
export function secretPath(dataDir: string): string {
  return join(dataDir, "session-secret");
}

/**
 * The secret kept in a data folder; undefined when there is none.
 * @throws ConfigError when what is there was emptied, cut short or changed. One without a checksum is taken as it is.
 */
export async function readSecret(dataDir: string): Promise<string | undefined> {
  const path = secretPath(dataDir);
  const text = await readFile(path, "utf8").catch(unlessMissing);
  if (text === undefined) return undefined;
  const [, secret = text.trim(), checksum] = WITH_CHECKSUM.exec(text) ?? [];
  const isWhole =
    text.length === LENGTH_WITH_CHECKSUM
      ? checksum === checksumOf(secret)
      : secret.length >= MIN_SECRET_LENGTH;
  if (isWhole) return secret;
  throw new ConfigError(
    `${path} is damaged: bring it back, or remove it to make a new one, for which every player has to join again.`,
  );
}

/**
 * As readSecret; one that is missing is made, readable by its owner only. Only the folder's one user may call it.
 * @throws ConfigError as readSecret.
 */
export async function keepSecret(dataDir: string): Promise<string> {
  return (await readSecret(dataDir)) ?? makeSecret(secretPath(dataDir));
}

/** Under another name until it is whole and on disk, so that a crash leaves no half of it behind. */
async function makeSecret(path: string): Promise<string> {
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  await writeFile(`${path}.new`, `${secret}\n${checksumOf(secret)}\n`, { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
  return secret;
}

function checksumOf(secret: string): string {
  return crc32(secret).toString(16).padStart(8, "0");
}

/** What is wrong with the folder itself is reported by the log, which opens next. */
function unlessMissing(error: unknown): undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code !== "ENOENT" && code !== "ENOTDIR") throw error;
}
