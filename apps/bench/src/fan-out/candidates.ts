// Who is measured by a fan-out: Hydra over each transport that pushes, and its peers. Each a server process of its own.
import { routes } from "@hydra/protocol";
import { attackAt, warmUp } from "../load/attack-at.ts";
import type { Load } from "../load/load.ts";
import type { Lane } from "../load/orders.ts";
import type { PeerOptions } from "../peers/peer-frames.ts";
import { Peer, type PeerName } from "../peers/peer.ts";
import { Hydra, type Battlefield } from "../processes/hydra.ts";

export const FRAMES_PER_SECOND = 20;
/** As many as a ranking shows. */
export const PLAYERS = 100;

export interface Traits {
  readonly label: string;
  readonly isOwn: boolean;
  readonly lane: Lane;
}

/** A server that rests. */
export interface Server {
  readonly port: number;
  readonly pid: number;
  /** Of its feed. */
  readonly path: string;
  /** Frames are made until the end of what this returns. */
  play(): Promise<AsyncDisposable>;
}

export interface Candidate extends Traits {
  open(stack: AsyncDisposableStack): Promise<Server>;
}

const LANES = { WebSocket: "websocket", SSE: "sse", "long-poll": "long-polling" } as const;

export function candidates(load: Load, options: PeerOptions): Candidate[] {
  const own = Object.entries(LANES).map(([label, lane]): Candidate => ({
    label: `Hydra ${label}`,
    isOwn: true,
    lane,
    open: (stack) => openOwn(stack, load, lane),
  }));
  const others = PEERS.map(({ label, lane, peer, path }): Candidate => ({
    label,
    isOwn: false,
    lane,
    open: (stack) => openPeer(stack, { peer, path, options }),
  }));
  return [...own, ...others];
}

/** Takes the attacks that make frames, and makes none: there are no watchers. */
export interface Makers {
  readonly own: Server;
  /** What one writes to store attacks and do nothing else with them. */
  readonly peer: Server;
}

export async function openMakers(
  stack: AsyncDisposableStack,
  load: Load,
  options: PeerOptions,
): Promise<Makers> {
  const own = await openOwn(stack, load, "websocket");
  const { port, pid } = stack.use(await Peer.start("sqlite", options));
  const { field } = own;
  await warmUp(load, { port }, field);
  // It has neither the family nor its players, and takes as many bytes.
  const play = (): Promise<AsyncDisposable> =>
    attackAt(load, { port }, { field, perSecond: FRAMES_PER_SECOND });
  return { own, peer: { port, pid, path: "", play } };
}

interface OwnServer extends Server {
  readonly field: Battlefield;
}

async function openOwn(
  stack: AsyncDisposableStack,
  load: Load,
  lane: (typeof LANES)[keyof typeof LANES],
): Promise<OwnServer> {
  const hydra = stack.use(await Hydra.start());
  const field = await hydra.createBattlefield(PLAYERS);
  await warmUp(load, hydra, field);
  return {
    field,
    port: hydra.port,
    pid: hydra.pid,
    path: routes.feed(field.familyId, lane),
    play: () => attackAt(load, hydra, { field, perSecond: FRAMES_PER_SECOND }),
  };
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

interface PeerSpec {
  readonly peer: PeerName;
  readonly path: string;
  readonly options: PeerOptions;
}

async function openPeer(
  stack: AsyncDisposableStack,
  { peer: name, path, options }: PeerSpec,
): Promise<Server> {
  const peer = stack.use(await Peer.start(name, options));
  await peer.rest();
  const { port, pid } = peer;
  return {
    port,
    pid,
    path,
    async play() {
      await peer.play();
      return { [Symbol.asyncDispose]: () => peer.rest() };
    },
  };
}
