// The proxies that e2e/proxies runs: their programs, the Debian packages that have them, and where they are looked for: the
// machine, then what get-proxies.ts unpacked for this checkout. Looks, changes nothing.
import { join } from "node:path";
import { findProgram, type Program } from "./debian-programs.ts";

export const PROXIES = ["nginx", "caddy", "haproxy", "apache"] as const;
export type ProxyName = (typeof PROXIES)[number];

export const PROXY_CACHE_FOLDER = join(import.meta.dirname, "../node_modules/.cache/hydra/proxies");

/** Program and package of Debian 12 and later; `apache2` itself would be the service. */
const DEBIAN: Readonly<Record<ProxyName, readonly [program: string, packageName: string]>> = {
  nginx: ["nginx", "nginx"],
  caddy: ["caddy", "caddy"],
  haproxy: ["haproxy", "haproxy"],
  apache: ["apache2", "apache2-bin"],
};

export function packageOf(name: ProxyName): string {
  return DEBIAN[name][1];
}

/** Undefined when there is none. */
export function findProxyProgram(name: ProxyName): Program | undefined {
  return findProgram(DEBIAN[name][0], PROXY_CACHE_FOLDER);
}

/** What a person can do when a proxy is missing. */
export function adviceFor(names: readonly ProxyName[]): string {
  const packages = names.map(packageOf).join(" ");
  return `No ${names.join(", ")}: install them (Debian: apt-get install --no-install-recommends ${packages}; their services need not run), and run this again.`;
}
