// The network in front of a lab's lanes, as asked for and answered: what it does to bytes, what a proxy on it does to HTTP.
// Types and the presets' figures; codec/weather.ts reads them. SPEC PR83, PR120–PR126.
import { TRAITS, type TransportName } from "@hydra/feed";

/** The same for all lanes of a lab; each direction has the same delay and rate. */
export interface Weather {
  /** One way, milliseconds. */
  readonly delayMs: number;
  /** Added by the lab's seed, 0 to this, in order. */
  readonly jitterMs: number;
  /** 0 is unlimited. */
  readonly bytesPerSecond: number;
  /** A proxy on the way holds the unfinished body of an answer back until it has this many bytes, 0 is none… */
  readonly bufferBytes: number;
  /** …or for this long; null is until the answer is finished. */
  readonly bufferMs: number | null;
  /** Whether it lets answers with `X-Accel-Buffering: no` pass, as nginx does. */
  readonly honoursAccelBuffering: boolean;
  /** A proxy on the way answers handshakes of WebSocket with a page of its own. */
  readonly refusesUpgrades: boolean;
  /** A proxy on the way cuts what was silent for this long, 0 is never. */
  readonly idleMs: number;
}

export const WEATHER_PRESETS = [
  "none",
  "wifi",
  "4g",
  "3g",
  "buffering-proxy",
  "nginx",
  "whole-answers",
  "no-upgrades",
] as const;

export type WeatherPreset = (typeof WEATHER_PRESETS)[number];

const NONE: Weather = {
  delayMs: 0,
  jitterMs: 0,
  bytesPerSecond: 0,
  bufferBytes: 0,
  bufferMs: 0,
  honoursAccelBuffering: false,
  refusesUpgrades: false,
  idleMs: 0,
};

/** A proxy in the building, as far as its bytes are concerned. */
const NEAR: Weather = { ...NONE, delayMs: 2 };

/** The most that a proxy holds of one answer before it passes that on. */
export const MAX_BUFFER_BYTES = 1_048_576;

/**
 * The presets' figures. Mobile ones as WebPageTest's "4G" and "3G" profiles: half the round trip, the downlink. `nginx` holds one
 * buffer (`proxy_buffer_size`, a page of memory) and has no timer; gateways of whole answers have neither.
 */
export const WEATHERS: Readonly<Record<WeatherPreset, Weather>> = {
  none: NONE,
  wifi: { ...NONE, delayMs: 2, jitterMs: 3, bytesPerSecond: 3_750_000 },
  "4g": { ...NONE, delayMs: 85, jitterMs: 15, bytesPerSecond: 1_125_000 },
  "3g": { ...NONE, delayMs: 150, jitterMs: 50, bytesPerSecond: 200_000 },
  "buffering-proxy": { ...NEAR, bufferBytes: 4_096, bufferMs: 2_000 },
  nginx: { ...NEAR, bufferBytes: 4_096, bufferMs: null, honoursAccelBuffering: true },
  "whole-answers": { ...NEAR, bufferBytes: MAX_BUFFER_BYTES, bufferMs: null },
  "no-upgrades": { ...NEAR, refusesUpgrades: true },
};

/** Of a proxy that cuts silence, besides how long that is. */
export function idleWeather(idleMs: number): Weather {
  return { ...NEAR, idleMs };
}

/** Whether something on the way looks into HTTP. */
export function hasProxy({ bufferBytes, refusesUpgrades, idleMs }: Weather): boolean {
  return bufferBytes > 0 || refusesUpgrades || idleMs > 0;
}

/** Whether nothing gets through over a transport: an answer that never ends, held until it does, or a handshake that is refused. */
export function isBlocked(weather: Weather, transport: TransportName): boolean {
  const { mode, needsUpgrade } = TRAITS[transport];
  if (needsUpgrade) return weather.refusesUpgrades;
  return mode === "streaming" && weather.bufferBytes === MAX_BUFFER_BYTES && weather.bufferMs === null;
}

/** How fast a slow reader takes answers: half of what 20 hits a second make an event stream. */
export const SLOW_READER_BYTES_PER_SECOND = 4_096;

export interface WeatherRequest {
  readonly labId: string;
  readonly weather: Weather;
  /** Of the jitter: unsigned 32-bit integer, 0 by default. */
  readonly seed?: number;
  /** Another one than before begins the seed's draws anew. */
  readonly runId?: string;
  /** One that the lab had before, given again where it is free. */
  readonly weatherPort?: number;
}

export interface WeatherAnswer {
  readonly weather: Weather;
  /** Port, on the server's own host, whose connections have this weather. */
  readonly weatherPort: number;
  /** The same, for a reader that takes no more than `SLOW_READER_BYTES_PER_SECOND` of the answers. */
  readonly slowPort: number;
  /** It ends unless asked for again within this time. */
  readonly leaseMs: number;
}

/** Resets every connection through the lab's weather, and makes none, for so long. */
export interface CutRequest {
  readonly labId: string;
  readonly cutMs: number;
  /** Connections are made, and a captive portal answers every request on them. */
  readonly isPortal?: boolean;
}
