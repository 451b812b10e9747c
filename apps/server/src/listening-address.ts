// Where a server that listens is, and can be reached from this very machine.
import { BlockList, isIP, type AddressInfo, type Server } from "node:net";

/** @throws Error where it does not listen on a port. */
export function addressOf(server: Pick<Server, "address">): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server listens on no port");
  return address;
}

/** An address to connect to: one that stands for every address of the machine becomes its loopback. */
export function reachableHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  return host === "::" ? "::1" : host;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/** Whether only this very machine reaches what listens there (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3, RFC 6761 §6.3). */
export function isLoopback(host: string): boolean {
  const family = isIP(host);
  if (family === 0) return /^(?:.+\.)?localhost\.?$/i.test(host);
  return LOOPBACK.check(host, family === 4 ? "ipv4" : "ipv6");
}

/** `host:port` as in a URL (RFC 3986 §3.2.2). */
export function authorityOf(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The origin that a person on this machine can open. */
export function urlOf(server: Pick<Server, "address">): string {
  const { address, port } = addressOf(server);
  return `http://${authorityOf(reachableHost(address), port)}`;
}
