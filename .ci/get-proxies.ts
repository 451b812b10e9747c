// Makes sure that the proxies named (all, without a name) are there for e2e/proxies, and prints which: the machine's, else Debian's,
// downloaded and unpacked for this checkout alone, so that no service is started and no port taken. Ends with one line on what
// to do, and a non-zero exit code, when that is up to a person.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { aptGet, debianSources, inTemporaryFolder, packagesIn, run } from "./debian-apt.ts";
import {
  adviceFor,
  findProxyProgram,
  packageOf,
  PROXIES,
  PROXY_CACHE_FOLDER,
  type ProxyName,
} from "./proxy-programs.ts";

const [, , ...named] = process.argv;
const wanted = PROXIES.filter((name) => named.length === 0 || named.includes(name));

function missing(): ProxyName[] {
  return wanted.filter((name) => findProxyProgram(name) === undefined);
}

/** With the libraries that this system lacks. */
function download(names: readonly ProxyName[]): boolean {
  const sources = debianSources();
  if (sources === undefined) return false;
  const packages = names.map(packageOf);
  console.log(`Downloading ${packages.join(", ")} from ${sources.main.uri}.`);
  return inTemporaryFolder((folder) => {
    // The lock is the system's database, which is only read.
    const options = ["-o", "Debug::NoLocking=1", "-y", "--no-install-recommends", "--download-only"];
    if (!aptGet(folder, sources.stanzas, [...options, "install", ...packages])) return false;
    const archives = join(folder, "cache/archives");
    mkdirSync(PROXY_CACHE_FOLDER, { recursive: true });
    return packagesIn(archives).every((name) => run(archives, "dpkg", ["-x", name, PROXY_CACHE_FOLDER]));
  });
}

const lacking = missing();
if (lacking.length > 0) download(lacking);
for (const name of wanted) {
  const path = findProxyProgram(name)?.path;
  if (path !== undefined) console.log(`${name}: ${path}`);
}
const still = missing();
if (still.length > 0) console.log(adviceFor(still));
process.exitCode = still.length > 0 ? 1 : 0;
