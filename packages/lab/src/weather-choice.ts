// The networks that a person may choose for a lab, and what is behind their names: figures for the server, and when a run is
// interrupted. Pure.
import {
  idleWeather,
  interruptionsOf,
  WEATHER_PRESETS,
  WEATHERS,
  type Interruption,
  type InterruptionKind,
  type Weather,
} from "@hydra/protocol";
import type { SetUp } from "./set-up.ts";

/** `tunnel` and `captive-portal`: no impairment but interruptions, one when it is chosen and those of every run. */
export const WEATHER_CHOICES = [
  ...WEATHER_PRESETS,
  "idle-timeout",
  "captive-portal",
  "tunnel",
  "custom",
] as const;

export type WeatherChoice = (typeof WEATHER_CHOICES)[number];

/** How a chosen network interrupts, if it does. */
const INTERRUPTING: Partial<Record<WeatherChoice, InterruptionKind>> = {
  tunnel: "tunnel",
  "captive-portal": "portal",
};

export type ChosenWeather = Pick<SetUp, "weather" | "delayMs" | "idleSeconds">;

/** The figures behind the name. */
export function weatherOf({ weather, delayMs, idleSeconds }: ChosenWeather): Weather {
  if (weather === "custom") return { ...WEATHERS.none, delayMs };
  if (weather === "idle-timeout") return idleWeather(idleSeconds * 1_000);
  return weather === "tunnel" || weather === "captive-portal" ? WEATHERS.none : WEATHERS[weather];
}

export function interruptionOf(weather: WeatherChoice): InterruptionKind | undefined {
  return INTERRUPTING[weather];
}

/** Of a run with that set-up. */
export function interruptionsIn(setUp: SetUp): readonly Interruption[] {
  const kind = interruptionOf(setUp.weather);
  return kind === undefined ? [] : interruptionsOf(kind, setUp);
}
