// What one delivery costs: the server's processor time while a crowd watches, divided by the frames that arrived. Side
// by side with peers that send as many bytes at the same pace, all of them in turn and that several times over.
import { routes } from "@hydra/protocol";
import { attackAt } from "../load/attack-at.ts";
import { Load, type LoadGroup } from "../load/load.ts";
import type { Lane } from "../load/orders.ts";
import type { Options } from "../options.ts";
import { Peer, type PeerName } from "../peers/peer.ts";
import { Hydra, type Battlefield } from "../processes/hydra.ts";
import { measureSizes } from "../processes/sizes.ts";
import { measureWindow, type Window } from "../processes/window.ts";
import { inRounds, type Samples } from "../rounds.ts";
import { count, median, medianRatio, spread } from "../report/statistics.ts";
import type { Claim, Result, Scenario, Table } from "../scenario.ts";

const FRAMES_PER_SECOND = 20;
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

async function measureCandidate(load: Load, candidate: Candidate, options: Options): Promise<Window> {
  const { lane, port, path, pid, attack } = candidate;
  await using watchers = await load.watch({ lane, port, path, count: options.watchers, atOnce: 100 });
  await using _ = await attack?.();
  return await measureWindow(pid, watchers, options.seconds);
}

function cpuUs({ cpuUs, figures }: Window): number {
  return cpuUs / figures.count;
}

function describe(window: Window): string {
  const { figures, cpuShare } = window;
  const share = `${Math.round(cpuShare * 100)} % of a core`;
  const load = `${Math.round(figures.loadCpuUs / figures.elapsedMs / 10)} %`;
  return `${cpuUs(window).toFixed(2)} µs, p99 ${figures.p99Ms.toFixed(1)} ms, ${share} (load ${load}), ${figures.errors} errors`;
}

function report(options: Options, candidates: readonly Candidate[], samples: Samples<Window>): Result {
  const costs = (label: string): number[] => (samples.get(label) ?? []).map(cpuUs);
  const floor = costs("node:net, as WebSocket");
  const rows = candidates.map(({ label }) => {
    const windows = samples.get(label) ?? [];
    const middle = (read: (window: Window) => number): number => median(windows.map(read));
    return [
      label,
      median(costs(label)).toFixed(2),
      spread(costs(label), 1),
      medianRatio(costs(label), floor).toFixed(2),
      middle(({ figures }) => figures.bytes / figures.count).toFixed(0),
      middle(({ figures }) => (figures.count / options.watchers / figures.elapsedMs) * 1_000).toFixed(1),
      middle(({ figures }) => figures.p50Ms).toFixed(1),
      middle(({ figures }) => figures.p99Ms).toFixed(1),
    ];
  });
  const table: Table = {
    title: `Fan-out to ${count(options.watchers)} watchers, ${FRAMES_PER_SECOND} frames a second`,
    columns: ["", "µs CPU/delivery", "range", "× node:net", "bytes", "frames/s", "p50 ms", "p99 ms"],
    rows,
  };
  const bars = candidates.map(({ label, isOwn }) => ({ label, isOwn, value: median(costs(label)) }));
  const chart = { name: "fan-out", title: "Processor time of one delivery", unit: "µs", bars };
  return { tables: [table], claims: claims(costs), charts: [chart] };
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

function claims(costs: (label: string) => number[]): Claim[] {
  return LIMITS.map(([own, peer, most]) => {
    const ratio = medianRatio(costs(own), costs(peer));
    return {
      what: `${own} / ${peer}`,
      target: `≤ ${most}`,
      measured: ratio.toFixed(2),
      holds: ratio <= most,
    };
  });
}
