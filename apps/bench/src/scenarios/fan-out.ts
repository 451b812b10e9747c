// What one delivery costs: the server's processor time while a crowd watches, divided by the frames that arrived. Side
// by side with peers that send as many bytes at the same pace. Each has a process and a crowd of its own for as long as the
// scenario lasts, and all are measured in turn, several times over, while the others rest: what is compared is seconds
// apart. Peers have a timer where Hydra has players: what their attacks cost a server without watchers is measured right
// before, and both figures are given, with it and without.
import { setTimeout as wait } from "node:timers/promises";
import {
  candidates,
  FRAMES_PER_SECOND,
  openUnwatched,
  PLAYERS,
  type Server,
  type Traits,
} from "../fan-out/candidates.ts";
import { Load, type LoadGroup } from "../load/load.ts";
import type { Figures } from "../load/orders.ts";
import type { Options } from "../options.ts";
import { Hydra } from "../processes/hydra.ts";
import { readCpuUs } from "../processes/process-figures.ts";
import { measureSizes } from "../processes/sizes.ts";
import { measureWindow, type Window } from "../processes/window.ts";
import { inRounds, type Samples } from "../rounds.ts";
import { count, median, medianRatio, spread } from "../report/statistics.ts";
import type { Claim, Result, Scenario, Table } from "../scenario.ts";

const SETTLE_MS = 500;
/** A thousand connections more: it takes seconds of frames until the collector has come to terms with them. */
const CROWD_SETTLE_MS = 10_000;

export const fanOut: Scenario = {
  name: "fan-out",
  summary: "processor time and staleness of one delivery, every transport, beside other libraries",
  async run(options) {
    await using stack = new AsyncDisposableStack();
    const load = stack.use(await Load.start());
    const sizes = await measureSizesOfOwn(load);
    console.log(`an update has ${sizes.frameBytes} bytes, a snapshot ${sizes.snapshotBytes}`);
    const unwatched = await openUnwatched(stack, load);
    const crowds: Crowd[] = [];
    for (const { open, ...traits } of candidates(load, { ...sizes, framesPerSecond: FRAMES_PER_SECOND })) {
      const server = await open(stack);
      const { port, path } = server;
      const { lane } = traits;
      const watchers = stack.use(
        await load.watch({ lane, port, path, count: options.watchers, atOnce: 100 }),
      );
      const crowd = { ...traits, server, watchers, ...(traits.isOwn ? { unwatched } : {}) };
      await settle(crowd);
      crowds.push(crowd);
    }
    const samples = await inRounds(options.runs, crowds, {
      measure: (crowd) => measureCrowd(crowd, options.seconds),
      describe,
    });
    return report(options, crowds, samples);
  },
};

async function measureSizesOfOwn(load: Load): ReturnType<typeof measureSizes> {
  await using hydra = await Hydra.start();
  return await measureSizes(load, hydra, await hydra.createBattlefield(PLAYERS));
}

interface Crowd extends Traits {
  readonly server: Server;
  readonly watchers: LoadGroup;
  /** Where the same frames are made for nobody, unless they come by themselves. */
  readonly unwatched?: Server;
}

async function settle({ server }: Crowd): Promise<void> {
  await using _ = await server.play();
  await wait(CROWD_SETTLE_MS);
}

interface Sample extends Window {
  /** Of making the frames by a server that nobody watches, over as long a time. */
  readonly makingCpuUs: number;
}

async function measureCrowd(crowd: Crowd, seconds: number): Promise<Sample> {
  const { server, watchers, unwatched } = crowd;
  assertWhole(crowd, await watchers.read());
  const makingCpuUs = unwatched === undefined ? 0 : await measureMaking(unwatched, seconds);
  await using _ = await server.play();
  const window = await measureWindow(server.pid, watchers, seconds);
  assertWhole(crowd, window.figures);
  return { ...window, makingCpuUs };
}

/** What a smaller crowd costs is no delivery's cost. */
function assertWhole({ label }: Crowd, { errors, ended }: Figures): void {
  if (errors + ended > 0) throw new Error(`${label}: ${errors} errors, ${ended} watchers gone.`);
}

