// apt on a Debian, used without changing the system: the system's own mirror and keys, but lists, cache and packages in a folder
// of ours, so that it needs no rights, starts no service and installs nothing.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseSourceLines, parseSourceStanzas, stanzaFor, type AptSource } from "./apt-sources.ts";

const APT = "/etc/apt";
/** When root runs apt: its own user for downloads cannot write to this folder, and apt warns of it before it does it itself. */
const AS_ROOT = ["-o", "APT::Sandbox::User=root"];
/** For one command: some networks swallow packets rather than refuse. */
export const COMMAND_TIMEOUT_MS = 3 * 60_000;

/** Where this system's own packages come from. */
export interface DebianSources {
  /** With the release itself. */
  readonly main: AptSource;
  /** Stanzas of the release, its updates and its security fixes: what is installed may come from any of them. */
  readonly stanzas: string;
}

/** Undefined on another system than Debian, and without apt and dpkg. */
export function debianSources(): DebianSources | undefined {
  const release = readOr("/etc/os-release");
  const codename = /^VERSION_CODENAME="?(\w+)"?$/m.exec(release)?.[1];
  if (codename === undefined || !/^ID="?debian"?$/m.test(release)) return undefined;
  if (!canRun("apt-get") || !canRun("dpkg")) return undefined;
  const parts = listOr(join(APT, "sources.list.d")).map((name) => join("sources.list.d", name));
  const all = ["sources.list", ...parts]
    .flatMap((name) => {
      const text = readOr(join(APT, name));
      return name.endsWith(".sources") ? parseSourceStanzas(text) : parseSourceLines(text);
    })
    .filter(({ components }) => components.includes("main"));
  const main = all.find(({ suites }) => suites.includes(codename));
  if (main === undefined) return undefined;
  const stanzas = all.flatMap((source) =>
    source.suites
      .filter((suite) => suite === codename || suite.startsWith(`${codename}-`))
      .map((suite) => stanzaFor(source, suite)),
  );
  return { main, stanzas: stanzas.join("\n") };
}

/** Calls back with a folder that is removed afterwards, into which apt may download as whichever user. */
export function inTemporaryFolder(use: (folder: string) => boolean): boolean {
  const folder = mkdtempSync(join(tmpdir(), "hydra-get-"));
  try {
    // apt downloads as a user of its own when it is root.
    chmodSync(folder, 0o755);
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Runs an apt-get command, such as `download`, after an update, with the packages of the stanza alone; signatures are checked by apt.
 * @returns false when apt failed
 */
export function aptGet(folder: string, stanza: string, command: readonly string[]): boolean {
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
    run(folder, "apt-get", ["-q", ...options, ...AS_ROOT, ...command])
  );
}

export function run(cwd: string, program: string, args: readonly string[]): boolean {
  const { status } = spawnSync(program, args, {
    cwd,
    stdio: ["ignore", "ignore", "inherit"],
    timeout: COMMAND_TIMEOUT_MS,
  });
  return status === 0;
}

/** Names of `.deb` files in a folder. */
export function packagesIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith(".deb"));
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
