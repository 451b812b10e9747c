// The page's number formats in its language.
import { useMemo } from "react";
import { useTranslation } from "../i18n/use-translation.ts";
import {
  formatBandwidth,
  formatBytes,
  formatDifference,
  formatDuration,
  formatFineLatency,
  formatLatency,
  formatRange,
  formatRate,
  formatShare,
  formatShort,
  formatWhole,
} from "../i18n/format.ts";

export interface Format {
  whole(value: number): string;
  short(value: number): string;
  rate(value: number): string;
  latency(milliseconds: number): string;
  fineLatency(milliseconds: number): string;
  bandwidth(bytesPerSecond: number): string;
  share(share: number): string;
  bytes(bytes: number): string;
  duration(milliseconds: number): string;
  /** Around a figure, whose unit it shares. */
  range(ends: readonly [number, number], of: number): string;
  /** Of two latencies. */
  difference(milliseconds: number): string;
}

export function useFormat(): Format {
  const { language } = useTranslation();
  return useMemo(
    () => ({
      whole: (value) => formatWhole(language, value),
      short: (value) => formatShort(language, value),
      rate: (value) => formatRate(language, value),
      latency: (milliseconds) => formatLatency(language, milliseconds),
      fineLatency: (milliseconds) => formatFineLatency(language, milliseconds),
      bandwidth: (bytesPerSecond) => formatBandwidth(language, bytesPerSecond),
      share: (share) => formatShare(language, share),
      bytes: (bytes) => formatBytes(language, bytes),
      duration: (milliseconds) => formatDuration(language, milliseconds),
      range: (ends, of) => formatRange(language, ends, of),
      difference: (milliseconds) => formatDifference(language, milliseconds),
    }),
    [language],
  );
}
