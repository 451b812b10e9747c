// Whether a server's memory is flat over a soak. A kill ends all that has grown, so lives are compared with each other at the same age,
// and a leak within a life shows in the stretch that nothing disturbs, right after collections: what may be collected is no leak. Pure.
import { DUPLICATE_WINDOW } from "@hydra/engine";
import { median } from "../report/statistics.ts";
import type { Claim, Table } from "../scenario.ts";
import type { SoakRun } from "./run.ts";
import type { MemorySample } from "./served.ts";
import { isFlat, trendOf, type Point } from "./trend.ts";

const MIB = 2 ** 20;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Of the memory in the middle of the run; less cannot be distinguished from noise. */
const FLAT_SHARE_AN_HOUR = 0.03;
/**
 * What one command that is remembered takes (engine SPEC EN52) of a server that starts with it: its row, its id, its place in the
 * index, and in resident memory what its share of the snapshot took while it was read. README, "How soak judges", has the measurement.
 */
const COMMAND_BYTES = { residentBytes: 512, heapBytes: 160 } as const;
/** Ages at which lives are compared, as shares of the time between two kills: the start is over, nothing was killed yet. */
const COMPARED_AGES = { from: 0.5, until: 0.95 } as const;
/** Of the undisturbed stretch: a heap that has just been made finds its size. */
const SETTLE_MS = 180_000;
/** Shorter stretches show nothing about an hour. */
const MIN_STRETCH_MS = 600_000;

const FIGURES = { residentBytes: "resident memory", heapBytes: "JavaScript heap" } as const;

type Figure = keyof typeof FIGURES;

export function memoryClaims(run: SoakRun, killEveryMs: number): Claim[] {
  const lives = livesOf(run, killEveryMs);
  const quiet = run.samples.filter(
    ({ atMs, isCollected }) => isCollected && atMs >= run.quietAtMs + SETTLE_MS,
  );
  const isLong = (quiet.at(-1)?.atMs ?? 0) - (quiet[0]?.atMs ?? 0) >= MIN_STRETCH_MS;
  const claim = (figure: Figure, what: string, points: readonly Point[]): Claim => {
    const allowed = allowedGrowth(run, figure);
    const { slope, low, high } = trendOf(points);
    return {
      what: `${FIGURES[figure]} ${what}, growth an hour`,
      target: `0 within noise, or ≤ ${mib(allowed)} MiB`,
      measured: `${mib(slope)} MiB (${mib(low)} … ${mib(high)})`,
      holds: isFlat({ slope, low, high }, allowed),
    };
  };
  return (["residentBytes", "heapBytes"] as const).flatMap((figure) => {
    const ofLives = lives.map((life) => middleOf(life, figure));
    const ofQuiet = quiet.map((sample) => pointOf(sample, figure));
    return [
      claim(figure, `at the same age of ${lives.length} lives`, ofLives),
      ...(isLong ? [claim(figure, "of the life that nothing disturbed", ofQuiet)] : []),
    ];
  });
}

/** A row for each life at that age, and one for each minute of the one that nothing disturbs. */
export function memoryTable(run: SoakRun, killEveryMs: number): Table {
  const quiet = run.samples.filter(({ atMs }) => atMs >= run.quietAtMs);
  const minutes = Map.groupBy(quiet, ({ atMs }) => Math.floor(atMs / MINUTE_MS)).values();
  const row = (samples: readonly MemorySample[]): string[] => [
    `life ${samples[0]?.life ?? ""}`,
    (median(samples.map(({ atMs }) => atMs)) / MINUTE_MS).toFixed(1),
    (median(samples.map(({ ageMs }) => ageMs)) / 1_000).toFixed(0),
    ...(["residentBytes", "heapBytes", "externalBytes"] as const).map((figure) =>
      mib(median(samples.map((sample) => sample[figure]))),
    ),
  ];
  return {
    title: "Memory at the same age of each life, then minute by minute without a kill, MiB",
    columns: ["", "minute", "s old", "resident", "heap", "external"],
    rows: [...livesOf(run, killEveryMs), ...minutes].map(row),
  };
}

export function mib(bytes: number): string {
  return (bytes / MIB).toFixed(1);
}

/** Bytes an hour. */
function allowedGrowth({ samples, history, lastsMs }: SoakRun, figure: Figure): number {
  const middle = median(samples.map((sample) => sample[figure]));
  // A family forgets the oldest of its commands when it has more.
  const commands = Math.min(history.hits.length / (lastsMs / HOUR_MS), DUPLICATE_WINDOW);
  return middle * FLAT_SHARE_AN_HOUR + commands * COMMAND_BYTES[figure];
}

function livesOf({ samples }: SoakRun, killEveryMs: number): MemorySample[][] {
  const { from, until } = COMPARED_AGES;
  const atAge = samples.filter(({ ageMs }) => ageMs >= from * killEveryMs && ageMs < until * killEveryMs);
  return [...Map.groupBy(atAge, ({ life }) => life).values()];
}

function pointOf({ atMs, ...sample }: MemorySample, figure: Figure): Point {
  return { x: atMs / HOUR_MS, y: sample[figure] };
}

function middleOf(samples: readonly MemorySample[], figure: Figure): Point {
  return {
    x: median(samples.map(({ atMs }) => atMs)) / HOUR_MS,
    y: median(samples.map((sample) => sample[figure])),
  };
}
