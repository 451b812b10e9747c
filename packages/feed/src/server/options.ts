// The checks of what an application registers the plugin with: a wrong option is refused by its name, before anything is served.
import { isFields } from "../wire/fields.ts";
import { FEED_TRANSPORTS } from "../wire/transports.ts";
import type { LiveFeedOptions } from "./live-feed.ts";

/** Timers take no more (2^31 − 1). */
const MAX_MS = 2_147_483_647;
/** Least and most of each, milliseconds; clients go by heartbeats within these bounds only. */
const TIMES = {
  frameIntervalMs: [1, MAX_MS],
  heartbeatIntervalMs: [100, 120_000],
  maxBehindMs: [1, MAX_MS],
  pingIntervalMs: [1, MAX_MS],
  closeTimeoutMs: [1, MAX_MS],
} as const;

/** @param prefix with those of the scopes around it @throws TypeError or RangeError that names the option */
export function checkOptions(prefix: string, options: LiveFeedOptions): void {
  // What a program without types may have given.
  const {
    feed,
    transports,
    authorize,
    allowedOrigins,
  }: { readonly [Name in keyof LiveFeedOptions]: unknown } = options;
  if (prefix === "" || prefix.endsWith("/"))
    throw new TypeError('"prefix" must be a path without a slash at its end, as "/prices".');
  if (typeof feed !== "function" && !isFeed(feed))
    throw new TypeError('"feed" must be a VersionedFeed, or a function of the request that returns one.');
  if (transports !== undefined && !isListOf(transports, isTransport))
    throw new TypeError(`"transports" must be a list of ${FEED_TRANSPORTS.join(", ")}.`);
  if (authorize !== undefined && typeof authorize !== "function")
    throw new TypeError('"authorize" must be a function.');
  if (allowedOrigins !== undefined && allowedOrigins !== false && !isListOf(allowedOrigins, isOrigin))
    throw new TypeError(
      '"allowedOrigins" must be false, or a list of origins as browsers send them: "https://a.example", without a path.',
    );
  for (const [name, [least, most]] of Object.entries(TIMES)) {
    const value: unknown = Reflect.get(options, name);
    if (value === undefined || (typeof value === "number" && value >= least && value <= most)) continue;
    throw new RangeError(`"${name}" must be a number of milliseconds from ${least} to ${most}.`);
  }
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
