// What a chosen network does, in one line: a proxy's sentence, or the figures behind the name.
import { useTranslation } from "../../i18n/use-translation.ts";
import { useFineFormat } from "../../hooks/use-fine-format.ts";
import type { weather } from "../../i18n/en/lab-weather.ts";
import type { LabPlace } from "../../stores/lab/place.ts";
import { weatherOf, type ChosenWeather, type WeatherChoice } from "@hydra/lab";

type Sentence = keyof (typeof weather)["does"];

/** Networks that their figures alone describe. */
const BY_FIGURES = ["none", "wifi", "4g", "3g", "custom"] as const satisfies readonly WeatherChoice[];

export function useWeatherWords({ hasWeather, isWeatherTaken }: LabPlace): (chosen: ChosenWeather) => string {
  const { t, language } = useTranslation("lab");
  const format = useFineFormat();
  return (chosen) => {
    if (!hasWeather) return isWeatherTaken === true ? t("weather.taken") : t("weather.offered");
    const { delayMs, jitterMs, bytesPerSecond, idleMs } = weatherOf(chosen);
    if (hasSentence(chosen.weather))
      return t(`weather.does.${chosen.weather}`, { time: format.latency(idleMs) });
    const [delay, jitter] = [delayMs, jitterMs].map((ms) => format.latency(ms));
    const parts = [
      ...(delayMs > 0 ? [t("weather.delay", { delay })] : []),
      ...(jitterMs > 0 ? [t("weather.jitter", { jitter })] : []),
      ...(bytesPerSecond > 0
        ? [t("weather.bandwidth", { bandwidth: format.bandwidth(bytesPerSecond) })]
        : []),
    ];
    if (parts.length === 0) return t("weather.clear");
    return new Intl.ListFormat(language, { type: "unit", style: "short" }).format(parts);
  };
}

function hasSentence(choice: WeatherChoice): choice is Sentence {
  return !BY_FIGURES.some((name) => name === choice);
}
