// The page's number formats in its language.
import { useMemo } from "react";
import { useTranslation } from "../i18n/use-translation.ts";
import {
  formatBelow,
  formatBytes,
  formatDuration,
  formatLatency,
  formatRate,
  formatShort,
  formatWhole,
  isolateUnit,
} from "../i18n/format.ts";

export interface Format {
  whole(value: number): string;
  short(value: number): string;
  rate(value: number): string;
  latency(milliseconds: number): string;
  /** Less than it. */
  below(milliseconds: number): string;
  bytes(bytes: number): string;
  duration(milliseconds: number): string;
}

export function useFormat(): Format {
  const { language } = useTranslation();
  return useMemo(
    () => ({
      whole: (value) => formatWhole(language, value),
      short: (value) => formatShort(language, value),
      rate: (value) => formatRate(language, value),
      latency: (milliseconds) => isolateUnit(language, formatLatency(language, milliseconds)),
      below: (milliseconds) => isolateUnit(language, formatBelow(language, milliseconds)),
      bytes: (bytes) => isolateUnit(language, formatBytes(language, bytes)),
      duration: (milliseconds) => isolateUnit(language, formatDuration(language, milliseconds)),
    }),
    [language],
  );
}
