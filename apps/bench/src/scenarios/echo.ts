// The hand-written WebSocket against the library's: echoes a second of 1 KiB of text, over both echo sockets of one
// server, in turn, five times over. The median of each counts, and what is compared is of the same run.
import { setTimeout as wait } from "node:timers/promises";
import { ECHO_SOCKETS, routes, type EchoSocketName } from "@hydra/protocol";
import { EchoCrowd, type EchoLoad } from "../echo/echo-load.ts";
import { EchoServer } from "../echo/echo-server.ts";
import { count, median } from "../report/statistics.ts";
import type { Result, Scenario } from "../scenario.ts";

const REPEATS = 5;
const WARM_UP_MS = 500;
const MEASURE_MS = 1_500;
const LOADS: readonly EchoLoad[] = [
  { connections: 1, depth: 1 },
  { connections: 1, depth: 32 },
  { connections: 100, depth: 1 },
  { connections: 100, depth: 8 },
];
/** What the hand-written one has to reach of the library's throughput. */
const TARGET = 0.9;

interface Sample {
  readonly perSecond: number;
  /** Of the server, for one echo; undefined where the system does not report it. */
  readonly cpuMicroseconds: number | undefined;
}

export const echo: Scenario = {
  name: "echo",
  summary:
    "echoes of 1 KiB of text: the hand-written WebSocket against the ws library, 1 and 100 connections",
  async run() {
    await using server = await EchoServer.start();
    const outcomes: Outcome[] = [];
    for (const load of LOADS) outcomes.push({ load, samples: await measureInTurn(server, load) });
    return report(outcomes);
  },
};

type Samples = Readonly<Record<EchoSocketName, readonly Sample[]>>;

async function measureInTurn(server: EchoServer, load: EchoLoad): Promise<Samples> {
  const samples: Record<EchoSocketName, Sample[]> = { ws: [], rfc6455: [] };
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    // Each goes first as often as can be.
    const names = repeat % 2 === 0 ? ECHO_SOCKETS : ECHO_SOCKETS.toReversed();
    for (const name of names) samples[name].push(await measure(server, name, load));
  }
  return samples;
}

async function measure(server: EchoServer, name: EchoSocketName, load: EchoLoad): Promise<Sample> {
  using crowd = await EchoCrowd.open(server.port, routes.labEcho(name), load);
  await wait(WARM_UP_MS);
  const [echoes, cpuMs, startedAt] = [crowd.echoes, await server.cpuMs(), performance.now()];
  await wait(MEASURE_MS);
  const echoed = crowd.echoes - echoes;
  const seconds = (performance.now() - startedAt) / 1_000;
  const cpuMsAfter = await server.cpuMs();
  const cpuMicroseconds =
    cpuMs === undefined || cpuMsAfter === undefined ? undefined : ((cpuMsAfter - cpuMs) * 1_000) / echoed;
  return { perSecond: echoed / seconds, cpuMicroseconds };
}

interface Outcome {
  readonly load: EchoLoad;
  readonly samples: Samples;
}

function report(outcomes: readonly Outcome[]): Result {
  const ratioOf = ({ ws, rfc6455 }: Samples): number => rateOf(rfc6455) / rateOf(ws);
  const rows = outcomes.map(({ load: { connections, depth }, samples }) => [
    count(connections),
    count(connections * depth),
    count(rateOf(samples.ws)),
    count(rateOf(samples.rfc6455)),
    ratioOf(samples).toFixed(2),
    cpuOf(samples.ws).toFixed(1),
    cpuOf(samples.rfc6455).toFixed(1),
  ]);
  const columns = ["connections", "under way", "ws /s", "rfc6455 /s", "ratio", "ws µs CPU", "rfc6455 µs CPU"];
  const claims = outcomes.map(({ load: { connections, depth }, samples }) => ({
    what: `echo: rfc6455 / ws, ${connections} connections, ${connections * depth} under way`,
    target: `≥ ${TARGET}`,
    measured: ratioOf(samples).toFixed(2),
    holds: ratioOf(samples) >= TARGET,
  }));
  return { tables: [{ title: "Echoes of 1 KiB of text", columns, rows }], claims };
}

function rateOf(samples: readonly Sample[]): number {
  return median(samples.map(({ perSecond }) => perSecond));
}

function cpuOf(samples: readonly Sample[]): number {
  return median(samples.map(({ cpuMicroseconds }) => cpuMicroseconds ?? NaN));
}
