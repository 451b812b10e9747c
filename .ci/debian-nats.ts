// A current nats-server on a Debian that has none: downloaded by apt itself from the system's own mirror and checked with the
// system's own keys, but for a later suite and into folders of our own, so that it needs no rights and changes nothing
// outside. The program is static; nothing else of the package is kept.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseSourceLines, parseSourceStanzas, stanzaFor, type AptSource } from "./apt-sources.ts";

const APT = "/etc/apt";
/** By role rather than by name, so that a later Debian's will do: newest first. */
const SUITES = ["testing", "stable"];
/** When root runs apt: its own user for downloads cannot write to this folder, and apt says so before it does it itself. */
const AS_ROOT = ["-o", "APT::Sandbox::User=root"];
/** For one command: some networks swallow packets rather than refuse. */
const COMMAND_TIMEOUT_MS = 3 * 60_000;

/** Puts `nats-server-<version>/nats-server` into the folder. False when this machine has no such way. Prints what it does. */
export function downloadNatsServer(cacheFolder: string): boolean {
  const source = debianSource();
  if (source === undefined || !canRun("apt-get") || !canRun("dpkg")) return false;
  return SUITES.some((suite) => {
    console.log(`Downloading nats-server of Debian's ${suite} from ${source.uri}.`);
    const folder = mkdtempSync(join(tmpdir(), "hydra-get-nats-"));
    try {
      // apt downloads as a user of its own when it is root.
      chmodSync(folder, 0o755);
      return download(folder, stanzaFor(source, suite)) && keep(folder, cacheFolder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

/** Where this system's own packages come from; undefined on another than Debian. */
function debianSource(): AptSource | undefined {
  const release = readOr("/etc/os-release");
  const codename = /^VERSION_CODENAME="?(\w+)"?$/m.exec(release)?.[1];
  if (codename === undefined || !/^ID="?debian"?$/m.test(release)) return undefined;
  const parts = listOr(join(APT, "sources.list.d")).map((name) => join("sources.list.d", name));
  return ["sources.list", ...parts]
    .flatMap((name) => {
      const text = readOr(join(APT, name));
      return name.endsWith(".sources") ? parseSourceStanzas(text) : parseSourceLines(text);
    })
    .find(({ suites, components }) => suites.includes(codename) && components.includes("main"));
}

/** `nats-server*.deb` in the folder, its signature checked by apt. */
function download(folder: string, stanza: string): boolean {
  const sources = join(folder, "debian.sources");
  writeFileSync(sources, stanza);
  for (const name of ["lists/partial", "cache/archives/partial"]) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  const options = [
    `Dir::Etc::sourcelist=${sources}`,
    "Dir::Etc::sourceparts=/dev/null",
    // A system's pins and its preferred release are about its own suites.
    "Dir::Etc::preferences=/dev/null",
    "Dir::Etc::preferencesparts=/dev/null",
    "APT::Default-Release=",
    `Dir::State::lists=${join(folder, "lists")}`,
    `Dir::Cache=${join(folder, "cache")}`,
    "APT::Update::Error-Mode=any",
    "Acquire::Languages=none",
    "Acquire::Retries=1",
  ].flatMap((option) => ["-o", option]);
  return (
    run(folder, "apt-get", ["-q", ...options, "update"]) &&
    run(folder, "apt-get", ["-q", ...options, ...AS_ROOT, "download", "nats-server"])
  );
}

function keep(folder: string, cacheFolder: string): boolean {
  const deb = readdirSync(folder).find((name) => name.endsWith(".deb"));
  if (deb === undefined || !run(folder, "dpkg", ["-x", deb, "unpacked"])) return false;
  const program = join(folder, "unpacked/usr/sbin/nats-server");
  const { stdout } = spawnSync(program, ["--version"], { encoding: "utf8", timeout: COMMAND_TIMEOUT_MS });
  const version = /v?(\d+\.\d+\.\d[\w.-]*)/.exec(stdout ?? "")?.[1];
  if (version === undefined) return false;
  const kept = join(cacheFolder, `nats-server-${version}`);
  mkdirSync(kept, { recursive: true });
  // Whoever looks meanwhile finds all of it or none.
  const part = join(kept, `nats-server.${process.pid}`);
  copyFileSync(program, part);
  renameSync(part, join(kept, "nats-server"));
  return true;
}

function run(cwd: string, program: string, args: readonly string[]): boolean {
  const { status } = spawnSync(program, args, {
    cwd,
    stdio: ["ignore", "ignore", "inherit"],
    timeout: COMMAND_TIMEOUT_MS,
  });
  return status === 0;
}

function canRun(program: string): boolean {
  return spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;
}

function readOr(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function listOr(path: string): string[] {
  try {
    return readdirSync(path).filter((name) => /\.(list|sources)$/.test(name));
  } catch {
    return [];
  }
}
