// What one delivery by the embedded MQTT broker costs, beside the same feed over WebSocket and beside aedes itself. All three have a
// timer for an application and send updates of one size at one pace; each has a process and a crowd of its own. Then how stale the
// server's own lane is beside its WebSocket (mqtt/staleness.ts).
import { setTimeout as wait } from "node:timers/promises";
import { Load, type LoadGroup } from "../load/load.ts";
import { measureStaleness } from "../mqtt/staleness.ts";
import type { Lane } from "../load/orders.ts";
import { Peer, type PeerName } from "../peers/peer.ts";
import { measureWindow, type Window } from "../processes/window.ts";
import { count, median, medianRatio, spread } from "../report/statistics.ts";
import { inRounds, type Samples } from "../rounds.ts";
import type { Options } from "../options.ts";
import type { Claim, Result, Scenario } from "../scenario.ts";

const FRAMES_PER_SECOND = 20;
/** About what an update of a ranking has. */
const FRAME_BYTES = 400;
/** Until the collector has come to terms with a thousand connections more. */
const CROWD_SETTLE_MS = 10_000;

interface Candidate {
  readonly label: string;
  readonly isOwn: boolean;
  readonly peer: PeerName;
  readonly lane: Lane;
  readonly path: string;
}

const EMBEDDED = "MQTT, embedded";
const WEBSOCKET = "WebSocket";
const AEDES = "aedes publish";
const CANDIDATES: readonly Candidate[] = [
  { label: EMBEDDED, isOwn: true, peer: "feed", lane: "mqtt", path: "/mqtt" },
  { label: WEBSOCKET, isOwn: true, peer: "feed", lane: "websocket", path: "/prices/socket" },
  { label: AEDES, isOwn: false, peer: "aedes", lane: "mqtt", path: "/" },
];

export const mqtt: Scenario = {
  name: "mqtt",
  summary:
    "processor time of one delivery by the embedded MQTT broker, beside WebSocket and bare aedes; staleness of both lanes",
  async run(options) {
    const cost = report(options, await measureCost(options));
    const { table, claims } = await measureStaleness(options);
    return {
      ...cost,
      tables: [...cost.tables, table],
      claims: [...(cost.claims ?? []), ...claims],
    };
  },
};

async function measureCost(options: Options): Promise<Samples<Window>> {
  await using stack = new AsyncDisposableStack();
  const load = stack.use(await Load.start());
  const crowds: Crowd[] = [];
  for (const candidate of CANDIDATES) crowds.push(await openCrowd(stack, load, { candidate, options }));
  return await inRounds(options.runs, crowds, {
    measure: (crowd) => measureCrowd(crowd, options.seconds),
    describe: (window) => `${deliveryUs(window).toFixed(2)} µs, p50 ${window.figures.p50Ms.toFixed(1)} ms`,
  });
}

interface Crowd extends Candidate {
  readonly server: Peer;
  readonly watchers: LoadGroup;
}

interface CrowdSpec {
  readonly candidate: Candidate;
  readonly options: Options;
}

async function openCrowd(
  stack: AsyncDisposableStack,
  load: Load,
  { candidate, options }: CrowdSpec,
): Promise<Crowd> {
  const { peer, lane, path } = candidate;
  const peerOptions = { frameBytes: FRAME_BYTES, framesPerSecond: FRAMES_PER_SECOND, snapshotBytes: 0 };
  const server = stack.use(await Peer.start(peer, peerOptions));
  const { port } = server;
  const watchers = stack.use(
    await load.watch({ lane, port, path, topic: "prices", count: options.watchers, atOnce: 100 }),
  );
  await wait(CROWD_SETTLE_MS);
  await server.rest();
  return { ...candidate, server, watchers };
}

async function measureCrowd({ label, server, watchers }: Crowd, seconds: number): Promise<Window> {
  await server.play();
  const window = await measureWindow(server.pid, watchers, seconds);
  await server.rest();
  const { errors, ended } = window.figures;
  // What a smaller crowd costs is no delivery's cost.
  if (errors + ended > 0) throw new Error(`${label}: ${errors} errors, ${ended} watchers gone.`);
  return window;
}

function deliveryUs({ cpuUs, figures }: Window): number {
  return cpuUs / figures.count;
}

const LIMITS: readonly (readonly [peer: string, most: number])[] = [
  [WEBSOCKET, 1.25],
  [AEDES, 1],
];

function report({ watchers }: Options, samples: Samples<Window>): Result {
  const costs = (label: string): number[] => (samples.get(label) ?? []).map(deliveryUs);
  const rows = CANDIDATES.map(({ label }) => {
    const windows = samples.get(label) ?? [];
    const middle = (read: (window: Window) => number): number => median(windows.map(read));
    return [
      label,
      middle(deliveryUs).toFixed(2),
      spread(costs(label), 1),
      medianRatio(costs(label), costs(WEBSOCKET)).toFixed(2),
      middle(({ figures }) => figures.bytes / figures.count).toFixed(0),
      middle(({ figures }) => (figures.count / watchers / figures.elapsedMs) * 1_000).toFixed(1),
      middle(({ figures }) => figures.p50Ms).toFixed(1),
      middle(({ figures }) => figures.p99Ms).toFixed(1),
    ];
  });
  const columns = ["", "µs CPU/delivery", "range", "× WebSocket", "bytes", "frames/s", "p50 ms", "p99 ms"];
  const title = `One feed to ${count(watchers)} watchers, ${FRAMES_PER_SECOND} frames a second, by a timer`;
  const claims = LIMITS.map(([peer, most]): Claim => {
    const ratio = medianRatio(costs(EMBEDDED), costs(peer));
    const what = `${EMBEDDED}, a delivery / ${peer}`;
    return { what, target: `≤ ${most}`, measured: ratio.toFixed(2), holds: ratio <= most };
  });
  const bars = CANDIDATES.map(({ label, isOwn }) => ({ label, isOwn, value: median(costs(label)) }));
  const chart = { name: "mqtt", title: "Processor time of one delivery", unit: "µs", bars };
  return { tables: [{ title, columns, rows }], claims, charts: [chart] };
}
