// One client with many connections, each of which sends the same bytes again and again as fast as they are taken, and comes back
// when it is cut.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { handshakeRequest } from "../../raw-socket.ts";
import { ATTACKER_ADDRESS, type Victim } from "./victim.ts";

export interface Flood {
  readonly connections: number;
  /** Whether it reads what is answered. */
  readonly reads: boolean;
  /** Of a handshake that comes first, where there is one. */
  readonly socketPath?: string;
  /** Of that handshake, beside the usual ones. */
  readonly headers?: Record<string, string>;
  /** Sent once, after the handshake. */
  readonly first?: Buffer;
  /** Sent again and again; nothing more where there is none. */
  readonly bytes?: Buffer;
}

export interface FloodReport {
  readonly sentMib: number;
  readonly connections: number;
  /** Started answers over HTTP, by their status, of those that were read. */
  readonly statuses: Record<string, number>;
}

/** After a connection was cut. */
const AGAIN_MS = 50;
const STATUS_LINE = /HTTP\/1\.1 (\d{3}) /g;

export async function flood({ port, ms }: Victim, kind: Flood): Promise<FloodReport> {
  const over = performance.now() + ms;
  const report = { sentMib: 0, connections: 0, statuses: {} };
  const one = async (): Promise<void> => {
    while (performance.now() < over) {
      report.connections += 1;
      report.sentMib += (await floodOnce({ port, over, kind }, report.statuses)) / 2 ** 20;
      await wait(AGAIN_MS);
    }
  };
  await Promise.all(Array.from({ length: kind.connections }, one));
  return report;
}

interface Once {
  readonly port: number;
  readonly over: number;
  readonly kind: Flood;
}

/** @returns bytes taken */
async function floodOnce({ port, over, kind }: Once, statuses: Record<string, number>): Promise<number> {
  const { reads, socketPath, headers, first, bytes } = kind;
  const socket = connect({ port, host: "127.0.0.1", localAddress: ATTACKER_ADDRESS });
  const closed = new Promise<void>((resolve) => void socket.once("close", resolve));
  // Being cut is what it is there for.
  socket.on("error", () => undefined);
  if (reads) countStatuses(socket, statuses);
  else socket.pause();
  if (socketPath !== undefined) socket.write(handshakeRequest(socketPath, headers));
  if (first !== undefined) socket.write(first);
  while (performance.now() < over && !socket.destroyed && socket.writable) {
    const isOver = wait(over - performance.now());
    if (bytes === undefined) await Promise.race([closed, isOver]);
    else if (socket.write(bytes)) await wait(1);
    else await Promise.race([once(socket, "drain").catch(() => undefined), closed, isOver]);
  }
  const { bytesWritten } = socket;
  socket.destroy();
  await closed;
  return bytesWritten;
}

/** Of answers over HTTP; reads whatever comes. */
export function countStatuses(socket: Socket, statuses: Record<string, number>): void {
  socket.on("data", (chunk: Buffer) => {
    for (const [, status = ""] of chunk.toString("latin1").matchAll(STATUS_LINE))
      statuses[status] = (statuses[status] ?? 0) + 1;
  });
}
