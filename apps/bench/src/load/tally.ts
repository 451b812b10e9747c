// What a group of connections has seen: counts, bytes, and how long things took.
import { createHistogram, type Histogram } from "@hydra/measure";
import type { Figures } from "./orders.ts";

const ORIGIN_MS = 5;
const WALL_CLOCK_ORIGIN = readOrigin();

export class Tally {
  errors = 0;
  ended = 0;
  #histogram: Histogram = createHistogram();
  #bytes = 0;
  #startedAt = performance.now();
  #cpuBefore = process.cpuUsage();

  add(tookMs: number, bytes: number): void {
    this.#histogram.add(tookMs);
    this.#bytes += bytes;
  }

  /** Begins anew; connections that have ended stay ended. */
  reset(): void {
    this.errors = 0;
    this.#histogram = createHistogram();
    this.#bytes = 0;
    this.#startedAt = performance.now();
    this.#cpuBefore = process.cpuUsage();
  }

  read(): Figures {
    const [p50Ms = 0, p95Ms = 0, p99Ms = 0] = this.#histogram.percentiles([0.5, 0.95, 0.99]);
    const { user, system } = process.cpuUsage(this.#cpuBefore);
    return {
      count: this.#histogram.count,
      bytes: this.#bytes,
      errors: this.errors,
      ended: this.ended,
      p50Ms,
      p95Ms,
      p99Ms,
      worstMs: this.#histogram.worstMs,
      elapsedMs: performance.now() - this.#startedAt,
      loadCpuUs: user + system,
    };
  }
}

/** Epoch milliseconds as the server dates versions: another process, but the same machine and so the same clock. */
export function now(): number {
  return WALL_CLOCK_ORIGIN + performance.now();
}

/**
 * What a process reads as `performance.timeOrigin` is milliseconds late where it was not let run in that moment. The wall clock is right as it
 * ticks: the greatest difference of some milliseconds is the one of a tick.
 */
function readOrigin(): number {
  let origin = -Infinity;
  for (const endsAt = performance.now() + ORIGIN_MS; performance.now() < endsAt;)
    origin = Math.max(origin, Date.now() - performance.now());
  return origin;
}
