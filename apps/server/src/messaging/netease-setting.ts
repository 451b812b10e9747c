// `MESSAGING=netease`: the application whose chat rooms the rankings are published to, from the environment. Refused in one line, which repeats no secret.
// SPEC MS40, MS41.
import { ConfigError, quote, type Environment } from "../environment.ts";
import type { LogSetting } from "../log/backend.ts";

export interface NeteaseSetting {
  readonly type: "netease";
  readonly appKey: string;
  readonly appSecret: string;
  /** `accid` of the account that makes the rooms and sends. */
  readonly account: string;
  /** Of the service's REST interface. */
  readonly origin: string;
  /** Of the service's link servers, where pages connect to; the host may begin with a wildcard, as in a content security policy. */
  readonly linkOrigins: readonly string[];
}

const VARIABLES = [
  "NETEASE_APP_KEY",
  "NETEASE_APP_SECRET",
  "NETEASE_ACCOUNT",
  "NETEASE_ORIGIN",
  "NETEASE_LINKS",
];
const ORIGIN = "https://api.netease.im";
const LINK_ORIGINS = ["wss://*.netease.im"];
/** Both are hexadecimal today; what a header and a hash take is all that is relied on. */
const CREDENTIAL = /^[\x21-\x7e]{1,128}$/;
/** "Register an account": letters, digits and four signs. */
const ACCOUNT = /^[\w.@-]{1,32}$/;
/** A scheme, a host that may begin with a wildcard, a port (CSP §2.3.1, which has no IPv6 addresses). */
const LINK_ORIGIN = /^wss?:\/\/(?:\*\.)?[\w-]+(?:\.[\w-]+)*(?::\d{1,5})?$/;

/** @throws ConfigError */
export function readNetease(env: Environment, { isShared }: Pick<LogSetting, "isShared">): NeteaseSetting {
  if (isShared)
    throw new ConfigError(
      "MESSAGING=netease needs the log in DATA_DIR, not a cluster's: nodes do not share which room is whose yet",
    );
  return {
    type: "netease",
    appKey: required(env, "NETEASE_APP_KEY", CREDENTIAL),
    appSecret: required(env, "NETEASE_APP_SECRET", CREDENTIAL),
    account: required(env, "NETEASE_ACCOUNT", ACCOUNT),
    origin: readOrigin(env),
    linkOrigins: readLinkOrigins(env),
  };
}

/** Those that were set and forgotten would leave another broker in their place, or none. @throws ConfigError, with the reason */
export function refuseNetease(env: Environment, reason: string): void {
  const name = VARIABLES.find((variable) => env[variable]);
  if (name !== undefined) throw new ConfigError(`${name} ${reason}`);
}

function required(env: Environment, name: string, pattern: RegExp): string {
  const text = env[name];
  if (!text) throw new ConfigError(`${name} must be set with MESSAGING=netease`);
  if (!pattern.test(text)) throw new ConfigError(`${name} is none that NetEase IM gives out`);
  return text;
}

function readOrigin(env: Environment): string {
  const text = env["NETEASE_ORIGIN"] || ORIGIN;
  const url = URL.parse(text);
  if (url === null || url.origin !== text || !/^https?:$/.test(url.protocol))
    throw new ConfigError(`NETEASE_ORIGIN takes an origin such as ${ORIGIN}, not ${quote(text)}`);
  return text;
}

function readLinkOrigins(env: Environment): readonly string[] {
  const origins = (env["NETEASE_LINKS"] ?? "").split(/[\s,]+/).filter((origin) => origin !== "");
  for (const origin of origins) {
    if (!LINK_ORIGIN.test(origin))
      throw new ConfigError(
        `NETEASE_LINKS takes origins such as ${LINK_ORIGINS.join(", ")}, not ${quote(origin)}`,
      );
  }
  return origins.length === 0 ? LINK_ORIGINS : origins;
}
