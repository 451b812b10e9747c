// Environment → configuration, nothing else. A wrong value stops the start with one line that names it.
import { isIP } from "node:net";
import { join, resolve } from "node:path";

/** Everything that may differ between two runs of the server. */
export interface Config {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly dataDir: string;
  /** `sqlite`, or the addresses of a NATS cluster. */
  readonly eventLog: string;
  readonly frameIntervalMs: number;
  readonly rankingSize: number;
  /** Origins besides the server's own that may attack and open sockets. */
  readonly allowedOrigins: readonly string[];
  /** Proxies that are believed about the client's address, scheme and host: addresses, CIDRs, names of ranges. */
  readonly trustProxy: readonly string[];
  /** Undefined: made and kept in `dataDir`. */
  readonly sessionSecret: string | undefined;
  /** Commands a second for one client, 0 = off. */
  readonly rateLimit: number;
  readonly isDemo: boolean;
  readonly isLab: boolean;
  readonly logLevel: LogLevel;
  /** Folder of the built web app. */
  readonly webRoot: string;
}

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Shortest SESSION_SECRET taken: 32 characters, the size of the HMAC-SHA-256 key (RFC 7518 §3.2). */
const MIN_SECRET_LENGTH = 32;

/** A setting that cannot be used; the message names it and says what would be right. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration from environment variables; an empty value counts as absent.
 * @throws ConfigError on the first value that is not usable.
 */
export function readConfig(env: Environment): Config {
  return {
    host: env["HOST"] || "127.0.0.1",
    port: readInteger(env, "PORT", { fallback: 3000, min: 0, max: 65_535 }),
    dataDir: resolve(env["DATA_DIR"] || "data"),
    eventLog: readEventLog(env),
    frameIntervalMs: readInteger(env, "FRAME_INTERVAL_MS", { fallback: 50, min: 1, max: 60_000 }),
    rankingSize: readInteger(env, "RANKING_SIZE", { fallback: 100, min: 1, max: 1_000 }),
    allowedOrigins: readOrigins(env),
    trustProxy: readProxies(env),
    sessionSecret: readSecret(env),
    rateLimit: readInteger(env, "RATE_LIMIT", { fallback: 200, min: 0, max: 1_000_000 }),
    isDemo: readSwitch(env, "DEMO"),
    isLab: readSwitch(env, "LAB"),
    logLevel: readLogLevel(env),
    webRoot: join(import.meta.dirname, "../../web/dist"),
  };
}

interface IntegerRange {
  readonly fallback: number;
  readonly min: number;
  readonly max: number;
}

function readInteger(env: Environment, name: string, { fallback, min, max }: IntegerRange): number {
  const text = env[name];
  if (!text) return fallback;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) {
    throw new ConfigError(`${name} must be a whole number from ${min} to ${max}, not ${quote(text)}`);
  }
  return value;
}

function readSwitch(env: Environment, name: string): boolean {
  const text = env[name];
  if (!text || text === "1") return true;
  if (text === "0") return false;
  throw new ConfigError(`${name} must be 0 or 1, not ${quote(text)}`);
}

function readEventLog(env: Environment): string {
  const text = env["EVENT_LOG"] || "sqlite";
  if (text === "sqlite") return text;
  throw new ConfigError(`EVENT_LOG must be sqlite, not ${quote(text)}`);
}

function readOrigins(env: Environment): string[] {
  const origins = (env["ALLOWED_ORIGINS"] ?? "").split(/[\s,]+/).filter((origin) => origin !== "");
  for (const origin of origins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new ConfigError(
        `ALLOWED_ORIGINS takes origins such as https://hydra.example, not ${quote(origin)}`,
      );
    }
  }
  return origins;
}

/** Ranges that have a name: 127.0.0.0/8, 169.254.0.0/16, the private networks (RFC 1918, RFC 4193), and IPv6's own. */
const NAMED_RANGES: ReadonlySet<string> = new Set(["loopback", "linklocal", "uniquelocal"]);

// No number of hops: whoever reaches the port directly could then say to be anybody.
function readProxies(env: Environment): string[] {
  const proxies = (env["TRUST_PROXY"] ?? "").split(/[\s,]+/).filter((proxy) => proxy !== "");
  for (const proxy of proxies) {
    if (NAMED_RANGES.has(proxy) || isNetwork(proxy)) continue;
    throw new ConfigError(
      `TRUST_PROXY takes addresses, CIDRs, or ${[...NAMED_RANGES].join(", ")}, not ${quote(proxy)}`,
    );
  }
  return proxies;
}

function isNetwork(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  if (bits === undefined) return true;
  // Of length 0 it would be everybody.
  return /^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
}

function readSecret(env: Environment): string | undefined {
  const secret = env["SESSION_SECRET"];
  if (!secret) return undefined;
  if (secret.length < MIN_SECRET_LENGTH) {
    throw new ConfigError(`SESSION_SECRET must have at least ${MIN_SECRET_LENGTH} characters`);
  }
  return secret;
}

function readLogLevel(env: Environment): LogLevel {
  const text = env["LOG_LEVEL"] || "info";
  const level = LOG_LEVELS.find((candidate) => candidate === text);
  if (level === undefined) {
    throw new ConfigError(`LOG_LEVEL must be one of ${LOG_LEVELS.join(", ")}, not ${quote(text)}`);
  }
  return level;
}

/** A hostile value must not break the one line it is shown in. */
function quote(text: string): string {
  return JSON.stringify(text.length > 64 ? `${text.slice(0, 64)}…` : text);
}
