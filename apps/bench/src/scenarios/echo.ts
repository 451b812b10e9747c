// The hand-written WebSocket against the library's: echoes a second of 1 KiB of text, over both echo sockets of one
// server, in turn, five times over. The median of each counts, and what is compared is of the same run.
import { setTimeout as wait } from "node:timers/promises";
import { ECHO_SOCKETS, routes, type EchoSocketName } from "@hydra/protocol";
import { EchoCrowd, type EchoLoad } from "../echo/echo-load.ts";
import { EchoServer } from "../echo/echo-server.ts";
import type { Scenario } from "../scenario.ts";

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
  /** Of the server, for one echo; undefined where the system does not tell. */
  readonly cpuMicroseconds: number | undefined;
}

export const echo: Scenario = {
  name: "echo",
  summary:
    "echoes of 1 KiB of text: the hand-written WebSocket against the ws library, 1 and 100 connections",
  async run() {
    await using server = await EchoServer.start();
    console.log("  connections  under way      ws /s   rfc6455 /s   ratio   CPU of ws, rfc6455 (µs an echo)");
    for (const load of LOADS) print(load, await measureInTurn(server, load));
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
  const count = crowd.echoes - echoes;
  const seconds = (performance.now() - startedAt) / 1_000;
  const cpuMsAfter = await server.cpuMs();
  const cpuMicroseconds =
    cpuMs === undefined || cpuMsAfter === undefined ? undefined : ((cpuMsAfter - cpuMs) * 1_000) / count;
  return { perSecond: count / seconds, cpuMicroseconds };
}

function print({ connections, depth }: EchoLoad, { ws, rfc6455 }: Samples): void {
  const [theirs, ours] = [ws, rfc6455].map((all) => median(all.map(({ perSecond }) => perSecond)));
  const cpu = [ws, rfc6455].map((all) => median(all.map(({ cpuMicroseconds }) => cpuMicroseconds ?? NaN)));
  const ratio = (ours ?? NaN) / (theirs ?? NaN);
  const columns = [
    String(connections).padStart(13),
    String(connections * depth).padStart(11),
    whole(theirs).padStart(11),
    whole(ours).padStart(13),
    ratio.toFixed(2).padStart(8),
    `   ${cpu.map((us) => us.toFixed(1)).join(", ")}`,
    ratio >= TARGET ? "" : `   below ${TARGET}`,
  ];
  console.log(columns.join(""));
}

const whole = (value = NaN): string => Math.round(value).toLocaleString("en");

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}
