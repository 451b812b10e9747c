// Environment → configuration, nothing else. A wrong value stops the start with one line that names it.
import { isIP } from "node:net";
import { join, resolve } from "node:path";
import { ConfigError, quote, readInteger, readSwitch, type Environment } from "./environment.ts";
import { isLoopback } from "./listening-address.ts";
import type { LogSetting } from "./log/backend.ts";
import { readEventLog } from "./log/backends.ts";
import { readMessaging, type MessagingSetting } from "./messaging/messaging-setting.ts";
import { readTracing, type TracingConfig } from "./tracing/tracing-config.ts";

export { ConfigError } from "./environment.ts";

/** Everything that may differ between two runs of the server. */
export interface Config {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly dataDir: string;
  readonly eventLog: LogSetting;
  /** Days that entries are kept in the log; what is older is archived. 0 = for ever. */
  readonly retentionDays: number;
  readonly frameIntervalMs: number;
  readonly rankingSize: number;
  /** Origins besides the server's own that may attack and open sockets. */
  readonly allowedOrigins: readonly string[];
  /** Names by which browsers open the server; where there are any, no others are taken but the machine's own. */
  readonly allowedHosts: readonly string[];
  /** Origin by which guests reach the server, in invitations and previews. Undefined: as far as it can be found out. */
  readonly publicUrl: string | undefined;
  /** Proxies that are believed about the client's address, scheme and host: addresses, CIDRs, names of ranges. */
  readonly trustProxy: readonly string[];
  /** Undefined: made and kept in `dataDir`. */
  readonly sessionSecret: string | undefined;
  /** Commands a second for one client, 0 = off. */
  readonly rateLimit: number;
  /** Open at once for one client, 0 = any number. */
  readonly maxConnectionsPerAddress: number;
  /** Of the embedded broker at once, 0 = any number. */
  readonly mqttClients: number;
  /** Where the metrics are served instead of on `port`. */
  readonly metricsPort: number | undefined;
  /** Without it the metrics cannot be read. */
  readonly metricsToken: string | undefined;
  /** Families that one network may found an hour, 0 = no limit. */
  readonly familiesPerAddress: number;
  /** Families founded an hour in all, 0 = no limit. */
  readonly familiesPerHour: number;
  /** Families at the same time. */
  readonly maxFamilies: number;
  /** After so many hours without a join a family in which nobody has ever hit is gone, 0 = never. */
  readonly emptyFamilyHours: number;
  /** After so many days without a join or hit any other is retired, 0 = never. */
  readonly idleFamilyDays: number;
  /** Players that one network may bring into all families together an hour, 0 = no limit. */
  readonly playersPerAddress: number;
  /** Players of all listed families at the same time. */
  readonly maxPlayers: number;
  readonly isDemo: boolean;
  /** Unless it is set: where only this machine reaches the server. */
  readonly isLab: boolean;
  readonly messaging: MessagingSetting;
  /** Families whose ranking is published to a broker of one's own at the same time. */
  readonly messagingFamilies: number;
  readonly logLevel: LogLevel;
  /** Undefined: no attack is traced, and nothing of what could is loaded. */
  readonly tracing: TracingConfig | undefined;
  /** Folder of the built web app. */
  readonly webRoot: string;
}

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Shortest SESSION_SECRET taken: 32 characters, the size of the HMAC-SHA-256 key (RFC 7518 §3.2). */
const MIN_SECRET_LENGTH = 32;
const MIN_TOKEN_LENGTH = 16;
const PORTS = { fallback: 3000, min: 0, max: 65_535 } as const;

/**
 * Reads the configuration from environment variables; an empty value counts as absent.
 * @throws ConfigError on the first value that is not usable.
 */
