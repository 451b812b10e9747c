// The cost ledger: what each lane of the lab has cost, counted on the sockets themselves, so that headers, chunk and
// frame overhead are in it. Bounded in number and age. Handles requests and sockets, not what they carry.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { ConnectionMeter } from "@hydra/feed/server";
import { TRANSPORTS, type LaneLedger } from "@hydra/protocol";

/** Lanes remembered: those of two hundred labs, a lane for each transport. */
const MAX_LANES = 200 * TRANSPORTS.length;
/** Of one network: those of twenty labs. */
const MAX_CLIENT_LANES = 20 * TRANSPORTS.length;
/** A lane that has not been used or asked for so long is dropped. */
const MAX_IDLE_MS = 10 * 60_000;

/** A feed request of a lane. */
export interface LaneRequest {
  readonly laneId: string;
  /** Whose lane it is, when it is new. */
  readonly client: string;
  readonly request: IncomingMessage;
  /** Absent for an upgrade. */
  readonly response?: ServerResponse | undefined;
}

/** One request under way: what its socket had carried when it began. */
interface Exchange {
  readonly socket: Socket;
  readonly readBefore: number;
  readonly writtenBefore: number;
}

interface Account {
  readonly laneId: string;
  /** The network that used it first. */
  readonly client: string;
  readonly sockets: WeakSet<Socket>;
  readonly exchanges: Set<Exchange>;
  connections: number;
  requests: number;
  received: number;
  sent: number;
  frames: number;
  skipped: number;
  usedAt: number;
}

export class Ledger {
  readonly #accounts = new Map<string, Account>();
  readonly #now: () => number;

  /** @param now monotonic milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * Begins to count a request for a lane; it ends with the response, or without one (an upgrade) with the socket. Counts
   * nothing for a lane there is no room for.
   */
  open({ laneId, client, request, response }: LaneRequest): ConnectionMeter | undefined {
    const account = this.#accountOf(laneId, client);
    if (account === undefined) return undefined;
    const { socket } = request;
    const exchange: Exchange = {
      socket,
      // The head was read already, and is this request's; a body a feed request does not have.
      readBefore: socket.bytesRead - headLength(request),
      writtenBefore: socket.bytesWritten,
    };
    account.requests += 1;
    if (!account.sockets.has(socket)) account.connections += 1;
    account.sockets.add(socket);
    account.exchanges.add(exchange);
    const settle = (): void => {
      if (!account.exchanges.delete(exchange)) return;
      account.received += socket.bytesRead - exchange.readBefore;
      account.sent += socket.bytesWritten - exchange.writtenBefore;
      account.usedAt = this.#now();
    };
    (response ?? socket).once("close", settle);
    return {
      frame: () => (account.frames += 1),
      skip: () => (account.skipped += 1),
    };
  }

  /** The lane's cost up to now, or undefined for a lane that never asked for anything. */
  read(laneId: string): LaneLedger | undefined {
    const account = this.#accounts.get(laneId);
    if (account === undefined) return undefined;
    account.usedAt = this.#now();
    let { received, sent } = account;
    for (const { socket, readBefore, writtenBefore } of account.exchanges) {
      received += socket.bytesRead - readBefore;
      sent += socket.bytesWritten - writtenBefore;
    }
    const { connections, requests, frames, skipped, exchanges } = account;
    const open = exchanges.size;
    return { laneId, connections, open, requests, bytesIn: received, bytesOut: sent, frames, skipped };
  }

  #accountOf(laneId: string, client: string): Account | undefined {
    let account = this.#accounts.get(laneId);
    if (account === undefined) {
      if (!this.#makeRoom(client)) return undefined;
      account = {
        laneId,
        client,
        sockets: new WeakSet(),
        exchanges: new Set(),
        connections: 0,
        requests: 0,
        received: 0,
        sent: 0,
        frames: 0,
        skipped: 0,
        usedAt: 0,
      };
      this.#accounts.set(laneId, account);
    }
    account.usedAt = this.#now();
    return account;
  }

  /**
   * Room for one more of this client's: of its own lanes, or where all together are too many of any client's, the one used
   * longest ago goes, but never one that has a request under way.
   * @returns whether there is room
   */
  #makeRoom(client: string): boolean {
    const now = this.#now();
    let own = 0;
    let oldest: Account | undefined;
    let oldestOwn: Account | undefined;
    for (const account of this.#accounts.values()) {
      const isOwn = account.client === client;
      if (account.exchanges.size > 0) {
        own += isOwn ? 1 : 0;
      } else if (now - account.usedAt > MAX_IDLE_MS) {
        this.#accounts.delete(account.laneId);
      } else {
        own += isOwn ? 1 : 0;
        if (account.usedAt < (oldest?.usedAt ?? Infinity)) oldest = account;
        if (isOwn && account.usedAt < (oldestOwn?.usedAt ?? Infinity)) oldestOwn = account;
      }
    }
    if (own < MAX_CLIENT_LANES && this.#accounts.size < MAX_LANES) return true;
    const leaving = oldestOwn ?? (own < MAX_CLIENT_LANES ? oldest : undefined);
    return leaving !== undefined && this.#accounts.delete(leaving.laneId);
  }
}

/** Bytes of a request's line and header fields as they came over the wire (RFC 9112 §3, §5), without odd whitespace. */
function headLength({ method = "", url = "", rawHeaders }: IncomingMessage): number {
  let length = method.length + 1 + Buffer.byteLength(url) + " HTTP/1.1\r\n".length + "\r\n".length;
  for (const [index, text] of rawHeaders.entries()) {
    length += Buffer.byteLength(text, "latin1") + (index % 2 === 0 ? ": ".length : "\r\n".length);
  }
  return length;
}
