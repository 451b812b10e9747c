// Which stream, and how to get to it: an address of NATS servers, and the variables that go with one.
import { ConfigError, quote, readInteger, type Environment } from "../../environment.ts";
import type { NatsSettings, TlsSettings } from "./connect.ts";

/** A stream of a NATS cluster. Holds secrets: never to be logged. */
export interface StreamSettings {
  readonly nats: NatsSettings;
  readonly stream: string;
  /** Undefined: 3 in a cluster, 1 on a single server. */
  readonly replicas: number | undefined;
}

const DEFAULT_PORT = 4_222;
/** The most JetStream takes. */
const MAX_REPLICAS = 5;

/**
 * Undefined when the text is no address of NATS servers.
 * @throws ConfigError that names the variable which is wrong
 */
export function readStreamSettings(text: string, env: Environment): StreamSettings | undefined {
  if (!/^(nats|tls):\/\//.test(text)) return undefined;
  const urls = text.split(",").map(parseAddress);
  if (!urls.every((url) => url !== undefined)) return undefined;
  const named = urls.find(({ username }) => username !== "");
  const login = readLogin(env, named);
  if (login === undefined) return undefined;
  return {
    nats: {
      servers: urls.map(({ hostname, port }) => `${hostname}:${port}`),
      ...login,
      credsFile: env["NATS_CREDS"] || undefined,
      tls: readTls(env, text.startsWith("tls:")),
    },
    stream: readStream(env),
    replicas: env["LOG_REPLICAS"]
      ? readInteger(env, "LOG_REPLICAS", { fallback: 1, min: 1, max: MAX_REPLICAS })
      : undefined,
  };
}

interface Address extends Pick<URL, "hostname" | "username" | "password"> {
  readonly port: number;
}

function parseAddress(address: string): Address | undefined {
  const rest = address.trim().replace(/^(nats|tls):\/\//, "");
  // nats is no scheme that URL takes a host apart for. Of http and https each leaves out its own port, never the other's.
  const urls = ["http", "https"].map((scheme) => URL.parse(`${scheme}://${rest}`));
  const [url] = urls;
  const port = Number(urls.find((parsed) => parsed?.port)?.port ?? DEFAULT_PORT);
  const isAddress = url?.pathname === "/" && url.search === "" && url.hash === "" && port > 0;
  if (!url || !isAddress) return undefined;
  const { hostname, username, password } = url;
  return { hostname, port, username, password };
}

/** A user without a password is a token, as in NATS's own tools. Undefined when what stands in the address is not encoded as in a URL. */
function readLogin(
  env: Environment,
  url: Address | undefined,
): Pick<NatsSettings, "user" | "pass" | "token"> | undefined {
  try {
    const user = decode(url?.username) ?? (env["NATS_USER"] || undefined);
    const pass = decode(url?.password) ?? (env["NATS_PASSWORD"] || undefined);
    const token = env["NATS_TOKEN"] || undefined;
    if (user !== undefined && pass === undefined) return { user: undefined, pass: undefined, token: user };
    return { user, pass, token };
  } catch {
    return undefined;
  }
}

/** @throws URIError */
function decode(part: string | undefined): string | undefined {
  return part ? decodeURIComponent(part) : undefined;
}

function readTls(env: Environment, isWanted: boolean): TlsSettings | undefined {
  const [caFile, certFile, keyFile] = ["NATS_CA", "NATS_CERT", "NATS_KEY"].map(
    (name) => env[name] || undefined,
  );
  if ((certFile === undefined) !== (keyFile === undefined))
    throw new ConfigError("NATS_CERT and NATS_KEY go together: set both or neither");
  if (!isWanted && caFile === undefined && certFile === undefined) return undefined;
  return { caFile, certFile, keyFile };
}

function readStream(env: Environment): string {
  const name = env["LOG_STREAM"] || "HYDRA";
  if (/^[A-Za-z0-9_-]{1,32}$/.test(name)) return name;
  throw new ConfigError(`LOG_STREAM must be 1 to 32 letters, digits, _ or -, not ${quote(name)}`);
}
