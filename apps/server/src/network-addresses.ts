// The addresses by which other machines reach what listens here, from the interfaces of this one. Pure. SPEC PR161.
import { BlockList, type AddressInfo } from "node:net";
import type { NetworkInterfaceInfo } from "node:os";
import { authorityOf, isLoopback } from "./listening-address.ts";

export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** Bridges of containers and virtual machines: nothing but those reaches them. */
const BRIDGE =
  /^(?:docker|br-|veth|virbr|vmnet|vboxnet|vEthernet|lxcbr|lxdbr|incusbr|podman|cni|flannel|cali)/i;
/** Tunnels: reached from inside the same one only, so after all others. */
const TUNNEL = /^(?:tun|tap|utun|wg|tailscale|zt|ppp|ipsec)/i;
/** More than these are no help in choosing. */
const MAX_ADDRESSES = 4;

/** RFC 3927, RFC 4291 §2.5.6: good on one link only, and in IPv6 not without the name of an interface. */
const LINK_LOCAL = new BlockList();
LINK_LOCAL.addSubnet("169.254.0.0", 16, "ipv4");
LINK_LOCAL.addSubnet("fe80::", 10, "ipv6");

/** RFC 1918: what a home or an office has. */
const PRIVATE = new BlockList();
PRIVATE.addSubnet("10.0.0.0", 8, "ipv4");
PRIVATE.addSubnet("172.16.0.0", 12, "ipv4");
PRIVATE.addSubnet("192.168.0.0", 16, "ipv4");

/**
 * Origins such as `http://192.168.1.7:3000`, the one that is likeliest to be reached first: private IPv4 addresses, other IPv4 ones, an
 * IPv6 one of each interface, then those of tunnels. Four at the most; none where only this machine reaches the port.
 * @param listening where it listens; an address that stands for all of them, or one
 */
export function networkAddresses(
  interfaces: Interfaces,
  { address, port }: Pick<AddressInfo, "address" | "port">,
): string[] {
  const originOf = (host: string): string => `http://${authorityOf(host, port)}`;
  const isAll = address === "0.0.0.0" || address === "::";
  if (!isAll) return isLoopback(address) || isLinkLocal(address) ? [] : [originOf(address)];
  return Object.entries(interfaces)
    .filter(([name]) => !BRIDGE.test(name))
    .flatMap(([name, infos = []]) => candidates(name, infos, address === "::"))
    .toSorted((a, b) => a.place - b.place)
    .slice(0, MAX_ADDRESSES)
    .map(({ host }) => originOf(host));
}

interface Candidate {
  readonly host: string;
  readonly place: number;
}

/** Of IPv6 the first only: an interface has several for privacy's sake (RFC 8981), which come and go. */
function candidates(name: string, infos: readonly NetworkInterfaceInfo[], isDualStack: boolean): Candidate[] {
  const usable = infos.filter(({ internal, address }) => !internal && !isLinkLocal(address));
  const v4 = usable.filter(({ family }) => family === "IPv4");
  const v6 = isDualStack ? usable.filter(({ family }) => family === "IPv6").slice(0, 1) : [];
  return [...v4, ...v6].map(({ address, family }) => ({
    host: address,
    place: placeOf(name, address, family),
  }));
}

function placeOf(name: string, address: string, family: "IPv4" | "IPv6"): number {
  if (TUNNEL.test(name)) return 3;
  if (family === "IPv6") return 2;
  return PRIVATE.check(address) ? 0 : 1;
}

function isLinkLocal(address: string): boolean {
  return LINK_LOCAL.check(address.replace(/%.*$/, ""), address.includes(":") ? "ipv6" : "ipv4");
}
