// The number formats of the lab and the microscope in the page's language.
import { useMemo } from "react";
import {
  formatBandwidth,
  formatDifference,
  formatFineLatency,
  formatRange,
  formatShare,
} from "../i18n/fine-format.ts";
import { isolateUnit } from "../i18n/format.ts";
import { useTranslation } from "../i18n/use-translation.ts";
import { useFormat, type Format } from "./use-format.ts";

export interface FineFormat extends Format {
  fineLatency(milliseconds: number): string;
  bandwidth(bytesPerSecond: number): string;
  share(share: number): string;
  /** Around a figure, whose unit it shares. */
  range(ends: readonly [number, number], of: number): string;
  /** Of two latencies. */
  difference(milliseconds: number): string;
}

export function useFineFormat(): FineFormat {
  const { language } = useTranslation();
  const format = useFormat();
  return useMemo(
    () => ({
      ...format,
      fineLatency: (milliseconds) => isolateUnit(language, formatFineLatency(language, milliseconds)),
      bandwidth: (bytesPerSecond) => isolateUnit(language, formatBandwidth(language, bytesPerSecond)),
      share: (share) => formatShare(language, share),
      range: (ends, of) => isolateUnit(language, formatRange(language, ends, of)),
      difference: (milliseconds) => isolateUnit(language, formatDifference(language, milliseconds)),
    }),
    [language, format],
  );
}
