// How many attacks a second one server process takes, every one durable before it is answered, and how long an answer
// takes at half the rate that is asked of it. Two peers answer at once and store nothing: a bound, not a rival. One stores as
// one does who does not think of throughput, each attack in a commit of its own.
import { setTimeout as wait } from "node:timers/promises";
import { routes } from "@hydra/protocol";
import { Load } from "../load/load.ts";
import { Peer } from "../peers/peer.ts";
import { Hydra } from "../processes/hydra.ts";
import { measureWindow, type Window } from "../processes/window.ts";
import { count, median, medianRatio, spread } from "../report/statistics.ts";
import { inRounds, type Samples } from "../rounds.ts";
import type { Claim, Result, Scenario } from "../scenario.ts";

const PLAYERS = 100;
/** Attacks a second that are asked for, and the connections they come over. */
const HTTP = { transport: "http", perSecond: 15_000, connections: 100, underWay: 8 } as const;
const SOCKET = { transport: "websocket", perSecond: 50_000, connections: 50, underWay: 60 } as const;
/** For who stores each by itself: what the disk allows and more, but not so much that the rest takes seconds. */
const SINGLE = { ...HTTP, perSecond: 2_000 };
const MAX_P99_MS = 50;

export const ingest: Scenario = {
  name: "ingest",
  summary:
    "durable attacks a second over HTTP and WebSocket, and the time of an answer at half the required rate",
  async run(options) {
    await using hydra = await Hydra.start();
    await using load = await Load.start();
    const peerOptions = { frameBytes: 300, framesPerSecond: 1, snapshotBytes: 9_000 };
    await using http = await Peer.start("http", peerOptions);
    await using ws = await Peer.start("ws", peerOptions);
    await using sqlite = await Peer.start("sqlite", peerOptions);
    const { familyId, tokens } = await hydra.createBattlefield(PLAYERS);
    const own = { pid: hydra.pid, port: hydra.port };
    const subjects: Subject[] = [
      { label: "Hydra HTTP", ...own, path: routes.attacks(familyId), ...HTTP },
      { label: "node:http, stores nothing", pid: http.pid, port: http.port, path: "/attacks", ...HTTP },
      { label: "node:http and node:sqlite", pid: sqlite.pid, port: sqlite.port, path: "/attacks", ...SINGLE },
      { label: "Hydra WebSocket", ...own, path: routes.feed(familyId, "websocket"), ...SOCKET },
      { label: "ws, stores nothing", pid: ws.pid, port: ws.port, path: "/", ...SOCKET },
    ];
    const measure = async ({ underWay, perSecond, ...subject }: Subject): Promise<Sample> => {
      const run = async (pace: { underWay: number } | { perSecond: number }): Promise<Window> => {
        await using attackers = await load.attack({ ...subject, tokens, pace });
        return await measureWindow(subject.pid, attackers, options.seconds);
      };
      // First, because afterwards the server is still at work on a snapshot of what it was given.
      const half = await run({ perSecond: perSecond / 2 });
      // What was under way when the connections were cut is still worked on.
      await wait(200);
      return { half, most: await run({ underWay }) };
    };
    return report(subjects, await inRounds(options.runs, subjects, { measure, describe }));
  },
};

interface Subject {
  readonly label: string;
  readonly pid: number;
  readonly port: number;
  readonly path: string;
  readonly transport: "http" | "websocket";
  readonly connections: number;
  /** Attacks a connection keeps unanswered when as many as possible are wanted. */
  readonly underWay: number;
  /** What is asked for. */
  readonly perSecond: number;
}

interface Sample {
  readonly most: Window;
  readonly half: Window;
}

function rate({ figures }: Window): number {
  return ((figures.count - figures.errors) / figures.elapsedMs) * 1_000;
}

function describe({ most, half }: Sample): string {
  const errors = most.figures.errors + half.figures.errors;
  const lost = most.figures.ended + half.figures.ended;
  const load = Math.round(most.figures.loadCpuUs / most.figures.elapsedMs / 10);
  return `${count(rate(most))}/s (server ${Math.round(most.cpuShare * 100)} %, load ${load} %), p99 at half ${half.figures.p99Ms.toFixed(1)} ms, ${errors} errors, ${lost} connections lost`;
}

function report(subjects: readonly Subject[], samples: Samples<Sample>): Result {
  const all = (label: string): readonly Sample[] => samples.get(label) ?? [];
  const rates = (label: string): number[] => all(label).map(({ most }) => rate(most));
  const rows = subjects.map(({ label, transport, perSecond }) => {
    const middle = (read: (sample: Sample) => number): number => median(all(label).map(read));
    const peer = transport === "http" ? "node:http, stores nothing" : "ws, stores nothing";
    return [
      label,
      count(median(rates(label))),
      spread(rates(label), 0),
      medianRatio(rates(label), rates(peer)).toFixed(2),
      middle(({ most }) => most.cpuUs / most.figures.count).toFixed(1),
      count(perSecond / 2),
      middle(({ half }) => half.figures.p50Ms).toFixed(1),
      middle(({ half }) => half.figures.p99Ms).toFixed(1),
    ];
  });
  const table = {
    title: `Attacks by ${PLAYERS} players, answered when they are on disk`,
    columns: ["", "attacks/s", "range", "× peer", "µs CPU each", "at a rate of", "p50 ms", "p99 ms"],
    rows,
  };
  const bars = subjects.map(({ label }) => ({
    label,
    isOwn: label.startsWith("Hydra"),
    value: median(rates(label)),
  }));
  const chart = { name: "ingest", title: "Attacks answered", unit: "a second", bars };
  const claims = subjects
    .filter(({ label }) => label.startsWith("Hydra"))
    .flatMap(({ label, perSecond }): Claim[] => {
      const most = median(rates(label));
      const p99Ms = median(all(label).map(({ half }) => half.figures.p99Ms));
      return [
        {
          what: `${label}: durable attacks a second`,
          target: `≥ ${count(perSecond)}`,
          measured: count(most),
          holds: most >= perSecond,
        },
        {
          what: `${label}: p99 of the answer at ${count(perSecond / 2)} a second`,
          target: `≤ ${MAX_P99_MS} ms`,
          measured: `${p99Ms.toFixed(1)} ms`,
          holds: p99Ms <= MAX_P99_MS,
        },
      ];
    });
  return { tables: [table], claims, charts: [chart] };
}