async function measureMaking(server: Server, seconds: number): Promise<number> {
  await using _ = await server.play();
  await wait(SETTLE_MS);
  const before = readCpuUs(server.pid);
  await wait(seconds * 1_000);
  return readCpuUs(server.pid) - before;
}

/** Of the whole server. */
function cpuUs({ cpuUs, figures }: Sample): number {
  return cpuUs / figures.count;
}

/** Without what made the frames. */
function deliveryUs({ cpuUs, makingCpuUs, figures }: Sample): number {
  return (cpuUs - makingCpuUs) / figures.count;
}

function describe(window: Sample): string {
  const { figures, cpuShare } = window;
  const share = `${Math.round(cpuShare * 100)} % of a core`;
  const load = `${Math.round(figures.loadCpuUs / figures.elapsedMs / 10)} %`;
  return `${cpuUs(window).toFixed(2)} µs (${deliveryUs(window).toFixed(2)} delivering), p99 ${figures.p99Ms.toFixed(1)} ms, ${share} (load ${load}), ${figures.errors} errors`;
}

function report(options: Options, crowds: readonly Traits[], samples: Samples<Sample>): Result {
  const whole: Costs = (label) => (samples.get(label) ?? []).map(cpuUs);
  const alone: Costs = (label) => (samples.get(label) ?? []).map(deliveryUs);
  const floor = whole("node:net, as WebSocket");
  const rows = crowds.map(({ label }) => {
    const windows = samples.get(label) ?? [];
    const middle = (read: (sample: Sample) => number): number => median(windows.map(read));
    return [
      label,
      median(whole(label)).toFixed(2),
      spread(whole(label), 1),
      medianRatio(whole(label), floor).toFixed(2),
      median(alone(label)).toFixed(2),
      medianRatio(alone(label), floor).toFixed(2),
      middle(({ figures }) => figures.bytes / figures.count).toFixed(0),
      middle(({ figures }) => (figures.count / options.watchers / figures.elapsedMs) * 1_000).toFixed(1),
      middle(({ figures }) => figures.p50Ms).toFixed(1),
      middle(({ figures }) => figures.p99Ms).toFixed(1),
    ];
  });
  const table: Table = {
    title: `Fan-out to ${count(options.watchers)} watchers, ${FRAMES_PER_SECOND} frames a second`,
    columns: [
      "",
      "µs CPU/delivery",
      "range",
      "× node:net",
      "alone",
      "× node:net",
      "bytes",
      "frames/s",
      "p50 ms",
      "p99 ms",
    ],
    rows,
  };
  const bars = crowds.map(({ label, isOwn }) => ({ label, isOwn, value: median(whole(label)) }));
  const chart = { name: "fan-out", title: "Processor time of one delivery", unit: "µs", bars };
  return { tables: [table], claims: [...claims("alone", alone), ...claims("whole", whole)], charts: [chart] };
}

const LIMITS: readonly (readonly [own: string, peer: string, most: number])[] = [
  ["Hydra WebSocket", "node:net, as WebSocket", 1.15],
  ["Hydra WebSocket", "ws send", 0.8],
  ["Hydra WebSocket", "socket.io emit", 0.6],
  ["Hydra SSE", "node:net, as SSE", 1.15],
  ["Hydra SSE", "ws send", 0.8],
  ["Hydra SSE", "socket.io emit", 0.6],
  ["Hydra long-poll", "node:http long-poll", 1.25],
];

/** Microseconds of each round. */
type Costs = (label: string) => number[];

function claims(which: "alone" | "whole", costs: Costs): Claim[] {
  return LIMITS.map(([own, peer, most]) => {
    const ratio = medianRatio(costs(own), costs(peer));
    return {
      what:
        which === "alone" ? `${own}, a delivery / ${peer}` : `${own}, with what makes its frames / ${peer}`,
      target: `≤ ${most}`,
      measured: ratio.toFixed(2),
      holds: ratio <= most,
    };
  });
}
