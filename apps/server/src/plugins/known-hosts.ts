// By which names this server is asked (RFC 9110 §7.4). A page whose name leads to this machine's loopback (DNS rebinding) is of one
// origin with a server there, and no Origin distinguishes it from the server's own pages; but its browser sends the page's name in Host, which
// no script can change, and the port that it connects to. SPEC PR17.
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { ProtocolError } from "@hydra/protocol";
import type { FastifyInstance } from "fastify";
import fp from "fastify-plugin";
import { quote } from "../environment.ts";
import { isLoopbackAddress, type TrustedProxies } from "./client-address.ts";
import { countHosts } from "./origins.ts";
import type { Refusals } from "./refusals.ts";

/** A name or an IPv4 address, or an IPv6 one in brackets; a port. Narrower than RFC 3986 §3.2.2: no name has more. */
const HOST = /^(\[[\da-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/i;
/** Of a URL that names none (RFC 9110 §4.2.1). */
const DEFAULT_PORT = 80;
/** Hosts that were found good. */
const MAX_REMEMBERED = 100;
/** The longest name of a host (RFC 1035 §2.3.4), with a port. */
const MAX_QUOTED = 260;

/** Where the server listens. */
export interface Listening {
  readonly address: string;
  readonly port: number;
}

export interface KnownHostOptions {
  /** Names without ports. Where there are any, no others are taken but this machine's own. */
  readonly allowed: readonly string[];
  /** Undefined as long as it does not. */
  readonly listening: () => Listening | undefined;
  /** Further ports by which connections come. */
  readonly otherPorts: () => readonly number[];
}

export class KnownHosts {
  readonly #allowed: ReadonlySet<string>;
  readonly #options: KnownHostOptions;
  /** As they came. */
  readonly #known = new Set<string>();

  constructor(options: KnownHostOptions) {
    this.#options = options;
    this.#allowed = new Set(options.allowed.map((name) => name.toLowerCase()));
  }

  /** Whether the server answers for a host, as it stands in Host. */
  has(host: string): boolean {
    if (this.#known.has(host)) return true;
    // The answer before the server listens need not hold later.
    if (!this.#isKnown(host) || this.#options.listening() === undefined) return this.#isKnown(host);
    if (this.#known.size < MAX_REMEMBERED) this.#known.add(host);
    return true;
  }

  /** Whether a client that asks for the host is connected to this server itself, which has no TLS. */
  isDirect(host: string): boolean {
    const parts = readHost(host);
    return parts !== undefined && isLoopbackName(parts.name) && this.#isOwnPort(parts.port);
  }

  #isKnown(host: string): boolean {
    const parts = readHost(host);
    if (parts === undefined) return false;
    const { name, port } = parts;
    if (isLoopbackName(name) || this.#allowed.has(name)) return true;
    const { listening } = this.#options;
    const isLoopback = isLoopbackAddress(listening()?.address ?? "");
    // For an address the DNS is not asked.
    if (this.#allowed.size > 0) return !isLoopback && isIP(name.replaceAll(/[[\]]/g, "")) !== 0;
    // On another port than this server's it was a proxy that was asked.
    return !isLoopback || !this.#isOwnPort(port);
  }

  #isOwnPort(port: number): boolean {
    const { listening, otherPorts } = this.#options;
    return port === listening()?.port || otherPorts().includes(port);
  }
}

/** Names that lead nowhere but to the machine that asks (RFC 6761 §6.3). */
function isLoopbackName(name: string): boolean {
  const bare = name.toLowerCase().replace(/\.$/, "");
  return (
    bare === "localhost" || bare.endsWith(".localhost") || isLoopbackAddress(bare.replaceAll(/[[\]]/g, ""))
  );
}

/** Undefined for what is no host (RFC 9112 §3.2). */
function readHost(host: string): { name: string; port: number } | undefined {
  const [, name, port] = HOST.exec(host) ?? [];
  if (name === undefined) return undefined;
  return { name: name.toLowerCase().replace(/\.$/, ""), port: Number(port ?? DEFAULT_PORT) };
}

export interface KnownHostsPluginOptions {
  readonly hosts: KnownHosts;
  readonly proxies: TrustedProxies;
  readonly refusals: Refusals;
}

/** Must be registered after what lets pages of other origins read refusals. */
export const knownHosts = fp(function knownHostsPlugin(
  app: FastifyInstance,
  { hosts, proxies, refusals }: KnownHostsPluginOptions,
  done,
) {
  app.addHook("onRequest", ({ raw }, _reply, next) => {
    const { host } = raw.headers;
    if (!hasItsHost(raw)) return next(new ProtocolError("invalid-body", HOST_IS_WRONG));
    if (host === undefined || hosts.has(host)) return next();
    const { name } = readHost(host) ?? { name: "" };
    const why = `Host ${quote(host, MAX_QUOTED)} is no name of this server: if browsers open it by that name, set ALLOWED_HOSTS=${name}`;
    refusals.refused("unknown-host", proxies.clientOf(raw), why);
    next(new ProtocolError("unknown-host", UNKNOWN));
  });
  done();
});

const HOST_IS_WRONG = "Host must be present, once, and be a name or an address with or without a port.";
const UNKNOWN = "Open this server by one of its own names, or set ALLOWED_HOSTS to the name it was asked by.";

/** RFC 9112 §3.2: once, in HTTP/1.0 perhaps not at all, and the same as in the address where that names one. */
function hasItsHost({ rawHeaders, headers: { host }, httpVersion, url = "" }: IncomingMessage): boolean {
  const count = countHosts(rawHeaders);
  if (count !== 1 || host === undefined) return count === 0 && httpVersion === "1.0";
  if (readHost(host) === undefined) return false;
  return url.startsWith("/") || !URL.canParse(url) || new URL(url).host === URL.parse(`http://${host}`)?.host;
}
