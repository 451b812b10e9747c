// How many polls a second one server process answers: unchanged (304), and with the whole ranking (200). The peer
// answers the same bytes with node:http alone.
import { routes } from "@hydra/protocol";
import { warmUp } from "../load/attack-at.ts";
import { Load } from "../load/load.ts";
import { Peer } from "../peers/peer.ts";
import { Hydra } from "../processes/hydra.ts";
import { measureWindow, type Window } from "../processes/window.ts";
import { count, median, medianRatio, spread } from "../report/statistics.ts";
import { inRounds, type Samples } from "../rounds.ts";
import type { Result, Scenario } from "../scenario.ts";

const PLAYERS = 100;
/** Each with one request under way. */
const CONNECTIONS = 100;
const LEAST = 0.85;

export const polling: Scenario = {
  name: "polling",
  summary: "polls a second, unchanged and with the whole ranking",
  async run(options) {
    await using hydra = await Hydra.start();
    await using load = await Load.start();
    const field = await hydra.createBattlefield(PLAYERS);
    await warmUp(load, hydra, field);
    const path = routes.feed(field.familyId, "polling");
    const answer = await fetch(`${hydra.url}${path}`);
    const snapshotBytes = Buffer.byteLength(await answer.text());
    await using http = await Peer.start("http", { frameBytes: 300, framesPerSecond: 1, snapshotBytes });
    const unchanged = [`If-None-Match: ${answer.headers.get("etag") ?? ""}`];
    const own = { pid: hydra.pid, port: hydra.port, path };
    const peer = { pid: http.pid, port: http.port, path: "/ranking" };
    const subjects: Subject[] = [
      { label: "Hydra 304", ...own, headers: unchanged },
      { label: "node:http 304", ...peer, headers: ['If-None-Match: "peer:1"'] },
      { label: "Hydra 200", ...own, headers: [] },
      { label: "node:http 200", ...peer, headers: [] },
    ];
    const measure = async ({ pid, port, path, headers }: Subject): Promise<Window> => {
      await using requests = await load.request({ port, path, headers, connections: CONNECTIONS });
      return await measureWindow(pid, requests, options.seconds);
    };
    return report(snapshotBytes, subjects, await inRounds(options.runs, subjects, { measure, describe }));
  },
};

interface Subject {
  readonly label: string;
  readonly pid: number;
  readonly port: number;
  readonly path: string;
  readonly headers: readonly string[];
}

function rate({ figures }: Window): number {
  return (figures.count / figures.elapsedMs) * 1_000;
}

function describe(window: Window): string {
  const { figures, cpuShare } = window;
  const load = Math.round(figures.loadCpuUs / figures.elapsedMs / 10);
  return `${count(rate(window))}/s (server ${Math.round(cpuShare * 100)} %, load ${load} %), ${figures.errors} errors`;
}

function report(snapshotBytes: number, subjects: readonly Subject[], samples: Samples<Window>): Result {
  const all = (label: string): readonly Window[] => samples.get(label) ?? [];
  const rates = (label: string): number[] => all(label).map(rate);
  const costs = (label: string): number[] => all(label).map(({ cpuUs, figures }) => cpuUs / figures.count);
  const peerOf = (label: string): string => `node:http ${label.slice(-3)}`;
  const rows = subjects.map(({ label }) => [
    label,
    count(median(rates(label))),
    spread(rates(label), 0),
    medianRatio(rates(label), rates(peerOf(label))).toFixed(2),
    median(costs(label)).toFixed(1),
    median(all(label).map(({ figures }) => figures.p99Ms)).toFixed(1),
  ]);
  const table = {
    title: `Polls over ${CONNECTIONS} connections; a ranking of ${PLAYERS} has ${count(snapshotBytes)} bytes`,
    columns: ["", "polls/s", "range", "× node:http", "µs CPU each", "p99 ms"],
    rows,
  };
  const bars = subjects.map(({ label }) => ({
    label,
    isOwn: label.startsWith("Hydra"),
    value: median(rates(label)),
  }));
  const claims = ["Hydra 304", "Hydra 200"].map((label) => {
    const ratio = medianRatio(rates(label), rates(peerOf(label)));
    const what = `${label} / ${peerOf(label)}, polls a second`;
    return { what, target: `≥ ${LEAST}`, measured: ratio.toFixed(2), holds: ratio >= LEAST };
  });
  return {
    tables: [table],
    claims,
    charts: [{ name: "polling", title: "Polls answered", unit: "a second", bars }],
  };
}