export function readConfig(env: Environment): Config {
  const eventLog = readEventLog(env);
  const messaging = readMessaging(env, eventLog);
  // An IPv6 address may come as it stands in a URL.
  const host = (env["HOST"] || "127.0.0.1").replace(/^\[(.+)\]$/, "$1");
  return {
    host,
    port: readInteger(env, "PORT", PORTS),
    dataDir: resolve(env["DATA_DIR"] || "data"),
    eventLog,
    retentionDays: readInteger(env, "RETENTION_DAYS", { fallback: 0, min: 0, max: 36_500 }),
    frameIntervalMs: readInteger(env, "FRAME_INTERVAL_MS", { fallback: 50, min: 1, max: 60_000 }),
    rankingSize: readInteger(env, "RANKING_SIZE", { fallback: 100, min: 1, max: 1_000 }),
    allowedOrigins: readOrigins(env),
    allowedHosts: readHosts(env),
    publicUrl: readPublicUrl(env),
    trustProxy: readProxies(env),
    sessionSecret: readSecret(env, eventLog),
    rateLimit: readInteger(env, "RATE_LIMIT", { fallback: 200, min: 0, max: 1_000_000 }),
    maxConnectionsPerAddress: readInteger(env, "MAX_CONNECTIONS_PER_ADDRESS", {
      fallback: 4_096,
      min: 0,
      max: 1_000_000,
    }),
    mqttClients: readInteger(env, "MQTT_CLIENTS", { fallback: 10_000, min: 0, max: 1_000_000 }),
    metricsPort: readMetricsPort(env),
    metricsToken: readMetricsToken(env),
    familiesPerAddress: readInteger(env, "FAMILIES_PER_ADDRESS", { fallback: 100, min: 0, max: 1_000_000 }),
    familiesPerHour: readInteger(env, "FAMILIES_PER_HOUR", { fallback: 10_000, min: 0, max: 1_000_000 }),
    maxFamilies: readInteger(env, "MAX_FAMILIES", { fallback: 100_000, min: 1, max: 1_000_000 }),
    emptyFamilyHours: readInteger(env, "EMPTY_FAMILY_HOURS", { fallback: 24, min: 0, max: 100_000 }),
    idleFamilyDays: readInteger(env, "IDLE_FAMILY_DAYS", { fallback: 30, min: 0, max: 10_000 }),
    playersPerAddress: readInteger(env, "PLAYERS_PER_ADDRESS", { fallback: 1_000, min: 0, max: 1_000_000 }),
    maxPlayers: readInteger(env, "MAX_PLAYERS", { fallback: 1_000_000, min: 1, max: 100_000_000 }),
    isDemo: readSwitch(env, "DEMO"),
    isLab: readSwitch(env, "LAB", isLoopback(host)),
    messaging,
    messagingFamilies: readInteger(env, "MESSAGING_FAMILIES", {
      // Those of NetEase IM share 80 messages a second.
      fallback: messaging.type === "netease" ? 100 : 1_000,
      min: 1,
      max: 100_000,
    }),
    logLevel: readLogLevel(env),
    tracing: readTracing(env),
    webRoot: join(import.meta.dirname, "../../web/dist"),
  };
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

function readHosts(env: Environment): string[] {
  const hosts = (env["ALLOWED_HOSTS"] ?? "").split(/[\s,]+/).filter((host) => host !== "");
  for (const host of hosts) {
    // As URLs write them, or no Host would be the same.
    if (!/^[\w.[\]:-]+$/.test(host) || URL.parse(`http://${host}`)?.hostname !== host.toLowerCase()) {
      throw new ConfigError(
        `ALLOWED_HOSTS takes names of this server such as hydra.example, without a port, not ${quote(host)}`,
      );
    }
  }
  return hosts;
}

function readPublicUrl(env: Environment): string | undefined {
  const text = env["PUBLIC_URL"];
  if (!text) return undefined;
  const url = URL.parse(text);
  // The pages are at the root of their origin, wherever that is.
  if (url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
  throw new ConfigError(
    `PUBLIC_URL takes the address that guests open, such as https://hydra.example, without a path, not ${quote(text)}`,
  );
}

/** Ranges that have a name: 127.0.0.0/8, 169.254.0.0/16, the private networks (RFC 1918, RFC 4193), and IPv6's own. */
const NAMED_RANGES: ReadonlySet<string> = new Set(["loopback", "linklocal", "uniquelocal"]);

// No number of hops: a client that reaches the port directly could then claim any address.
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
  // Of length 0 it would be all addresses.
  return /^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
}

function readMetricsPort(env: Environment): number | undefined {
  const port = readInteger(env, "METRICS_PORT", { fallback: 0, min: 1, max: 65_535 });
  if (port !== 0 && port === readInteger(env, "PORT", PORTS))
    throw new ConfigError("METRICS_PORT must be another port than PORT");
  return port === 0 ? undefined : port;
}

function readMetricsToken(env: Environment): string | undefined {
  const token = env["METRICS_TOKEN"];
  if (!token) return undefined;
  if (token.length < MIN_TOKEN_LENGTH || !/^[\x21-\x7e]+$/.test(token))
    throw new ConfigError(
      `METRICS_TOKEN must have at least ${MIN_TOKEN_LENGTH} characters, letters, digits and signs of ASCII`,
    );
  return token;
}

function readSecret(env: Environment, eventLog: LogSetting): string | undefined {
  const secret = env["SESSION_SECRET"];
  if (!secret) {
    if (!eventLog.isShared) return undefined;
    throw new ConfigError(
      "SESSION_SECRET must be set when EVENT_LOG names a cluster, to the same value on every node: " +
        "otherwise a player whom one node let in would be a stranger to the others",
    );
  }
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
