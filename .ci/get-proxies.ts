// Makes sure that the proxies named (all, without a name) are there for e2e/proxies, and prints which: the machine's, else Debian's,
// downloaded and unpacked for this checkout alone, so that no service is started and no port taken. Ends with one line on what
// to do, and a non-zero exit code, when that is up to a person.
import { downloadPackages } from "./debian-programs.ts";
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

const lacking = missing();
if (lacking.length > 0) downloadPackages(lacking.map(packageOf), PROXY_CACHE_FOLDER);
for (const name of wanted) {
  const path = findProxyProgram(name)?.path;
  if (path !== undefined) console.log(`${name}: ${path}`);
}
const still = missing();
if (still.length > 0) console.log(adviceFor(still));
process.exitCode = still.length > 0 ? 1 : 0;
