// What a lab measures, as a person chose it: traffic, network, lanes, length. Travels in the page's address, so that
// a link restores it. Pure; what an address holds is checked like anything else a stranger wrote.
import { MAX_BOTS, MAX_HITS_PER_SECOND, TRANSPORTS, type TransportName } from "@hydra/protocol";
import { WEATHER_CHOICES, type WeatherChoice } from "./weather-choice.ts";

export interface Numbers {
  readonly hitsPerSecond: number;
  readonly bots: number;
  readonly seed: number;
  /** One way; used by the weather `custom`. */
  readonly delayMs: number;
  /** Silence that a proxy cuts; used by the weather `idle-timeout`. */
  readonly idleSeconds: number;
  readonly pollIntervalMs: number;
  readonly runSeconds: number;
}

export type NumberName = keyof Numbers;

export interface SetUp extends Numbers {
  readonly weather: WeatherChoice;
  /** Lanes that are not measured. */
  readonly paused: readonly TransportName[];
  /** The lane whose reader takes answers slowly. */
  readonly slow: TransportName | null;
}

export interface Range {
  readonly least: number;
  readonly most: number;
}

/** Whole numbers all of them. */
export const RANGES: Readonly<Record<NumberName, Range>> = {
  hitsPerSecond: { least: 1, most: MAX_HITS_PER_SECOND },
  bots: { least: 1, most: MAX_BOTS },
  seed: { least: 0, most: 2 ** 32 - 1 },
  // A round trip must stay well below the 10 s after which a client gives a poll up.
  delayMs: { least: 0, most: 2_000 },
  idleSeconds: { least: 1, most: 300 },
  pollIntervalMs: { least: 250, most: 10_000 },
  // The longest run that fits into a recording with room to spare.
  runSeconds: { least: 5, most: 600 },
};

const DEFAULT_NUMBERS: Numbers = {
  hitsPerSecond: 20,
  bots: 50,
  seed: 1,
  delayMs: 200,
  // Short enough to be met in a run; heartbeats come every 10 s.
  idleSeconds: 5,
  // As people do it.
  pollIntervalMs: 3_000,
  runSeconds: 60,
};

export const DEFAULT_SET_UP: SetUp = { ...DEFAULT_NUMBERS, weather: "none", paused: [], slow: null };

/** Names in an address. */
const PARAMETERS: Readonly<Record<NumberName, string>> = {
  hitsPerSecond: "rate",
  bots: "bots",
  seed: "seed",
  delayMs: "delay",
  idleSeconds: "idle",
  pollIntervalMs: "poll",
  runSeconds: "run",
};

/** In the order of an address. */
const NUMBER_NAMES = [
  "hitsPerSecond",
  "bots",
  "seed",
  "delayMs",
  "idleSeconds",
  "pollIntervalMs",
  "runSeconds",
] as const;

/** Numbers that only one weather has. */
const ONLY_OF: Partial<Record<NumberName, WeatherChoice>> = {
  delayMs: "custom",
  idleSeconds: "idle-timeout",
};

/** A number as typed; undefined when it is none, not whole, or out of range. */
export function parseNumber(name: NumberName, text: string): number | undefined {
  const value = Number(text);
  const { least, most } = RANGES[name];
  const isUsable = text.trim() !== "" && Number.isInteger(value) && value >= least && value <= most;
  return isUsable ? value : undefined;
}

/** Everything, also what is as by default: defaults may change, a link may not. */
export function encodeSetUp(setUp: SetUp): URLSearchParams {
  const params = new URLSearchParams();
  for (const name of NUMBER_NAMES) {
    const only = ONLY_OF[name];
    if (only === undefined || only === setUp.weather) params.set(PARAMETERS[name], String(setUp[name]));
  }
  params.set("weather", setUp.weather);
  if (setUp.paused.length > 0) params.set("paused", setUp.paused.join(","));
  if (setUp.slow !== null) params.set("slow", setUp.slow);
  return params;
}

export interface ReadSetUp {
  readonly setUp: SetUp;
  /** Parameters whose values could not be used; the default stands in for each. */
  readonly unusable: readonly string[];
}

export function decodeSetUp(params: URLSearchParams): ReadSetUp {
  const unusable: string[] = [];
  const numbers: Record<NumberName, number> = { ...DEFAULT_NUMBERS };
  for (const name of NUMBER_NAMES) {
    const text = params.get(PARAMETERS[name]);
    if (text === null) continue;
    const value = parseNumber(name, text);
    if (value === undefined) unusable.push(PARAMETERS[name]);
    else numbers[name] = value;
  }
  const weather = WEATHER_CHOICES.find((choice) => choice === params.get("weather"));
  if (weather === undefined && params.has("weather")) unusable.push("weather");
  const names = params.get("paused")?.split(",") ?? [];
  const paused = TRANSPORTS.filter((transport) => names.includes(transport));
  if (paused.length < names.length) unusable.push("paused");
  const slow = TRANSPORTS.find((transport) => transport === params.get("slow")) ?? null;
  if (slow === null && params.has("slow")) unusable.push("slow");
  return { setUp: { ...numbers, weather: weather ?? DEFAULT_SET_UP.weather, paused, slow }, unusable };
}
