// The page's number formats in its language.
import { useMemo } from "react";
import { useTranslation } from "../i18n/use-translation.ts";
import {
  formatBandwidth,
  formatBelow,
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
  isolateUnit,
} from "../i18n/format.ts";

export interface Format {
  whole(value: number): string;
  short(value: number): string;
  rate(value: number): string;
  latency(milliseconds: number): string;
  /** Less than it. */
  below(milliseconds: number): string;
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
      latency: (milliseconds) => isolateUnit(language, formatLatency(language, milliseconds)),
      below: (milliseconds) => isolateUnit(language, formatBelow(language, milliseconds)),
      fineLatency: (milliseconds) => isolateUnit(language, formatFineLatency(language, milliseconds)),
      bandwidth: (bytesPerSecond) => isolateUnit(language, formatBandwidth(language, bytesPerSecond)),
      share: (share) => formatShare(language, share),
      bytes: (bytes) => isolateUnit(language, formatBytes(language, bytes)),
      duration: (milliseconds) => isolateUnit(language, formatDuration(language, milliseconds)),
      range: (ends, of) => isolateUnit(language, formatRange(language, ends, of)),
      difference: (milliseconds) => isolateUnit(language, formatDifference(language, milliseconds)),
    }),
    [language],
  );
}
