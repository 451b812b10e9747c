// Finds a `nats-server` on this machine and finds out what it can do. One that keeps its promises is preferred to one that
// merely comes first; `.ci/get-nats.ts` fills the cache where the system has none.
import { spawnSync } from "node:child_process";
import { accessSync, constants, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

export interface NatsProgram {
  readonly path: string;
  /** As it reports itself, e.g. `2.9.10`. */
  readonly version: string;
  /**
   * Whether it is 2.10 or later: has `sync_interval: always`, and its replicas stay the same when their leader dies,
   * which those of 2.9.10 do not always (apps/cluster/README.md).
   */
  readonly isCurrent: boolean;
}

/** None, or none that will do; one line for a person. */
export class NatsServerError extends Error {
  override readonly name = "NatsServerError";
}

const NAME = "nats-server";
/** Debian puts it where a user's PATH does not lead. */
const SYSTEM_FOLDERS = ["/usr/sbin", "/usr/local/sbin", "/usr/local/bin"];
/** Programs that were downloaded for this checkout, one folder each. */
export const NATS_CACHE_FOLDER = join(import.meta.dirname, "../../../../node_modules/.cache/hydra");
/** The first with JetStream in a cluster as it is used here. */
const OLDEST = [2, 9] as const;
const CURRENT = [2, 10] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The server that NATS_SERVER names, else the first current one of PATH, the system's folders and the cache, else the first.
 * @throws NatsServerError that names what to install.
 */
export function findNatsServer(env: Environment = process.env, cacheFolder = NATS_CACHE_FOLDER): NatsProgram {
  const named = env["NATS_SERVER"];
  if (named) return describe(named, "NATS_SERVER: ");
  const paths = candidates(env, cacheFolder).filter(isExecutable);
  const [first] = paths;
  if (first === undefined) {
    throw new NatsServerError(
      `There is no ${NAME} on this machine: install one (Debian and Ubuntu: apt-get install ${NAME}; macOS: brew install ${NAME}), or name it in NATS_SERVER.`,
    );
  }
  return paths.map(tryDescribe).find((program) => program?.isCurrent) ?? describe(first);
}

function candidates(env: Environment, cacheFolder: string): string[] {
  const folders = [...(env["PATH"] ?? "").split(delimiter), ...SYSTEM_FOLDERS, ...cached(cacheFolder)];
  return [...new Set(folders.filter((folder) => folder !== ""))].map((folder) => join(folder, NAME));
}

/** Newest first. */
function cached(cacheFolder: string): string[] {
  try {
    const names = readdirSync(cacheFolder).filter((name) => name.startsWith(`${NAME}-`));
    const newestFirst = names.sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
    return newestFirst.map((name) => join(cacheFolder, name));
  } catch {
    return [];
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function tryDescribe(path: string): NatsProgram | undefined {
  try {
    return describe(path);
  } catch {
    return undefined;
  }
}

function describe(path: string, prefix = ""): NatsProgram {
  if (!isExecutable(path)) throw new NatsServerError(`${prefix}${path} cannot be run.`);
  const { stdout } = spawnSync(path, ["--version"], { encoding: "utf8", timeout: 10_000 });
  const [, version, major, minor] = /v?((\d+)\.(\d+)\.\S+)/.exec(stdout ?? "") ?? [];
  if (version === undefined) {
    throw new NatsServerError(`${path} does not say which version of ${NAME} it is.`);
  }
  const isSince = ([wantedMajor, wantedMinor]: readonly [number, number]): boolean =>
    Number(major) > wantedMajor || (Number(major) === wantedMajor && Number(minor) >= wantedMinor);
  if (!isSince(OLDEST)) {
    throw new NatsServerError(
      `${path} is ${NAME} ${version}; the oldest that will do is ${OLDEST.join(".")}.`,
    );
  }
  return { path, version, isCurrent: isSince(CURRENT) };
}
