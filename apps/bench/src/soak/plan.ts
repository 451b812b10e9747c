// What happens in a soak, and when: drawn from the seed alone, so that a run can be repeated. Pure.
import { TRANSPORTS, type TransportName } from "@hydra/protocol";
import { seededRandom } from "../engine/seeded-random.ts";

export const LABS = ["traffic", "echo", "capture", "weather"] as const;

export type LabVisit = (typeof LABS)[number];

export type SoakEvent = { readonly atMs: number } & (
  | { readonly type: "kill"; readonly downMs: number }
  /** A kill, and the machine with a clock that is days ahead: what was written before is old enough to be archived. */
  | { readonly type: "reboot"; readonly downMs: number }
  | { readonly type: "clock"; readonly step: ClockStep }
  | { readonly type: "disk-full"; readonly lastsMs: number }
  | { readonly type: "folder-away"; readonly lastsMs: number }
  /** From here on nothing is killed, stepped or filled: the stretch in which a leak would show. */
  | { readonly type: "quiet" }
  | { readonly type: "family" }
  | { readonly type: "player" }
  | { readonly type: "watcher"; readonly transport: TransportName; readonly lastsMs: number }
  | { readonly type: "lab"; readonly lab: LabVisit; readonly lastsMs: number }
);

export type ClockStep = "back" | "ahead" | "ahead-and-back";

export interface PlanOptions {
  readonly lastsMs: number;
  readonly killEveryMs: number;
  readonly seed: number;
}

/** The last part of a run that is left undisturbed. */
const QUIET_SHARE = 1 / 4;
/** So many kills after each other, then one with the machine. */
const REBOOT_EVERY = 3;
/** How often a visitor comes, milliseconds, give or take half. */
const VISITS: readonly Visit[] = [
  { type: "family", everyMs: 10_000 },
  { type: "player", everyMs: 15_000 },
  { type: "watcher", everyMs: 6_000 },
  { type: "lab", everyMs: 12_000 },
];
const CLOCK_STEPS: readonly ClockStep[] = ["back", "ahead", "ahead-and-back"];

/** In the order of their times, milliseconds from the start. The same options give the same events. */
export function planSoak(options: PlanOptions): SoakEvent[] {
  const draw = seededRandom(options.seed);
  const random = (): number => draw() / 2 ** 32;
  const quietMs = options.lastsMs * (1 - QUIET_SHARE);
  const faults = planFaults(options, quietMs, random);
  const visits = VISITS.flatMap((visit) => planVisits(visit, options.lastsMs, random));
  return [...faults, { type: "quiet", atMs: quietMs } as const, ...visits].sort((a, b) => a.atMs - b.atMs);
}

function planFaults({ killEveryMs }: PlanOptions, quietMs: number, random: () => number): SoakEvent[] {
  const kills = Math.max(0, Math.ceil(quietMs / killEveryMs) - 1);
  const diskFull = Math.floor(kills / 3);
  const folderAway = Math.floor((kills * 2) / 3);
  const lastsMs = Math.min(10_000, killEveryMs / 5);
  const events: SoakEvent[] = [];
  // Between two kills: a step of the clock in the first half, a fault of the disk in the second.
  for (let life = 0; life <= kills; life += 1) {
    const beganMs = life * killEveryMs;
    const downMs = Math.round(random() * 2_000);
    if (life > 0) events.push({ type: life % REBOOT_EVERY === 2 ? "reboot" : "kill", atMs: beganMs, downMs });
    const step = CLOCK_STEPS[life % CLOCK_STEPS.length] ?? "back";
    events.push({ type: "clock", atMs: beganMs + killEveryMs * 0.35, step });
    const atMs = beganMs + killEveryMs * 0.65;
    if (life === diskFull) events.push({ type: "disk-full", atMs, lastsMs });
    if (life === folderAway && folderAway > diskFull)
      events.push({ type: "folder-away", atMs, lastsMs: lastsMs / 2 });
  }
  return events.filter(({ atMs }) => atMs < quietMs);
}

interface Visit {
  readonly type: "family" | "player" | "watcher" | "lab";
  readonly everyMs: number;
}

function planVisits({ type, everyMs }: Visit, lastsMs: number, random: () => number): SoakEvent[] {
  const events: SoakEvent[] = [];
  for (let atMs = everyMs * random(); atMs < lastsMs; atMs += everyMs * (0.5 + random())) {
    const stayMs = Math.round(6_000 + random() * 12_000);
    if (type === "watcher") events.push({ type, atMs, transport: pick(TRANSPORTS, random), lastsMs: stayMs });
    else if (type === "lab") events.push({ type, atMs, lab: pick(LABS, random), lastsMs: stayMs });
    else events.push({ type, atMs });
  }
  return events;
}

function pick<T>(values: readonly T[], random: () => number): T {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new RangeError("nothing to pick from");
  return value;
}
