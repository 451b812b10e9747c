// Finds the machine's `nats-server` and what it can do.
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { ClusterError } from "./cluster-error.ts";

export interface NatsServer {
  readonly path: string;
  /** As it says itself, e.g. `2.9.10`. */
  readonly version: string;
  /** Whether it knows `sync_interval: always`, which came with 2.10. */
  readonly knowsSyncAlways: boolean;
}

const NAME = "nats-server";
/** Debian puts it where a user's PATH does not lead. */
const SYSTEM_FOLDERS = ["/usr/sbin", "/usr/local/sbin", "/usr/local/bin"];
/** The first with JetStream in a cluster as it is used here. */
const OLDEST = [2, 9] as const;
const SYNC_ALWAYS_SINCE = [2, 10] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The server that NATS_SERVER names, else the first of PATH or of the system's folders.
 * @throws ClusterError that says what to install.
 */
export function findNatsServer(env: Environment): NatsServer {
  const named = env["NATS_SERVER"];
  const path = named ? named : candidates(env).find(isExecutable);
  if (path === undefined) {
    throw new ClusterError(
      `There is no ${NAME} on this machine: install one (Debian and Ubuntu: apt-get install ${NAME}; macOS: brew install ${NAME}), or name it in NATS_SERVER.`,
    );
  }
  if (!isExecutable(path)) throw new ClusterError(`NATS_SERVER: ${path} cannot be run.`);
  return describe(path);
}

function candidates(env: Environment): string[] {
  const folders = [...(env["PATH"] ?? "").split(delimiter), ...SYSTEM_FOLDERS];
  return folders.filter((folder) => folder !== "").map((folder) => join(folder, NAME));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function describe(path: string): NatsServer {
  const { stdout } = spawnSync(path, ["--version"], { encoding: "utf8", timeout: 10_000 });
  const [, version, major, minor] = /v?((\d+)\.(\d+)\.\S+)/.exec(stdout ?? "") ?? [];
  if (version === undefined) throw new ClusterError(`${path} does not say which version of ${NAME} it is.`);
  const isSince = ([wantedMajor, wantedMinor]: readonly [number, number]): boolean =>
    Number(major) > wantedMajor || (Number(major) === wantedMajor && Number(minor) >= wantedMinor);
  if (!isSince(OLDEST)) {
    throw new ClusterError(`${path} is ${NAME} ${version}; the oldest that will do is ${OLDEST.join(".")}.`);
  }
  return { path, version, knowsSyncAlways: isSince(SYNC_ALWAYS_SINCE) };
}
