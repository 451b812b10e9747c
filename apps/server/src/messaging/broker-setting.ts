// `MESSAGING_URL` and what goes with it → a broker of one's own, and what clients get of it. SPEC MS1.
import { ConfigError, type Environment } from "../environment.ts";

export interface Account {
  readonly username?: string;
  readonly password?: string;
}

/** A broker of MQTT 3.1.1 that stands elsewhere. Holds secrets: never to be logged. */
export interface BrokerSetting extends Account {
  readonly type: "broker";
  /** `mqtt(s)://` or `ws(s)://`, without a user. */
  readonly url: string;
  /** Path of a PEM file: the authority of its certificate. Undefined: those that Node has. */
  readonly caFile: string | undefined;
  /** What every client is given: an account that may only read. */
  readonly client: Account & {
    /** `ws(s)://`: pages have nothing else. */
    readonly url: string;
  };
}

const SOCKET_SCHEMES = ["ws:", "wss:"];
const SCHEMES = ["mqtt:", "mqtts:", ...SOCKET_SCHEMES];
/** The others would leave a CA unused. */
const TLS_SCHEMES = new Set(["mqtts:", "wss:"]);

const VARIABLES = [
  "MESSAGING_URL",
  "MESSAGING_USERNAME",
  "MESSAGING_PASSWORD",
  "MESSAGING_CA",
  "MESSAGING_CLIENT_URL",
  "MESSAGING_CLIENT_USERNAME",
  "MESSAGING_CLIENT_PASSWORD",
];

/** Undefined without `MESSAGING_URL`. @throws ConfigError, which repeats no password */
export function readBroker(env: Environment): BrokerSetting | undefined {
  if (!env["MESSAGING_URL"]) return refuseBroker(env, "goes with MESSAGING_URL, which is not set");
  const url = readUrl(env, "MESSAGING_URL", SCHEMES);
  const caFile = env["MESSAGING_CA"] || undefined;
  if (caFile !== undefined && !TLS_SCHEMES.has(url.protocol))
    throw new ConfigError("MESSAGING_CA goes with an mqtts:// or wss:// address in MESSAGING_URL");
  const account = readAccount(env, "MESSAGING");
  const client = readAccount(env, "MESSAGING_CLIENT");
  if (client.username !== undefined && client.username === account.username)
    throw new ConfigError(
      "MESSAGING_CLIENT_USERNAME must be another account than MESSAGING_USERNAME: every client is given it, and it may only read",
    );
  return {
    type: "broker",
    url: url.href,
    ...account,
    caFile,
    client: { url: clientUrl(env, url), ...client },
  };
}

function clientUrl(env: Environment, url: URL): string {
  if (env["MESSAGING_CLIENT_URL"]) return readUrl(env, "MESSAGING_CLIENT_URL", SOCKET_SCHEMES).href;
  if (SOCKET_SCHEMES.includes(url.protocol)) return url.href;
  throw new ConfigError(
    "MESSAGING_CLIENT_URL must be set to a ws:// or wss:// address of the same broker, which pages connect to, where MESSAGING_URL is not one",
  );
}

function readUrl(env: Environment, name: string, schemes: readonly string[]): URL {
  const url = URL.parse(env[name] ?? "");
  if (url === null || !schemes.includes(url.protocol) || url.hostname === "" || url.hash !== "")
    throw new ConfigError(`${name} takes ${schemes.map((scheme) => `${scheme}//host:port`).join(", ")}`);
  if (url.port === "0") throw new ConfigError(`${name} must name a port that can be connected to, not 0`);
  if (!SOCKET_SCHEMES.includes(url.protocol) && (!["", "/"].includes(url.pathname) || url.search !== ""))
    throw new ConfigError(
      `${name} takes a path and a query with ws:// and wss:// only: MQTT over TCP has neither`,
    );
  if (url.username !== "" || url.password !== "")
    throw new ConfigError(
      `${name} must hold neither user nor password: they stand in MESSAGING_USERNAME and MESSAGING_PASSWORD, and those of clients in MESSAGING_CLIENT_…`,
    );
  return url;
}

function readAccount(env: Environment, prefix: string): Account {
  const [username, password] = [env[`${prefix}_USERNAME`], env[`${prefix}_PASSWORD`]];
  // MQTT 3.1.1 §3.1.2.9: without a user name there must be no password.
  if (password && !username) throw new ConfigError(`${prefix}_PASSWORD needs ${prefix}_USERNAME`);
  return { ...(username ? { username } : {}), ...(password ? { password } : {}) };
}

/** What was set and forgotten would leave another broker in its place, or none. @throws ConfigError that names the first, with the reason */
export function refuseBroker(env: Environment, reason: string): undefined {
  const name = VARIABLES.find((variable) => env[variable]);
  if (name !== undefined) throw new ConfigError(`${name} ${reason}`);
}
