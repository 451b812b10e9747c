// Peers that ask for small answers and read none of them: whatever the server answers by itself must not pile up.
import { setTimeout as wait } from "node:timers/promises";
import { routes, SOCKET_TRANSPORTS } from "@hydra/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { RawConnection } from "../raw-connection.ts";
import { clientFrame, handshakeRequest, OPCODES } from "../raw-socket.ts";
import { ATTACK_MS, ATTACK_TIMEOUT_MS, IS_LONG, Target } from "./target.ts";

/**
 * A write of Node's holds a few hundred bytes beside its own: ten thousand answers of two bytes to a chunk were megabytes a
 * connection, more with every second. What is left is garbage, 30 to 160 MiB as fast as the machine is; in the long form what
 * piles up leaves that far behind.
 */
const FRAMES = { connections: 128, maxGrowthMib: 384 };
/** Of a chunk of pipelined requests Node makes objects before anybody can refuse them. */
const REQUESTS = { connections: 64, maxGrowthMib: 256 };
const FLOOD_BYTES = 256 * 1024;

interface Flood {
  readonly name: string;
  /** Of a handshake, where there is one. */
  path(target: Target): string | undefined;
  /** What is sent again and again. */
  unit(target: Target): Buffer;
}

const ping = (): Buffer => clientFrame(OPCODES.ping, "");
const get = (path: string): Buffer => Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
const sockets = SOCKET_TRANSPORTS.map((transport) => ({
  name: `pings to ${transport}`,
  path: ({ player }: Target) => routes.feed(player.familyId, transport),
  unit: ping,
}));

function emptyMessages(name: "rfc6455" | "ws"): Flood {
  return {
    name: `empty messages to echo ${name}`,
    path: () => routes.labEcho(name),
    unit: () => clientFrame(OPCODES.text, ""),
  };
}

/** In the long form only: the library ends such connections, or the answers are long enough to fill a queue soon. */
const MILD: readonly Flood[] = [
  ...sockets.slice(0, 1),
  emptyMessages("ws"),
  { name: "pings to echo ws", path: () => routes.labEcho("ws"), unit: ping },
  ...SOCKET_TRANSPORTS.map((transport) => ({
    name: `bad commands to ${transport}`,
    path: ({ player }: Target) => routes.feed(player.familyId, transport),
    unit: () => clientFrame(OPCODES.text, ""),
  })),
];

const FLOODS: readonly Flood[] = [
  ...sockets.slice(1),
  { name: "pings to echo rfc6455", path: () => routes.labEcho("rfc6455"), unit: ping },
  emptyMessages("rfc6455"),
  {
    name: "pipelined long-polls",
    path: () => undefined,
    unit: ({ player }) => get(`${routes.feed(player.familyId, "long-polling")}?since=none:0`),
  },
  ...(IS_LONG ? MILD : []),
];

let target: Target;
beforeAll(async () => {
  target = await Target.open();
});
afterAll(() => target[Symbol.asyncDispose]());

it.each(FLOODS)("$name that nobody reads", { timeout: ATTACK_TIMEOUT_MS }, async ({ name, path, unit }) => {
  const { connections: count, maxGrowthMib } = path(target) === undefined ? REQUESTS : FRAMES;
  const [socketPath, one] = [path(target), unit(target)];
  const flood = Buffer.concat(Array.from({ length: Math.ceil(FLOOD_BYTES / one.length) }, () => one));
  const { peakMib, calmMib } = await target.underAttack(name, async () => {
    const connections = Array.from({ length: count }, async () => {
      const connection = await RawConnection.open(target.port);
      connection.socket.pause();
      if (socketPath !== undefined) connection.say(handshakeRequest(socketPath));
      return connection;
    });
    const open = await Promise.all(connections);
    const over = performance.now() + ATTACK_MS / 2;
    while (performance.now() < over) {
      for (const { socket } of open) if (socket.writable && !socket.writableNeedDrain) socket.write(flood);
      await wait(10);
    }
    for (const { socket } of open) socket.destroy();
  });
  expect(peakMib - calmMib).toBeLessThan(maxGrowthMib);
});
