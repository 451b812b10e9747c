// A current nats-server on a Debian that has none: downloaded by apt itself from the system's own mirror and checked with the
// system's own keys, but for a later suite and into folders of our own, so that it needs no rights and changes nothing
// outside. The program is static; nothing else of the package is kept.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { stanzaFor } from "./apt-sources.ts";
import {
  aptGet,
  COMMAND_TIMEOUT_MS,
  debianSources,
  inTemporaryFolder,
  packagesIn,
  run,
} from "./debian-apt.ts";

/** By role rather than by name, so that a later Debian's will do: newest first. */
const SUITES = ["testing", "stable"];

/** Puts `nats-server-<version>/nats-server` into the folder. False when this machine has no such way. Prints what it does. */
export function downloadNatsServer(cacheFolder: string): boolean {
  const source = debianSources()?.main;
  if (source === undefined) return false;
  return SUITES.some((suite) => {
    console.log(`Downloading nats-server of Debian's ${suite} from ${source.uri}.`);
    return inTemporaryFolder(
      (folder) =>
        aptGet(folder, stanzaFor(source, suite), ["download", "nats-server"]) && keep(folder, cacheFolder),
    );
  });
}

function keep(folder: string, cacheFolder: string): boolean {
  const [deb] = packagesIn(folder);
  if (deb === undefined || !run(folder, "dpkg", ["-x", deb, "unpacked"])) return false;
  const program = join(folder, "unpacked/usr/sbin/nats-server");
  const { stdout } = spawnSync(program, ["--version"], { encoding: "utf8", timeout: COMMAND_TIMEOUT_MS });
  const version = /v?(\d+\.\d+\.\d[\w.-]*)/.exec(stdout ?? "")?.[1];
  if (version === undefined) return false;
  const kept = join(cacheFolder, `nats-server-${version}`);
  mkdirSync(kept, { recursive: true });
  // Another run that looks meanwhile finds all of it or none.
  const part = join(kept, `nats-server.${process.pid}`);
  copyFileSync(program, part);
  renameSync(part, join(kept, "nats-server"));
  return true;
}
