// How the weather's connections reach the HTTP server of the same process: over TCP, as any, but by a port of their own, where
// each is taken for the client on whose behalf it was made. No byte that it sends names that client, so none has to be trusted.
import { once } from "node:events";
import { connect, createServer, Socket, type Server } from "node:net";
import { addressOf } from "../listening-address.ts";

/** A connection that was not made here has no client: it is cut after this long. */
const UNKNOWN_MS = 1_000;
const HOST = "127.0.0.1";

/** Connections that wait for their clients at once; those that are made here wait for a moment only. */
const MAX_UNKNOWN = 256;

/** Takes a socket whose `remoteAddress` is the client's own. */
export type Accept = (socket: Socket, client: Socket) => void;

type Peer = Pick<Socket, "remoteAddress" | "remotePort" | "remoteFamily">;

interface Expected {
  readonly client: Socket;
  /** Of the client, which may have gone by then. */
  readonly peer: Peer;
}

interface Arrived {
  readonly socket: Socket;
  readonly timer: NodeJS.Timeout;
}

export class SideDoor {
  readonly #server: Server;
  /** Of connections that were made, by their own end: the clients they are for, until the server has them. */
  readonly #expected = new Map<string, Expected>();
  /** Those that the server does not have yet, by their other end, oldest first. */
  readonly #arrived = new Map<string, Arrived>();
  readonly #accept: Accept;

  private constructor(accept: Accept) {
    this.#accept = accept;
    // As Node's HTTP server has its sockets. They are read only when they have been accepted.
    const options = { allowHalfOpen: true, noDelay: true, pauseOnConnect: true };
    this.#server = createServer(options, (socket) => this.#arrive(socket));
  }

  static async open(accept: Accept): Promise<SideDoor> {
    const door = new SideDoor(accept);
    door.#server.listen(0, HOST);
    await once(door.#server, "listening");
    return door;
  }

  /** A connection to the server on behalf of a client; one that has ended, once the door is closed. */
  connectFor(client: Socket): Socket {
    if (!this.#server.listening) return new Socket().destroy();
    const { remoteAddress, remotePort, remoteFamily } = client;
    const { port } = addressOf(this.#server);
    const socket = connect({ host: HOST, port, allowHalfOpen: true });
    socket.once("connect", () => {
      const end = endOf(socket.localAddress, socket.localPort);
      const expected: Expected = { client, peer: { remoteAddress, remotePort, remoteFamily } };
      this.#expected.set(end, expected);
      // By then the port may be another connection's.
      socket.once("close", () => {
        if (this.#expected.get(end) === expected) this.#expected.delete(end);
      });
      this.#match(end);
    });
    return socket;
  }

  close(): void {
    this.#server.close();
    for (const end of this.#arrived.keys()) this.#turnAway(end);
  }

  #arrive(socket: Socket): void {
    const end = endOf(socket.remoteAddress, socket.remotePort);
    // As long as no client is known; the HTTP server has its own.
    socket.on("error", () => socket.destroy());
    this.#turnAway(end);
    const [oldest] = this.#arrived.keys();
    if (oldest !== undefined && this.#arrived.size >= MAX_UNKNOWN) this.#turnAway(oldest);
    this.#arrived.set(end, { socket, timer: setTimeout(() => this.#turnAway(end), UNKNOWN_MS) });
    this.#match(end);
  }

  #turnAway(end: string): void {
    const arrived = this.#arrived.get(end);
    if (arrived === undefined) return;
    this.#arrived.delete(end);
    clearTimeout(arrived.timer);
    arrived.socket.destroy();
  }

  #match(end: string): void {
    const [arrived, expected] = [this.#arrived.get(end), this.#expected.get(end)];
    if (arrived === undefined || expected === undefined) return;
    this.#expected.delete(end);
    this.#arrived.delete(end);
    clearTimeout(arrived.timer);
    const { socket } = arrived;
    const { client, peer } = expected;
    for (const name of ["remoteAddress", "remotePort", "remoteFamily"] as const)
      Object.defineProperty(socket, name, { value: peer[name] });
    this.#accept(socket, client);
    socket.resume();
  }
}

/** One end of a connection. A port alone is several ends: this machine has more addresses than one. */
function endOf(address: string | undefined, port: number | undefined): string {
  return `${address} ${port}`;
}
