// Who a client is, as far as its limits are concerned: an IPv4 address, or the /64 of an IPv6 address, of which one network
// gives away all the rest (RFC 6177 §2, RFC 8981). Of a request that comes through a proxy that is trusted, the client that
// the proxy names. SPEC PR16.
import type { IncomingMessage } from "node:http";
import { BlockList, isIP, isIPv4, type Socket } from "node:net";

/** Of what no address names; counted as one client. */
const UNKNOWN = "unknown";
const GROUPS = 8;
/** First groups of an IPv4-mapped address (RFC 4291 §2.5.5.2). */
const MAPPED = "0:0:0:0:0:ffff";
/** Proxies in a row that are looked past: more than any way has, since an address costs microseconds to read. */
const MAX_PROXIES = 16;
/** More than an IPv6 address with brackets, a zone and a port has. */
const MAX_ADDRESS_LENGTH = 100;
/** An address with a port behind it, as some proxies write it. */
const WITH_PORT = /^(?:\[(.+)\]|([\d.]+))(?::\d+)?$/;

/** IPv4-mapped addresses as IPv4, others without their zone; undefined for what is no address. */
function normaliseAddress(text: string): string | undefined {
  if (isIPv4(text)) return text;
  const groups = groupsOf(text);
  if (groups?.slice(0, 6).join(":") !== MAPPED) return groups?.join(":");
  const [high = 0, low = 0] = groups.slice(6).map((group) => Number.parseInt(group, 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

/** What a client's limits are counted by: `203.0.113.9`, `2001:db8:0:1::/64`. */
export function clientPrefix(address: string | undefined): string {
  const normal = normaliseAddress(address ?? "");
  if (normal === undefined || isIPv4(normal)) return normal ?? UNKNOWN;
  return `${canonical(`${normal.split(":").slice(0, 4).join(":")}::`) ?? ""}/64`;
}

/** Whether the address is this very machine's (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3). */
export function isLoopbackAddress(address: string): boolean {
  const normal = normaliseAddress(address);
  return normal !== undefined && (normal === "0:0:0:0:0:0:0:1" || /^127\.[\d.]+$/.test(normal));
}

/** By which URLs write an IPv6 address; undefined for what is none. */
function canonical(text: string): string | undefined {
  return URL.parse(`http://[${text.replace(/%.*$/s, "")}]`)?.hostname.slice(1, -1);
}

/** The eight groups of an IPv6 address, without leading zeros. */
function groupsOf(text: string): string[] | undefined {
  if (isIP(text) === 0) return undefined;
  const [head = "", tail] = (canonical(text) ?? "").split("::");
  const [first, last] = [head, tail ?? ""].map((part) => part.split(":").filter((group) => group !== ""));
  if (first === undefined || last === undefined) return undefined;
  const zeros = Array.from({ length: GROUPS - first.length - last.length }, () => "0");
  return [...first, ...zeros, ...last];
}

const NAMED_RANGES: Readonly<Record<string, readonly string[]>> = {
  loopback: ["127.0.0.0/8", "::1/128"],
  linklocal: ["169.254.0.0/16", "fe80::/10"],
  uniquelocal: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"],
};

/** The last of a list of comma-separated values, last first; what is in front of them is not read, for it may be 16 KiB. */
function* lastEntries(list: string, count: number): Generator<string> {
  let end = list.length;
  for (let n = 0; n < count && end >= 0; n += 1) {
    const comma = end === 0 ? -1 : list.lastIndexOf(",", end - 1);
    yield list.slice(comma + 1, end);
    end = comma;
  }
}

/** Normalised, without a port; undefined for what is no address. */
function addressIn(entry: string): string | undefined {
  if (entry.length > MAX_ADDRESS_LENGTH) return undefined;
  const text = entry.trim();
  const [, bracketed, dotted] = WITH_PORT.exec(text) ?? [];
  return normaliseAddress(bracketed ?? dotted ?? text);
}

/** The proxies of TRUST_PROXY: addresses, CIDRs, names of ranges. */
export class TrustedProxies {
  /** Whether there are any. */
  readonly areAny: boolean;
  readonly #list = new BlockList();
  /** Of each connection: an IPv6 address costs microseconds to read, and requests come by the ten thousand. */
  readonly #peers = new WeakMap<Socket, string>();

  constructor(proxies: readonly string[]) {
    this.areAny = proxies.length > 0;
    for (const network of proxies.flatMap((proxy) => NAMED_RANGES[proxy] ?? proxy)) {
      const [address = "", bits] = network.split("/");
      const family = isIPv4(address) ? "ipv4" : "ipv6";
      this.#list.addSubnet(address, Number(bits ?? (family === "ipv4" ? 32 : 128)), family);
    }
  }

  has(address: string | undefined): boolean {
    if (!this.areAny || address === undefined) return false;
    const normal = normaliseAddress(address);
    return normal !== undefined && this.#list.check(normal, isIPv4(normal) ? "ipv4" : "ipv6");
  }

  /**
   * By what the limits of a request's client are counted: the peer's address, or of a trusted proxy the last one in
   * X-Forwarded-For that is no proxy's. What is no address there counts as the proxy that wrote it, and so does what stands in front of
   * sixteen proxies.
   */
  clientOf({ socket, headers }: Pick<IncomingMessage, "socket" | "headers">): string {
    let address = socket.remoteAddress;
    if (!this.has(address)) return this.#peerOf(socket);
    for (const text of lastEntries([headers["x-forwarded-for"] ?? ""].flat().join(","), MAX_PROXIES)) {
      const named = addressIn(text);
      if (named === undefined) break;
      address = named;
      if (!this.has(named)) break;
    }
    return clientPrefix(address);
  }

  /** By what the client asked: what a trusted proxy sends last in X-Forwarded-Proto, else what arrives here. */
  schemeOf({ socket, headers }: Pick<IncomingMessage, "socket" | "headers">): "http" | "https" {
    if (!this.has(socket.remoteAddress)) return "http";
    const [scheme = ""] = lastEntries([headers["x-forwarded-proto"] ?? ""].flat().join(","), 1);
    return scheme.trim().toLowerCase() === "https" ? "https" : "http";
  }

  #peerOf(socket: Socket): string {
    const known = this.#peers.get(socket);
    if (known !== undefined) return known;
    const client = clientPrefix(socket.remoteAddress);
    this.#peers.set(socket, client);
    return client;
  }
}
