// When a run's network is gone, and for how long: worked out from the run's seed and length alone, so that a link repeats it. Pure.
// SPEC PR126.
import { createRandom } from "./seeded-random.ts";

export interface Interruption {
  /** After the run's start. */
  readonly atMs: number;
  readonly lastsMs: number;
}

/** What interrupts a run: tunnels on a journey, or a captive portal that waits for a click. */
export type InterruptionKind = "tunnel" | "portal";

/** Where in a run it may be: late enough for lanes that run, early enough that they are back before the end. */
const BEGIN = 0.1;
const END = 0.8;
const TUNNEL_EVERY_SECONDS = 15;
const MAX_TUNNELS = 12;
const LONGEST_MS = { tunnel: 5_000, portal: 8_000 } as const;

export interface RunOfSeed {
  readonly seed: number;
  readonly runSeconds: number;
}

/**
 * In order, apart from each other: two tunnels or more, one portal. Each lies in an equal part of the run, lasts between half of and
 * all of the longest, and leaves at least half of its part to the lanes.
 */
export function interruptionsOf(
  kind: InterruptionKind,
  { seed, runSeconds }: RunOfSeed,
): readonly Interruption[] {
  const random = createRandom(seed);
  const tunnels = Math.min(MAX_TUNNELS, Math.max(2, Math.floor(runSeconds / TUNNEL_EVERY_SECONDS)));
  const count = kind === "tunnel" ? tunnels : 1;
  const partMs = ((END - BEGIN) * runSeconds * 1_000) / count;
  const longestMs = Math.min(LONGEST_MS[kind], partMs / 2);
  return Array.from({ length: count }, (_, index) => {
    const lastsMs = Math.round(longestMs * (0.5 + random() / 2));
    const freeMs = (partMs - lastsMs) / 2;
    return { atMs: Math.round(BEGIN * runSeconds * 1_000 + index * partMs + random() * freeMs), lastsMs };
  });
}
