// A figure's value with its unit, in the page's language.
import { useMemo } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import type { Unit } from "@hydra/what-if";

export type FigureFormat = (value: number | null, unit: Unit) => string;

const BYTES = ["B", "kB", "MB", "GB", "TB", "PB"];
const GIB = ["KiB", "MiB", "GiB", "TiB", "PiB"];

export function useFigureFormat(): FigureFormat {
  const { t, language } = useTranslation("traffic");
  return useMemo(() => {
    const plain = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 });
    const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
    const money = (value: number): string =>
      new Intl.NumberFormat(language, {
        style: "currency",
        currency: "USD",
        maximumFractionDigits: value < 1 ? 4 : value < 1_000 ? 2 : 0,
        minimumFractionDigits: 0,
      }).format(value);
    const share = new Intl.NumberFormat(language, { style: "percent", maximumSignificantDigits: 3 });
    const number = (value: number): string => (value < 1_000 ? plain : whole).format(value);
    const scaled = (value: number, step: number, names: readonly string[]): string => {
      const power = Math.min(
        names.length - 1,
        Math.max(0, Math.floor(Math.log(Math.max(value, 1)) / Math.log(step))),
      );
      return `${number(value / step ** power)} ${names[power] ?? ""}`;
    };
    const write: Readonly<Record<Unit, (value: number) => string>> = {
      "1": number,
      "per-second": (value) => t("units.perSecond", { value: number(value) }),
      ms: (value) => `${number(value)} ms`,
      s: (value) => `${number(value)} s`,
      "s-per-hour": (value) => t("units.secondsAnHour", { value: number(value) }),
      h: (value) => t("units.hours", { value: number(value) }),
      "h-per-day": (value) => t("units.hoursADay", { value: number(value) }),
      min: (value) => `${number(value)} min`,
      bytes: (value) => scaled(value, 1_000, BYTES),
      "bytes-per-second": (value) => t("units.perSecond", { value: scaled(value, 1_000, BYTES) }),
      gb: (value) => `${number(value)} GB`,
      gib: (value) => scaled(value * 2 ** 20, 1_024, GIB),
      kib: (value) => scaled(value, 1_024, GIB),
      cores: (value) => t("units.cores", { value: number(value) }),
      us: (value) => `${number(value)} µs`,
      usd: money,
      share: (value) => share.format(value),
      percent: (value) => `${number(value)} %`,
    };
    return (value, unit) => (value === null ? t("notMeasured") : write[unit](value));
  }, [t, language]);
}
