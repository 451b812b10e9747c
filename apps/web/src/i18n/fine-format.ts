// Numbers of the lab and the microscope: finer than a battle needs, and loaded with them.
import { formatLatency, write } from "./format.ts";

/** A latency in a table of latencies: tenths below 10 ms, where they decide. */
export function formatFineLatency(language: string, milliseconds: number): string {
  if (milliseconds >= 9.95) return formatLatency(language, milliseconds);
  return `${write(language, "tenths", milliseconds)} ms`;
}

/** One of two signs: `−0.4 ms`, `7.3 ms`. */
export function formatDifference(language: string, milliseconds: number): string {
  const size = formatFineLatency(language, Math.abs(milliseconds));
  return milliseconds < 0 ? `−${size}` : size;
}

/** From one latency to another, without the unit where both have that of the figure they belong to: `6.9–7.8`, `980 ms–1.20 s`. */
export function formatRange(language: string, [low, high]: readonly [number, number], of: number): string {
  const [from, to, figure] = [low, high, of].map((ms) => formatFineLatency(language, ms));
  const unit = / ?[^\d.,]+$/.exec(figure ?? "")?.[0] ?? "";
  const areAlike =
    from?.endsWith(unit) === true &&
    to?.endsWith(unit) === true &&
    !/[^\d.,]/.test(to.slice(0, -unit.length));
  const short = (text = ""): string => (areAlike ? text.slice(0, -unit.length) : text);
  return `${short(from)}–${short(to)}`;
}

/** Bandwidth in bits, as it is sold: `840 bit/s`, `41 kbit/s`, `1.2 Gbit/s`. */
export function formatBandwidth(language: string, bytesPerSecond: number): string {
  const bits = bytesPerSecond * 8;
  const power = Math.min(3, Math.max(0, Math.floor(Math.log10(Math.max(bits, 1) * 1.0005) / 3)));
  const value = bits / 1_000 ** power;
  return `${write(language, value < 9.95 ? "tenths" : "whole", value)} ${["", "k", "M", "G"][power] ?? ""}bit/s`;
}

/** A share of one: `42 %`; what is not nothing is not called 0 %. */
export function formatShare(language: string, share: number): string {
  return write(language, share > 0 && share < 0.1 ? "percentTenths" : "percent", share);
}
