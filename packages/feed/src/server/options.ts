// The checks of what an application registers the plugin with: a wrong option is refused by its name, before anything is served.
import { checkFunctions, checkNumbers, milliseconds, whole, type Bounds } from "../wire/bounds.ts";
import { isFields } from "../wire/fields.ts";
import { FEED_TRANSPORTS, TRANSPORTS } from "../wire/transports.ts";
import type { LiveFeedOptions } from "./live-feed.ts";
import type { MqttBrokerOptions } from "./mqtt/mqtt-broker.ts";

const NUMBERS: Bounds = {
  frameIntervalMs: milliseconds(),
  // Clients go by heartbeats within these bounds only.
  heartbeatIntervalMs: milliseconds(100, 120_000),
  maxBehindMs: milliseconds(),
  pingIntervalMs: milliseconds(),
  closeTimeoutMs: milliseconds(),
  maxCommandBytes: whole(1, 16 * 1024 * 1024),
};

const BROKER_NUMBERS: Bounds = {
  maxConnections: whole(1, Infinity),
  maxConnectionsPerAddress: whole(1, Infinity),
  maxSubscriptions: whole(1, 100_000),
  // A CONNECT of the longest members is 192 KiB and more (§1.5.3); a subscriber needs no more.
  maxPacketBytes: whole(64, 1024 * 1024),
  maxPacketsPerSecond: whole(1, 1_000_000),
  // §3.1.2.10
  maxKeepAliveS: whole(1, 65_535),
  connectTimeoutMs: milliseconds(),
  closeTimeoutMs: milliseconds(),
  pingIntervalMs: milliseconds(),
};

/** @param prefix with those of the scopes around it @throws TypeError or RangeError that names the option */
export function checkOptions(prefix: string, options: LiveFeedOptions): void {
  // What a program without types may have given.
  const { feed, transports, liveness }: { readonly [Name in keyof LiveFeedOptions]: unknown } = options;
  if (prefix === "" || prefix.endsWith("/"))
    throw new TypeError('"prefix" must be a path without a slash at its end, as "/prices".');
  if (typeof feed !== "function" && !isFeed(feed))
    throw new TypeError('"feed" must be a VersionedFeed, or a function of the request that returns one.');
  if (transports !== undefined && !isListOf(transports, isTransport))
    throw new TypeError(`"transports" must be a list of ${FEED_TRANSPORTS.join(", ")}.`);
  checkFunctions(options, ["authorize", "onConnection", "onDropped", "commands"]);
  checkShared({ ...options, liveness });
  checkNumbers(options, NUMBERS);
}

/** The same of the embedded broker. */
export function checkBrokerOptions(options: MqttBrokerOptions): void {
  const { feedOf, path, transport }: { readonly [Name in keyof MqttBrokerOptions]: unknown } = options;
  if (typeof feedOf !== "function")
    throw new TypeError('"feedOf" must be a function of a topic that returns its feed.');
  if (path !== undefined && (typeof path !== "string" || !/^(?:\/[^/*:?#\s]+)+$/.test(path)))
    throw new TypeError('"path" must be a path without a slash at its end, as "/mqtt".');
  if (transport !== undefined && !TRANSPORTS.some((name) => name === transport))
    throw new TypeError(`"transport" must be one of ${TRANSPORTS.join(", ")}.`);
  checkFunctions(options, ["authorize", "addressOf", "onConnection", "onRefused", "onDropped"]);
  checkShared(options);
  checkNumbers(options, BROKER_NUMBERS);
}

function checkShared(options: { readonly [Name in "hub" | "liveness" | "allowedOrigins"]?: unknown }): void {
  const { hub, liveness, allowedOrigins } = options;
  if (hub !== undefined && !has(hub, "subscribe")) throw new TypeError('"hub" must be a Hub.');
  if (liveness !== undefined && !has(liveness, "watch"))
    throw new TypeError('"liveness" must be one of createLiveness.');
  if (allowedOrigins !== undefined && allowedOrigins !== false && !isListOf(allowedOrigins, isOrigin))
    throw new TypeError(
      '"allowedOrigins" must be false, or a list of origins as browsers send them: "https://a.example", without a path.',
    );
}

function has(value: unknown, method: string): boolean {
  return isFields(value) && typeof value[method] === "function";
}

function isFeed(value: unknown): boolean {
  return isFields(value) && "epoch" in value && "seq" in value && typeof value["frameSince"] === "function";
}

function isListOf(value: unknown, isOne: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne);
}

function isTransport(value: unknown): boolean {
  return FEED_TRANSPORTS.some((name) => name === value);
}

/** As browsers write it (RFC 6454 §6.2); schemes of apps have no origin for the URL parser. */
function isOrigin(value: unknown): boolean {
  if (typeof value !== "string") return false;
  if (/^https?:/i.test(value)) return URL.canParse(value) && new URL(value).origin === value;
  return value === "null" || /^[a-z][a-z\d+.-]*:\/\/[^/?#\s]+$/.test(value);
}
