// Reads what the server answers to a lab that sets its weather. SPEC PR83, PR120.
import { asFields, decodeObject, integerAt, timeAt } from "@hydra/feed";
import { WEATHERS, type Weather, type WeatherAnswer } from "../weather.ts";

export function decodeWeatherAnswer(text: string): WeatherAnswer {
  const fields = decodeObject(text);
  return {
    weather: weatherFrom(fields["weather"]),
    weatherPort: integerAt(fields, "weatherPort", 1),
    slowPort: integerAt(fields, "slowPort", 1),
    leaseMs: integerAt(fields, "leaseMs"),
  };
}

/** Servers from before there was a proxy leave its members out. */
function weatherFrom(value: unknown): Weather {
  const fields = asFields(value, "The weather");
  return {
    delayMs: timeAt(fields, "delayMs"),
    jitterMs: timeAt(fields, "jitterMs"),
    bytesPerSecond: integerAt(fields, "bytesPerSecond"),
    bufferBytes: integerAt(fields, "bufferBytes"),
    bufferMs: fields["bufferMs"] === null ? null : timeAt(fields, "bufferMs"),
    honoursAccelBuffering: fields["honoursAccelBuffering"] === true,
    refusesUpgrades: fields["refusesUpgrades"] === true,
    idleMs: fields["idleMs"] === undefined ? WEATHERS.none.idleMs : timeAt(fields, "idleMs"),
  };
}
