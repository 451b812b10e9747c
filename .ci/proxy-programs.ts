// The proxies that e2e/proxies runs: their programs, the Debian packages that have them, and where they are looked for: the
// machine, then what get-proxies.ts unpacked for this checkout. Looks, changes nothing.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

export const PROXIES = ["nginx", "caddy", "haproxy", "apache"] as const;
export type ProxyName = (typeof PROXIES)[number];

export interface ProxyProgram {
  readonly path: string;
  /** Folder under which the rest of its package stands: `/`, or the cache. */
  readonly root: string;
  /** What it needs to find the libraries that were unpacked with it. */
  readonly env: Readonly<Record<string, string>>;
}

export const PROXY_CACHE_FOLDER = join(import.meta.dirname, "../node_modules/.cache/hydra/proxies");

/** Program and package of Debian 12 and later; `apache2` itself would be the service. */
const DEBIAN: Readonly<Record<ProxyName, readonly [program: string, packageName: string]>> = {
  nginx: ["nginx", "nginx"],
  caddy: ["caddy", "caddy"],
  haproxy: ["haproxy", "haproxy"],
  apache: ["apache2", "apache2-bin"],
};
/** Debian keeps servers out of an ordinary user's search path. */
const SYSTEM_FOLDERS = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"];
/** Machines whose libraries Debian puts elsewhere have the package installed, or not. */
const LIBRARIES = { x64: "x86_64-linux-gnu", arm64: "aarch64-linux-gnu" } as Readonly<Record<string, string>>;

export function packageOf(name: ProxyName): string {
  return DEBIAN[name][1];
}

/** Undefined when there is none. */
export function findProxyProgram(name: ProxyName): ProxyProgram | undefined {
  const [program] = DEBIAN[name];
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...SYSTEM_FOLDERS];
  const path = folders.map((folder) => join(folder, program)).find(isExecutable);
  if (path !== undefined) return { path, root: "/", env: {} };
  const unpacked = ["usr/sbin", "usr/bin"]
    .map((folder) => join(PROXY_CACHE_FOLDER, folder, program))
    .find(isExecutable);
  if (unpacked === undefined) return undefined;
  const libraries = join(PROXY_CACHE_FOLDER, "usr/lib", LIBRARIES[process.arch] ?? "");
  return { path: unpacked, root: PROXY_CACHE_FOLDER, env: { LD_LIBRARY_PATH: libraries } };
}

/** What a person can do when a proxy is missing. */
export function adviceFor(names: readonly ProxyName[]): string {
  const packages = names.map(packageOf).join(" ");
  return `No ${names.join(", ")}: install them (Debian: apt-get install --no-install-recommends ${packages}; their services need not run), and run this again.`;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
