// Numbers as people read them. Formatters are made once a language: making one costs more than a frame can spare.
import { directionOf, type Language } from "./languages.ts";

type Style = keyof typeof OPTIONS;

const OPTIONS = {
  whole: { maximumFractionDigits: 0 },
  tenths: { maximumFractionDigits: 1 },
  seconds: { minimumFractionDigits: 2, maximumFractionDigits: 2 },
  percent: { style: "percent", maximumFractionDigits: 0 },
  percentTenths: { style: "percent", maximumFractionDigits: 1 },
  compact: { notation: "compact", maximumFractionDigits: 1 },
} as const satisfies Record<string, Intl.NumberFormatOptions>;

const formatters = new Map<string, Intl.NumberFormat>();

/** @param style one of the page's */
export function write(language: string, style: Style, value: number): string {
  const key = `${language} ${style}`;
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    formatter = new Intl.NumberFormat(language, OPTIONS[style]);
    formatters.set(key, formatter);
  }
  return formatter.format(value);
}

/**
 * A number with its unit, to stand in a text of the language: `84 ms` beside Hebrew would be shown as `ms 84` (UAX #9 §3.3.5, N2). First
 * strong isolate, since a unit may be written in the language itself.
 */
export function isolateUnit(language: Language, text: string): string {
  return directionOf(language) === "rtl" ? `\u2068${text}\u2069` : text;
}

export function formatWhole(language: string, value: number): string {
  return write(language, "whole", value);
}

/** Hit points in narrow places: exact below a million. */
export function formatShort(language: string, value: number): string {
  return write(language, value < 1_000_000 ? "whole" : "compact", value);
}

/** A rate: one digit after the point while it says something. */
export function formatRate(language: string, value: number): string {
  return write(language, value < 10 ? "tenths" : "whole", value);
}

/** A latency: `84 ms`, `1.52 s`, `12.3 s`. */
export function formatLatency(language: string, milliseconds: number): string {
  if (milliseconds < 999.5) return `${write(language, "whole", milliseconds)} ms`;
  const seconds = milliseconds / 1_000;
  return `${write(language, seconds < 9.995 ? "seconds" : "tenths", seconds)} s`;
}

/** Less than a latency: `< 3 ms`. */
export function formatBelow(language: string, milliseconds: number): string {
  return `< ${formatLatency(language, Math.ceil(milliseconds))}`;
}

/** Decimal units, as networks are measured: `840 B`, `41.3 kB`, `1.2 MB`. */
export function formatBytes(language: string, bytes: number): string {
  if (bytes < 999.5) return `${write(language, "whole", bytes)} B`;
  const [value, unit] = bytes < 999_500 ? [bytes / 1_000, "kB"] : [bytes / 1_000_000, "MB"];
  return `${write(language, value < 99.95 ? "tenths" : "whole", value)} ${unit}`;
}

/** Longest first, in seconds. */
const UNITS = [
  { name: "day", seconds: 86_400 },
  { name: "hour", seconds: 3_600 },
  { name: "minute", seconds: 60 },
  { name: "second", seconds: 1 },
] as const;

/** A round's length, in its two largest units: `48 s`, `3 min 20 s`, `2 h 5 min`, `3 days 4 h`. */
export function formatDuration(language: string, milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000);
  const first = UNITS.findIndex((unit) => seconds >= unit.seconds);
  const [unit = UNITS[3], smaller] = first < 0 ? [] : UNITS.slice(first, first + 2);
  const write = (value: number, { name }: (typeof UNITS)[number]): string =>
    new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "short" }).format(value);
  const whole = write(Math.floor(seconds / unit.seconds), unit);
  const rest = smaller === undefined ? 0 : Math.floor((seconds % unit.seconds) / smaller.seconds);
  return smaller === undefined || rest === 0 ? whole : `${whole} ${write(rest, smaller)}`;
}
