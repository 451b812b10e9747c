// What one delivery costs: the server's processor time while a crowd watches, divided by the frames that arrived. Side
// by side with peers that send as many bytes at the same pace, all of them in turn and that several times over. Peers
// have a timer where Hydra has players: what their attacks cost with nobody watching is measured beside it, and both
// figures are given, with it and without.
import { setTimeout as wait } from "node:timers/promises";
import { routes } from "@hydra/protocol";
import { attackAt } from "../load/attack-at.ts";
import { Load, type LoadGroup } from "../load/load.ts";
import type { Lane } from "../load/orders.ts";
import type { Options } from "../options.ts";
import { Peer, type PeerName } from "../peers/peer.ts";
import { Hydra, type Battlefield } from "../processes/hydra.ts";
import { readCpuUs } from "../processes/process-figures.ts";
import { measureSizes } from "../processes/sizes.ts";
import { measureWindow, type Window } from "../processes/window.ts";
import { inRounds, type Samples } from "../rounds.ts";
import { count, median, medianRatio, spread } from "../report/statistics.ts";
import type { Claim, Result, Scenario, Table } from "../scenario.ts";

const FRAMES_PER_SECOND = 20;
const SETTLE_MS = 500;
/** A thousand connections more: it takes seconds until the collector has come to terms with them. */
const CROWD_SETTLE_MS = 10_000;
/** As many as a ranking shows. */
const PLAYERS = 100;

export const fanOut: Scenario = {
  name: "fan-out",
  summary: "processor time and staleness of one delivery, every transport, beside other libraries",
  async run(options) {
    await using hydra = await Hydra.start();
    await using load = await Load.start();
    const field = await hydra.createBattlefield(PLAYERS);
    const attack = (): Promise<LoadGroup> => attackAt(load, hydra, { field, perSecond: FRAMES_PER_SECOND });
    const sizes = await measureSizes(load, hydra, field);
    console.log(`an update has ${sizes.frameBytes} bytes, a snapshot ${sizes.snapshotBytes}`);
    await using peers = await startPeers({ ...sizes, framesPerSecond: FRAMES_PER_SECOND });
    const candidates = [...ownCandidates(hydra, field, attack), ...peers.candidates];
    const samples = await inRounds(options.runs, candidates, {
      measure: (candidate) => measureCandidate(load, candidate, options),
      describe,
    });
    return report(options, candidates, samples);
  },
};

interface Candidate {
  readonly label: string;
  readonly isOwn: boolean;
  readonly lane: Lane;
  readonly port: number;
  readonly path: string;
  readonly pid: number;
  /** What makes frames, where they do not come by themselves. */
  readonly attack?: () => Promise<LoadGroup>;
}

function ownCandidates(hydra: Hydra, field: Battlefield, attack: () => Promise<LoadGroup>): Candidate[] {
  const lanes = { WebSocket: "websocket", SSE: "sse", "long-poll": "long-polling" } as const;
  return Object.entries(lanes).map(([label, lane]) => {
    const path = routes.feed(field.familyId, lane);
    const { port, pid } = hydra;
    return { label: `Hydra ${label}`, isOwn: true, lane, port, path, pid, attack };
  });
}

const PEERS: readonly { label: string; peer: PeerName; lane: Lane; path: string }[] = [
  { label: "node:net, as WebSocket", peer: "net", lane: "websocket", path: "/socket" },
  { label: "node:net, as SSE", peer: "net", lane: "sse", path: "/events" },
  { label: "ws send", peer: "ws", lane: "websocket", path: "/" },
  { label: "ws send, a Buffer", peer: "ws", lane: "websocket", path: "/buffer" },
  { label: "node:http SSE", peer: "http", lane: "sse", path: "/events" },
  { label: "node:http long-poll", peer: "http", lane: "long-polling", path: "/next" },
  {
    label: "socket.io emit",
    peer: "socket-io",
    lane: "socket.io",
    path: "/socket.io/?EIO=4&transport=websocket",
  },
  { label: "naive broadcast", peer: "naive", lane: "websocket", path: "/" },
];

async function startPeers(
  options: Parameters<typeof Peer.start>[1],
): Promise<AsyncDisposable & { candidates: Candidate[] }> {
  await using stack = new AsyncDisposableStack();
  const peers = new Map<PeerName, Peer>();
  for (const { peer } of PEERS)
    if (!peers.has(peer)) peers.set(peer, stack.use(await Peer.start(peer, options)));
  const candidates = PEERS.flatMap(({ label, peer, lane, path }): Candidate[] => {
    const { port = 0, pid = 0 } = peers.get(peer) ?? {};
    return [{ label, isOwn: false, lane, port, path, pid }];
  });
  const owned = stack.move();
  return { candidates, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

interface Sample extends Window {
  /** Of making the frames, with nobody watching, over as long a time. */
  readonly makingCpuUs: number;
}

async function measureCandidate(load: Load, candidate: Candidate, options: Options): Promise<Sample> {
  const { lane, port, path, pid, attack } = candidate;
  await using _ = await attack?.();
  const makingCpuUs = attack === undefined ? 0 : await measureMaking(pid, options.seconds);
  await using watchers = await load.watch({ lane, port, path, count: options.watchers, atOnce: 100 });
  await wait(CROWD_SETTLE_MS);
  return { ...(await measureWindow(pid, watchers, options.seconds)), makingCpuUs };
}

async function measureMaking(pid: number, seconds: number): Promise<number> {
  await wait(SETTLE_MS);
  const before = readCpuUs(pid);
  await wait(seconds * 1_000);
  return readCpuUs(pid) - before;
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

function report(options: Options, candidates: readonly Candidate[], samples: Samples<Sample>): Result {
  const whole: Costs = (label) => (samples.get(label) ?? []).map(cpuUs);
  const alone: Costs = (label) => (samples.get(label) ?? []).map(deliveryUs);
  const floor = whole("node:net, as WebSocket");
  const rows = candidates.map(({ label }) => {
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
  const bars = candidates.map(({ label, isOwn }) => ({ label, isOwn, value: median(whole(label)) }));
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
