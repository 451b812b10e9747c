// Whether nodes add up: the processor time of one delivery by three nodes that share a crowd, beside that of one node with
// a third of it. All of them read the same log; only the nodes that serve watchers are counted, all their threads.
import { setTimeout as wait } from "node:timers/promises";
import { routes } from "@hydra/protocol";
import { startCluster, type BenchNode } from "../cluster/bench-cluster.ts";
import { attackAt, warmUp } from "../load/attack-at.ts";
import { Load, type LoadGroup } from "../load/load.ts";
import { createBattlefield, type Battlefield } from "../processes/hydra.ts";
import { readCpuUs } from "../processes/process-figures.ts";
import { inRounds } from "../rounds.ts";
import { count, median, medianRatio, spread } from "../report/statistics.ts";
import type { Options } from "../options.ts";
import type { Claim, Scenario, Table } from "../scenario.ts";

const FRAMES_PER_SECOND = 20;
/** As many as a ranking shows. */
const PLAYERS = 100;
/** After connecting: what is compiled and collected then is no steady state. */
const SETTLE_MS = 700;
const MOST = 1.15;

interface Subject {
  readonly label: string;
  /** Each has as many watchers as the command line asks for. */
  readonly nodes: readonly BenchNode[];
}

interface Sample {
  readonly cpuUs: number;
  readonly deliveries: number;
  readonly elapsedMs: number;
  readonly p99Ms: number;
  readonly errors: number;
}

export const clusterFanOut: Scenario = {
  name: "cluster-fan-out",
  summary:
    "processor time of one delivery by three nodes on JetStream, beside one with a third of the watchers",
  async run(options) {
    await using cluster = await startCluster();
    await using load = await Load.start();
    const [first] = cluster.nodes;
    if (first === undefined) throw new Error("There is no node.");
    const field = await createBattlefield(first.url, PLAYERS);
    for (const node of cluster.nodes) await warmUp(load, node, field);
    const subjects: Subject[] = [
      { label: "one node", nodes: [first] },
      { label: "three nodes", nodes: cluster.nodes },
    ];
    const samples = await inRounds(options.runs, subjects, {
      measure: ({ nodes }) => measure(load, { nodes, field, options }),
      describe: (sample) =>
        `${costOf(sample).toFixed(2)} µs, ${share(sample)} of a core, p99 ${sample.p99Ms.toFixed(1)} ms, ${sample.errors} errors`,
    });
    const rows = subjects.map(({ label, nodes }) => {
      const costs = (samples.get(label) ?? []).map(costOf);
      const watchers = count(nodes.length * options.watchers);
      return [label, watchers, median(costs).toFixed(2), spread(costs, 2)];
    });
    const table: Table = {
      title: `Fan-out in a cluster, WebSocket, ${FRAMES_PER_SECOND} frames a second`,
      columns: ["", "watchers", "µs CPU/delivery", "range"],
      rows,
    };
    const [one, three] = subjects.map(({ label }) => (samples.get(label) ?? []).map(costOf));
    const ratio = medianRatio(three ?? [], one ?? []);
    const claim: Claim = {
      what: "three nodes / one node, a delivery",
      target: `≤ ${MOST}`,
      measured: ratio.toFixed(2),
      holds: ratio <= MOST,
    };
    return { tables: [table], claims: [claim] };
  },
};

interface Measuring {
  readonly nodes: readonly BenchNode[];
  readonly field: Battlefield;
  readonly options: Options;
}

async function measure(load: Load, { nodes, field, options }: Measuring): Promise<Sample> {
  await using stack = new AsyncDisposableStack();
  const groups: LoadGroup[] = [];
  const path = routes.feed(field.familyId, "websocket");
  for (const { port } of nodes) {
    const watchers = await load.watch({
      lane: "websocket",
      port,
      path,
      count: options.watchers,
      atOnce: 100,
    });
    groups.push(stack.use(watchers));
  }
  // Over one of those that are counted.
  const [first] = nodes;
  if (first !== undefined) stack.use(await attackAt(load, first, { field, perSecond: FRAMES_PER_SECOND }));
  await wait(SETTLE_MS);
  await Promise.all(groups.map((group) => group.reset()));
  const before = cpuOf(nodes);
  await wait(options.seconds * 1_000);
  const cpuUs = cpuOf(nodes) - before;
  const figures = await Promise.all(groups.map((group) => group.read()));
  return {
    cpuUs,
    deliveries: sum(figures.map((figure) => figure.count)),
    elapsedMs: Math.max(...figures.map(({ elapsedMs }) => elapsedMs)),
    p99Ms: Math.max(...figures.map(({ p99Ms }) => p99Ms)),
    errors: sum(figures.map(({ errors }) => errors)),
  };
}

function cpuOf(nodes: readonly BenchNode[]): number {
  return sum(nodes.map(({ pid }) => readCpuUs(pid)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function costOf({ cpuUs, deliveries }: Sample): number {
  return cpuUs / deliveries;
}

function share({ cpuUs, elapsedMs }: Sample): string {
  return `${Math.round(cpuUs / 10 / elapsedMs)} %`;
}
