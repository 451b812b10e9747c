// The report of a fan-out: each cost three times over, since a delivery can be compared in three ways.
import type { Options } from "../options.ts";
import type { Window } from "../processes/window.ts";
import { count, median, medianRatio, spread } from "../report/statistics.ts";
import type { Samples } from "../rounds.ts";
import type { Claim, Result, Table } from "../scenario.ts";
import { FRAMES_PER_SECOND, type Traits } from "./candidates.ts";

/** Of one round. */
export interface Sample extends Window {
  /** What attacks that make as many frames cost servers without watchers, over as long a time; undefined of peers, who have none. */
  readonly making?: { readonly ownCpuUs: number; readonly peerCpuUs: number };
}

/** Of the whole server, microseconds a delivery. */
function wholeUs({ cpuUs, figures }: Sample): number {
  return cpuUs / figures.count;
}

/** Without what made the frames. */
function aloneUs({ cpuUs, making, figures }: Sample): number {
  return (cpuUs - (making?.ownCpuUs ?? 0)) / figures.count;
}

/** What storing the same attacks would add to a peer. */
function storingUs({ making, figures }: Sample): number {
  return (making?.peerCpuUs ?? 0) / figures.count;
}

export function describe(sample: Sample): string {
  const { figures, cpuShare } = sample;
  const share = `${Math.round(cpuShare * 100)} % of a core`;
  const load = `${Math.round(figures.loadCpuUs / figures.elapsedMs / 10)} %`;
  return `${wholeUs(sample).toFixed(2)} µs (${aloneUs(sample).toFixed(2)} delivering), p99 ${figures.p99Ms.toFixed(1)} ms, ${share} (load ${load}), ${figures.errors} errors`;
}

export function reportFanOut(options: Options, crowds: readonly Traits[], samples: Samples<Sample>): Result {
  const bars = crowds.map(({ label, isOwn }) => ({
    label,
    isOwn,
    value: median((samples.get(label) ?? []).map(wholeUs)),
  }));
  return {
    tables: [deliveryTable(options, crowds, samples), makingTable(options, samples)],
    claims: COMPARISONS.flatMap((comparison) => claims(comparison, samples)),
    charts: [{ name: "fan-out", title: "Processor time of one delivery", unit: "µs", bars }],
  };
}

const COLUMNS = [
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
];

function deliveryTable(options: Options, crowds: readonly Traits[], samples: Samples<Sample>): Table {
  const floor = (samples.get("node:net, as WebSocket") ?? []).map(wholeUs);
  const rows = crowds.map(({ label }) => {
    const windows = samples.get(label) ?? [];
    const middle = (read: (sample: Sample) => number): number => median(windows.map(read));
    return [
      label,
      middle(wholeUs).toFixed(2),
      spread(windows.map(wholeUs), 1),
      medianRatio(windows.map(wholeUs), floor).toFixed(2),
      middle(aloneUs).toFixed(2),
      medianRatio(windows.map(aloneUs), floor).toFixed(2),
      middle(({ figures }) => figures.bytes / figures.count).toFixed(0),
      middle(({ figures }) => (figures.count / options.watchers / figures.elapsedMs) * 1_000).toFixed(1),
      middle(({ figures }) => figures.p50Ms).toFixed(1),
      middle(({ figures }) => figures.p99Ms).toFixed(1),
    ];
  });
  const title = `Fan-out to ${count(options.watchers)} watchers, ${FRAMES_PER_SECOND} frames a second`;
  return { title, columns: COLUMNS, rows };
}

function makingTable({ seconds }: Options, samples: Samples<Sample>): Table {
  const makings = [...samples.values()].flat().flatMap(({ making }) => making ?? []);
  const own = makings.map(({ ownCpuUs }) => ownCpuUs);
  const peer = makings.map(({ peerCpuUs }) => peerCpuUs);
  const row = (label: string, values: readonly number[]): string[] => {
    const each = values.map((value) => value / 1_000 / seconds / FRAMES_PER_SECOND);
    return [label, median(each).toFixed(2), spread(each, 1), medianRatio(values, peer).toFixed(2)];
  };
  return {
    title: `${FRAMES_PER_SECOND} durable attacks a second that nobody watches`,
    columns: ["", "ms CPU/attack", "range", "× peer"],
    rows: [row("Hydra", own), row("node:http and node:sqlite, nothing else", peer)],
  };
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

interface Comparison {
  name(own: string, peer: string): string;
  readonly ownUs: (own: Sample) => number;
  /** Beside `own` of the same round. */
  readonly peerUs: (peer: Sample, own: Sample) => number;
}

/** From what is asked of the transports to what is asked of the whole server by an application without attacks to store. */
const COMPARISONS: readonly Comparison[] = [
  { name: (own, peer) => `${own}, a delivery / ${peer}`, ownUs: aloneUs, peerUs: wholeUs },
  {
    name: (own, peer) => `${own}, the whole server / ${peer} and storing the same attacks`,
    ownUs: wholeUs,
    peerUs: (peer, own) => wholeUs(peer) + storingUs(own),
  },
  { name: (own, peer) => `${own}, the whole server / ${peer}`, ownUs: wholeUs, peerUs: wholeUs },
];

function claims({ name, ownUs, peerUs }: Comparison, samples: Samples<Sample>): Claim[] {
  return LIMITS.map(([own, peer, most]) => {
    const ours = samples.get(own) ?? [];
    const theirs = samples.get(peer) ?? [];
    const beside = ours.map((sample, round) => {
      const theirSample = theirs[round];
      return theirSample === undefined ? NaN : peerUs(theirSample, sample);
    });
    const ratio = medianRatio(ours.map(ownUs), beside);
    return { what: name(own, peer), target: `≤ ${most}`, measured: ratio.toFixed(2), holds: ratio <= most };
  });
}
