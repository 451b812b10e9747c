// Servers that tests run, of Debian's packages: where they are looked for (the machine, then what was unpacked for this checkout), and
// how they are got without being installed, so that no service is started and no port taken.
import { accessSync, constants, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { aptGet, debianSources, inTemporaryFolder, packagesIn, run } from "./debian-apt.ts";

export interface Program {
  readonly path: string;
  /** Folder under which the rest of its package stands: `/`, or the cache. */
  readonly root: string;
  /** What it needs to find the libraries that were unpacked with it. */
  readonly env: Readonly<Record<string, string>>;
}

/** Debian keeps servers out of an ordinary user's search path. */
const SYSTEM_FOLDERS = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"];
/** Machines whose libraries Debian puts elsewhere have the package installed, or not. */
const LIBRARIES = { x64: "x86_64-linux-gnu", arm64: "aarch64-linux-gnu" } as Readonly<Record<string, string>>;

/** Undefined when there is none. @param cacheFolder what `downloadPackages` filled */
export function findProgram(program: string, cacheFolder: string): Program | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...SYSTEM_FOLDERS];
  const path = folders.map((folder) => join(folder, program)).find(isExecutable);
  if (path !== undefined) return { path, root: "/", env: {} };
  const unpacked = ["usr/sbin", "usr/bin"]
    .map((folder) => join(cacheFolder, folder, program))
    .find(isExecutable);
  if (unpacked === undefined) return undefined;
  const libraries = join(cacheFolder, "usr/lib", LIBRARIES[process.arch] ?? "");
  return { path: unpacked, root: cacheFolder, env: { LD_LIBRARY_PATH: libraries } };
}

/** Downloads packages, with the libraries that this system lacks, and unpacks them. @returns whether it could */
export function downloadPackages(packages: readonly string[], cacheFolder: string): boolean {
  const sources = debianSources();
  if (sources === undefined) return false;
  console.log(`Downloading ${packages.join(", ")} from ${sources.main.uri}.`);
  return inTemporaryFolder((folder) => {
    // The lock is the system's database, which is only read.
    const options = ["-o", "Debug::NoLocking=1", "-y", "--no-install-recommends", "--download-only"];
    if (!aptGet(folder, sources.stanzas, [...options, "install", ...packages])) return false;
    const archives = join(folder, "cache/archives");
    mkdirSync(cacheFolder, { recursive: true });
    return packagesIn(archives).every((name) => run(archives, "dpkg", ["-x", name, cacheFolder]));
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
