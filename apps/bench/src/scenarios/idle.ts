// What a connection costs that only waits: the growth of the server's resident memory with ten thousand of them. Every
// measurement has a server of its own, since memory that was once had is not always given back.
import { setTimeout as wait } from "node:timers/promises";
import { routes } from "@hydra/protocol";
import { Load } from "../load/load.ts";
import type { Lane } from "../load/orders.ts";
import { Peer, type PeerName } from "../peers/peer.ts";
import { Hydra } from "../processes/hydra.ts";
import { readResidentBytes } from "../processes/process-figures.ts";
import type { Options } from "../options.ts";
import { count, median, spread } from "../report/statistics.ts";
import { inRounds, type Samples } from "../rounds.ts";
import type { Result, Scenario } from "../scenario.ts";

/** Connections made and ended first, so that code and buffers that are there once are not counted. */
const WARM_UP = 1_000;
/** Until what connecting left behind is collected. */
const SETTLE_MS = 4_000;
/** Memory varies less than time. */
const MAX_RUNS = 3;

export const idle: Scenario = {
  name: "idle",
  summary: "memory of a connection that only waits",
  async run(options) {
    await using load = await Load.start();
    const runs = Math.min(options.runs, MAX_RUNS);
    const measure = (subject: Subject): Promise<number> => measureMemory(load, subject, options);
    const describe = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB a connection`;
    return report(options, await inRounds(runs, SUBJECTS, { measure, describe }));
  },
};

interface OwnSubject {
  readonly label: string;
  readonly lane: Exclude<Lane, "socket.io" | "mqtt">;
  readonly peer?: undefined;
  readonly limitKiB: number;
}

interface PeerSubject {
  readonly label: string;
  readonly lane: Lane;
  readonly peer: PeerName;
  readonly path: string;
  readonly limitKiB?: undefined;
}

type Subject = OwnSubject | PeerSubject;

const SUBJECTS: readonly Subject[] = [
  { label: "Hydra WebSocket", lane: "websocket", limitKiB: 12 },
  { label: "Hydra SSE", lane: "sse", limitKiB: 16 },
  { label: "Hydra long-poll", lane: "long-polling", limitKiB: 16 },
  { label: "node:net, as WebSocket", lane: "websocket", peer: "net", path: "/socket" },
  { label: "ws", lane: "websocket", peer: "ws", path: "/" },
  { label: "node:http SSE", lane: "sse", peer: "http", path: "/events" },
  { label: "node:http long-poll", lane: "long-polling", peer: "http", path: "/next" },
  { label: "socket.io", lane: "socket.io", peer: "socket-io", path: "/socket.io/?EIO=4&transport=websocket" },
];

interface Server extends AsyncDisposable {
  readonly pid: number;
  readonly port: number;
  readonly path: string;
}

async function start(subject: Subject): Promise<Server> {
  if (subject.peer === undefined) {
    const hydra = await Hydra.start();
    const { familyId } = await hydra.createBattlefield(1);
    const { pid, port } = hydra;
    const path = routes.feed(familyId, subject.lane);
    return { pid, port, path, [Symbol.asyncDispose]: () => hydra[Symbol.asyncDispose]() };
  }
  // A frame an hour: nothing is sent while it is measured.
  const options = { frameBytes: 300, framesPerSecond: 1 / 3_600, snapshotBytes: 300 };
  const peer = await Peer.start(subject.peer, options);
  const { pid, port } = peer;
  return { pid, port, path: subject.path, [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose]() };
}

async function measureMemory(load: Load, subject: Subject, { connections }: Options): Promise<number> {
  await using server = await start(subject);
  const { port, path } = server;
  const order = { lane: subject.lane, port, path, atOnce: 100 };
  {
    await using _ = await load.watch({ ...order, count: WARM_UP });
  }
  await wait(SETTLE_MS);
  const before = readResidentBytes(server.pid);
  await using _ = await load.watch({ ...order, count: connections });
  await wait(SETTLE_MS);
  return (readResidentBytes(server.pid) - before) / connections;
}

function report({ connections }: Options, samples: Samples<number>): Result {
  const kibibytes = (label: string): number[] => (samples.get(label) ?? []).map((bytes) => bytes / 1024);
  const floor = median(kibibytes("node:net, as WebSocket"));
  const table = {
    title: `Growth of resident memory with ${count(connections)} idle connections`,
    columns: ["", "KiB each", "range", "× node:net"],
    rows: SUBJECTS.map(({ label }) => {
      const each = kibibytes(label);
      return [label, median(each).toFixed(1), spread(each, 1), (median(each) / floor).toFixed(2)];
    }),
  };
  const claims = SUBJECTS.flatMap(({ label, limitKiB }) => {
    if (limitKiB === undefined) return [];
    const each = median(kibibytes(label));
    const what = `${label}: memory of an idle connection`;
    return [
      { what, target: `≤ ${limitKiB} KiB`, measured: `${each.toFixed(1)} KiB`, holds: each <= limitKiB },
    ];
  });
  const bars = SUBJECTS.map(({ label, peer }) => ({
    label,
    isOwn: peer === undefined,
    value: median(kibibytes(label)),
  }));
  return {
    tables: [table],
    claims,
    charts: [{ name: "idle", title: "Memory of an idle connection", unit: "KiB", bars }],
  };
}
