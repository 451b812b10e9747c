// How costs and staleness move with watchers and attacks: the marginal processor time of a delivery, frames a second, the
// size of an update beside a snapshot. What attacks cost without watchers is measured too, and here it is subtracted:
// a hundred watchers are so few that the attacks would be most of their figure.
import { setTimeout as wait } from "node:timers/promises";
import { routes } from "@hydra/protocol";
import { attackAt, warmUp } from "../load/attack-at.ts";
import { Load } from "../load/load.ts";
import type { Options } from "../options.ts";
import { Hydra, type Battlefield } from "../processes/hydra.ts";
import { readCpuUs } from "../processes/process-figures.ts";
import { measureWindow, type Window } from "../processes/window.ts";
import { count, median } from "../report/statistics.ts";
import { inRounds, type Samples } from "../rounds.ts";
import type { Claim, Result, Scenario } from "../scenario.ts";

const PLAYERS = 100;
const INTERVAL_FRAMES = 20;
const LANES = { WebSocket: "websocket", SSE: "sse", "long-poll": "long-polling" } as const;
/** Ten thousand watchers at 20 frames a second are more than a core; their cost is measured at five. */
const COSTS = [
  { watchers: 100, perSecond: 20 },
  { watchers: 1_000, perSecond: 20 },
  { watchers: 10_000, perSecond: 5 },
] as const;
const CROWDS = [
  { watchers: 1_000, perSecond: 1_000, maxP99Ms: 50 },
  { watchers: 10_000, perSecond: 20, maxP99Ms: 250 },
] as const;
const RATES = [20, 200, 1_000, 4_000];
const RATE_WATCHERS = 100;
/** A crowd takes seconds to gather. */
const MAX_RUNS = 3;
/** Of a cost: what the attacks cost is as much as a small crowd's deliveries in a few seconds, and differs by as much each time. */
const MIN_DELIVERIES = 40_000;

interface Subject {
  readonly label: string;
  readonly lane: (typeof LANES)[keyof typeof LANES];
  readonly watchers: number;
  readonly perSecond: number;
  readonly maxP99Ms?: number;
  /** Otherwise as long as is asked for. */
  readonly minDeliveries?: number;
}

interface Sample extends Window {
  /** Of the attacks alone, over as long a time. */
  readonly attackCpuUs: number;
  readonly snapshotBytes: number;
}

export const growth: Scenario = {
  name: "growth",
  summary: "cost and staleness of a delivery by watchers and attack rate, frames a second, size of an update",
  async run(options) {
    await using hydra = await Hydra.start();
    await using load = await Load.start();
    const field = await hydra.createBattlefield(PLAYERS);
    await warmUp(load, hydra, field);
    const subjects = subjectsUpTo(options.connections);
    const samples = await inRounds(Math.min(options.runs, MAX_RUNS), subjects, {
      measure: (subject) => measure({ load, hydra, field }, subject, options),
      describe: ({ figures, cpuShare }) =>
        `p99 ${figures.p99Ms.toFixed(1)} ms, ${count(figures.count)} deliveries, server ${Math.round(cpuShare * 100)} %`,
    });
    return report(subjects, samples);
  },
};

function subjectsUpTo(connections: number): Subject[] {
  const costs = COSTS.map((load) => ({
    label: `cost ${load.watchers}`,
    lane: LANES.WebSocket,
    minDeliveries: MIN_DELIVERIES,
    ...load,
  }));
  const rates = RATES.map((perSecond) => ({
    label: `rate ${perSecond}`,
    lane: LANES.WebSocket,
    watchers: RATE_WATCHERS,
    perSecond,
  }));
  const crowds = CROWDS.flatMap((crowd) =>
    Object.entries(LANES).map(([name, lane]) => ({ label: `${name} ${crowd.watchers}`, lane, ...crowd })),
  );
  return [...costs, ...rates, ...crowds].filter(({ watchers }) => watchers <= connections);
}

interface Scene {
  readonly load: Load;
  readonly hydra: Hydra;
  readonly field: Battlefield;
}

async function measure({ load, hydra, field }: Scene, subject: Subject, options: Options): Promise<Sample> {
  const { lane, watchers, perSecond, minDeliveries = 0 } = subject;
  const seconds = Math.max(options.seconds, minDeliveries / watchers / Math.min(perSecond, INTERVAL_FRAMES));
  const attackCpuUs = await measureAttacks({ load, hydra, field }, perSecond, seconds);
  const path = routes.feed(field.familyId, lane);
  await using group = await load.watch({ lane, port: hydra.port, path, count: watchers, atOnce: 200 });
  const snapshotBytes = group.opening.bytes / group.opening.count;
  // Not before: a server that is busy takes one new connection in each turn of its event loop.
  await using _ = await attackAt(load, hydra, { field, perSecond });
  const window = await measureWindow(hydra.pid, group, seconds);
  return { ...window, attackCpuUs, snapshotBytes };
}

/** Without watchers. */
async function measureAttacks(
  { load, hydra, field }: Scene,
  perSecond: number,
  seconds: number,
): Promise<number> {
  await using _ = await attackAt(load, hydra, { field, perSecond });
  await wait(500);
  const before = readCpuUs(hydra.pid);
  await wait(seconds * 1_000);
  return readCpuUs(hydra.pid) - before;
}

function report(subjects: readonly Subject[], samples: Samples<Sample>): Result {
  const middle = (label: string, read: (sample: Sample) => number): number =>
    median((samples.get(label) ?? []).map(read));
  const marginal = ({ cpuUs, attackCpuUs, figures }: Sample): number => (cpuUs - attackCpuUs) / figures.count;
  const rows = subjects.map(({ label, lane, watchers, perSecond }) => {
    const frames = middle(label, ({ figures }) => (figures.count / watchers / figures.elapsedMs) * 1_000);
    return [
      lane,
      count(watchers),
      count(perSecond),
      frames.toFixed(1),
      count(middle(label, ({ figures }) => figures.bytes / figures.count)),
      count(middle(label, ({ snapshotBytes }) => snapshotBytes)),
      // Elsewhere it is lost in what so many attacks cost.
      label.startsWith("cost") ? middle(label, marginal).toFixed(2) : "",
      middle(label, ({ figures }) => figures.p50Ms).toFixed(1),
      middle(label, ({ figures }) => figures.p99Ms).toFixed(1),
    ];
  });
  const columns = [
    "",
    "watchers",
    "attacks/s",
    "frames/s",
    "bytes",
    "snapshot",
    "µs more each",
    "p50 ms",
    "p99 ms",
  ];
  const table = { title: `A family of ${PLAYERS}, by watchers and attacks`, columns, rows };
  return { tables: [table], claims: claims(subjects, { middle, marginal }) };
}

interface Reading {
  middle(label: string, read: (sample: Sample) => number): number;
  marginal(sample: Sample): number;
}

function claims(subjects: readonly Subject[], { middle, marginal }: Reading): Claim[] {
  const costs = subjects
    .filter(({ label }) => label.startsWith("cost"))
    .map(({ label }) => middle(label, marginal));
  const among = Math.max(...costs) / Math.min(...costs);
  const update = middle(
    "rate 20",
    ({ figures, snapshotBytes }) => figures.bytes / figures.count / snapshotBytes,
  );
  const frames = Math.max(
    ...RATES.map((rate) =>
      middle(`rate ${rate}`, ({ figures }) => (figures.count / RATE_WATCHERS / figures.elapsedMs) * 1_000),
    ),
  );
  const staleness = subjects.flatMap(({ label, watchers, perSecond, maxP99Ms }) => {
    if (maxP99Ms === undefined) return [];
    const p99Ms = middle(label, ({ figures }) => figures.p99Ms);
    const what = `${label.replace(/ \d+$/, "")}: staleness p99, ${count(watchers)} watchers, ${count(perSecond)} attacks/s`;
    return [
      { what, target: `≤ ${maxP99Ms} ms`, measured: `${p99Ms.toFixed(1)} ms`, holds: p99Ms <= maxP99Ms },
    ];
  });
  return [
    {
      what: "WebSocket: marginal cost of a delivery, dearest / cheapest crowd",
      target: "≤ 1.5 (± 20 %)",
      measured: among.toFixed(2),
      holds: among <= 1.5,
    },
    {
      what: "an update / a snapshot at 20 hits a second",
      target: "≤ 0.2",
      measured: update.toFixed(3),
      holds: update <= 0.2,
    },
    {
      what: `frames a second, at up to ${count(Math.max(...RATES))} attacks a second`,
      // A window's edges may hold a frame more.
      target: `≤ ${INTERVAL_FRAMES} (± 0.5)`,
      measured: frames.toFixed(1),
      holds: frames <= INTERVAL_FRAMES + 0.5,
    },
    ...staleness,
  ];
}
